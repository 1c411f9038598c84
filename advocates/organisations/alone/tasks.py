"""Who has spoken alone for long, and the mail that asks for a second person.

It goes to that person alone, in their language: nobody else learns who is alone. After two months, at most once a
year, never while somebody is invited, and never again once the person has ended these mails.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import installation, jobs, outbox, stream
from advocates.core.models import Mail, StreamEntry
from advocates.organisations.models import Invitation, Mandate, Organisation
from advocates.organisations.vocabulary import State

PURPOSE = "organisations.second-person"
KIND = "organisations.organisation.second_asked"
LONG, YEAR = timedelta(days=60), timedelta(days=365)
A_DAY = 50


@jobs.every(seconds=24 * 3600)
def ask_for_second_person() -> int:
    """Ask a few of them a day; returns how many. None from an installation that only its own machine can reach."""
    if not installation.is_reachable():
        return 0
    now, asked = timezone.now(), 0
    for organisation in alone_for_long(now).exclude(pk__in=_asked_lately(now)).order_by("pk"):
        person = speaker_alone(organisation, now)
        if person is None or outbox.is_suppressed(person.email, PURPOSE):
            continue
        _ask(organisation, person)
        asked += 1
        if asked == A_DAY:
            break
    return asked


def alone_for_long(now: datetime) -> QuerySet[Organisation]:
    """Members for which exactly one person speaks, and for two months nobody else has; nobody is invited."""
    valid = Mandate.objects.valid_at(now).filter(person__is_active=True)
    one = valid.values("organisation").annotate(people=Count("person", distinct=True), last=Max("starts_at"))
    ones = one.filter(people=1, last__lte=now - LONG).order_by().values("organisation")
    lately = Mandate.objects.filter(ends_at__gt=now - LONG, ends_at__lte=now).values("organisation")
    later = Mandate.objects.filter(starts_at__gt=now).open_at(now).values("organisation")
    invited = Invitation.objects.waiting_at(now).values("organisation")
    members = Organisation.objects.filter(state=State.MEMBER, pk__in=ones)
    return members.exclude(pk__in=lately).exclude(pk__in=later).exclude(pk__in=invited)


def speaker_alone(organisation: Organisation, now: datetime) -> Person | None:
    """The only person who speaks for it; None where there are several or none."""
    valid = Mandate.objects.valid_at(now).filter(organisation=organisation, person__is_active=True)
    people = {mandate.person_id: mandate.person for mandate in valid.select_related("person")}
    return next(iter(people.values())) if len(people) == 1 else None


def _asked_lately(now: datetime) -> list[int]:
    found = StreamEntry.objects.filter(kind=KIND, at__gt=now - YEAR).values_list("target_id", flat=True)
    return [int(pk) for pk in found]


def _ask(organisation: Organisation, person: Person) -> None:
    url = settings.SITE_URL + reverse("organisation_people", args=[organisation.public_id])
    about = outbox.About(PURPOSE, {"organisation": organisation.pk, "person": person.pk})
    context = {"person": person, "organisation": organisation, "url": url}
    with transaction.atomic():
        stream.record(KIND, organisation)
        outbox.send("organisations/email/second_person", person.email, person.language, context, about)


def may_send(mail: Mail) -> bool:
    """Whether the person is still alone when the mail leaves."""
    organisation = Organisation.objects.filter(pk=mail.about["organisation"], state=State.MEMBER).first()
    person = speaker_alone(organisation, timezone.now()) if organisation else None
    return person is not None and (person.pk, person.email) == (mail.about["person"], mail.recipient)


def register_all() -> None:
    """Called when the app is ready."""
    stream.register_kind(KIND)
    outbox.register_purpose(outbox.Purpose(PURPOSE, is_bulk=True, may_send=may_send))
