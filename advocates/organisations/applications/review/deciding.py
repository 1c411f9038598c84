"""What becomes of an application when two reviewers agree."""

from collections import Counter
from typing import Any

from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.organisations.actions import Entry, create_organisation, edit_organisation
from advocates.organisations.applications import mails, steps
from advocates.organisations.applications.inviting import invite_those_named
from advocates.organisations.membership.actions import accept_organisation
from advocates.organisations.models import Application, DecisionNote, Organisation, Seat
from advocates.organisations.vocabulary import ConfirmedBy

AGREE = 2
COPIED = (
    "name", "local_name", "country", "city", "languages", "disease_areas", "services", "website", "public_email",
)  # fmt: skip


def decide_if_agreed(application: Application, actor: Person) -> None:
    """Approve or refuse as two of the round say; the second of them decides. Nothing happens before."""
    said = Counter(
        application.seats.taken()
        .filter(round=application.round)
        .exclude(recommendation="")
        .values_list("recommendation", flat=True)
    )
    if said[Seat.Recommendation.APPROVE] >= AGREE:
        _approve(application, actor)
    elif said[Seat.Recommendation.REFUSE] >= AGREE:
        _decided(application, actor, Application.State.REFUSED)


def _approve(application: Application, actor: Person) -> None:
    listed = application.claimed
    organisation = _updated(listed, application, actor) if listed else _created(application, actor)
    application.organisation = accept_organisation(actor=actor, organisation=organisation)
    application.consents.update(organisation=application.organisation)
    _decided(application, actor, Application.State.APPROVED)
    invite_those_named(application)


def _decided(application: Application, actor: Person, state: str) -> None:
    now = timezone.now()
    application.state, application.state_since, application.decided_at = state, now, now
    application.save()
    is_approved = state == Application.State.APPROVED
    DecisionNote.objects.create(
        name=application.name,
        country=application.country,
        organisation=application.organisation,
        is_approved=is_approved,
        round=application.round,
        sent_on=timezone.localdate(application.sent_at),
        decided_on=timezone.localdate(now),
    )
    deed = "approved" if is_approved else "refused"
    stream.record(f"organisations.application.{deed}", application, actor=actor)
    mails.to_applicant(application, deed)


def fields_of(application: Application) -> dict[str, Any]:
    """What the entry of the directory will say: what the applicant wrote, as of the day on which it was sent."""
    values = steps.valid_form(application, "organisation").cleaned_data
    fields = {name: values[name] for name in COPIED}
    others = [code for code in values["countries"] if code != values["country"]]
    fields["countries"] = [values["country"], *others]
    if year := steps.valid_form(application, "activities").cleaned_data.get("founded_year"):
        fields["founded_year"] = year
    fields["confirmed_on"] = timezone.localdate(application.sent_at)
    fields["confirmed_by"] = ConfirmedBy.ORGANISATION
    return fields


def _created(application: Application, actor: Person) -> Organisation:
    fields = {**fields_of(application), "private_email": application.email}
    return create_organisation(actor=actor, entry=Entry(fields))


def _updated(listed: Organisation, application: Application, actor: Person) -> Organisation:
    """The entry that was there keeps its address, texts and channels, and what the applicant left empty."""
    given = {name: value for name, value in fields_of(application).items() if value not in ("", [], None)}
    if not listed.private_email:
        given["private_email"] = application.email
    entry = Entry(
        given,
        {text.lang: text.text for text in listed.descriptions.all()},
        [(channel.kind, channel.value) for channel in listed.channels.all()],
    )
    return edit_organisation(actor=actor, organisation=listed, base_revision=listed.revision, entry=entry)
