"""Deeds on hints: they are told, shown to the group, answered by it, and closed by the office with an answer.

A hint whose sender did no work waits until a person has read it. A correction goes to the group first: one mail a day
at most, whatever comes in; after two weeks of silence, or where no mail arrives, it goes to the office.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core import jobs, links, outbox, stream
from advocates.core.models import Mail
from advocates.core.refused import Refused
from advocates.core.viewer import VISITOR
from advocates.organisations import actions, group_links, tasks
from advocates.organisations.models import Hint, Organisation

LINK = "hints"
GROUP_PURPOSE, REPORTER_PURPOSE = "organisations.hint", "organisations.hint_closed"
TASK = "hint"
A_DAY, PATIENCE = timedelta(days=1), timedelta(days=14)
# What the group can hardly answer: it has closed, or the address we would ask at is the one that is wrong.
NOT_FOR_GROUPS = (Hint.Topic.CLOSED, Hint.Topic.CONTACT)
State, Answer, Outcome = Hint.State, Hint.Answer, Hint.Outcome


def tell(*, organisation: Organisation | None, facts: Mapping[str, Any], lang: str, is_proved: bool) -> Hint:
    """Store what somebody tells us about an entry, or about a group that is missing (None)."""
    kind = Hint.Kind.CORRECTION if organisation else Hint.Kind.SUGGESTION
    with transaction.atomic():
        hint = Hint.objects.create(
            kind=kind, organisation=organisation, lang=lang, is_proved=is_proved, **facts
        )
        stream.record("organisations.hint.told", hint)
        if is_proved:
            _send_on(hint)
        else:
            _open_task(hint)
    return hint


def _send_on(hint: Hint) -> None:
    """To the group where it can be asked, else to the office."""
    if hint.organisation is not None and hint.topic not in NOT_FOR_GROUPS and can_be_asked(hint.organisation):
        _move(hint, State.GROUP)
        tell_group(hint.organisation)
    else:
        _to_office(hint)


def can_be_asked(organisation: Organisation) -> bool:
    """Whether there is a public entry with an address that takes such mail."""
    address = organisation.private_email
    return organisation.is_public and bool(address) and not outbox.is_suppressed(address, GROUP_PURPOSE)


def _move(hint: Hint, state: Hint.State) -> None:
    hint.state = state
    hint.save(update_fields=["state"])


def _to_office(hint: Hint) -> None:
    _move(hint, State.OFFICE)
    _open_task(hint)


def _open_task(hint: Hint) -> None:
    tasks.open_task(kind=TASK, organisation=hint.organisation, key=str(hint.public_id))


def _close_task(hint: Hint) -> None:
    tasks.close_by_itself(kind=TASK, organisation=hint.organisation, key=str(hint.public_id))


def tell_group(organisation: Organisation) -> bool:
    """Mail the group once about all that waits for it; False if there is nothing, or it had such a mail today."""
    with transaction.atomic():
        current = Organisation.objects.select_for_update().get(pk=organisation.pk)
        now = timezone.now()
        waiting = for_group(current).filter(mailed_at=None)
        was_told = Hint.objects.filter(organisation=current, mailed_at__gt=now - A_DAY).exists()
        if was_told or not waiting.exists():
            return False
        recipient = outbox.Recipient(
            current.private_email, group_links.language_of(current), {"organisation": current.pk}
        )
        outbox.send_later_many(GROUP_PURPOSE, [recipient])
        waiting.update(mailed_at=now)
    return True


def for_group(organisation: Organisation) -> QuerySet[Hint]:
    """What a group is asked about an entry now."""
    return Hint.objects.filter(organisation=organisation, state=State.GROUP)


@jobs.every(seconds=900)
def tell_groups() -> int:
    """Mail the groups for which hints have gathered; returns how many."""
    waiting = Hint.objects.filter(state=State.GROUP, mailed_at=None).values("organisation")
    return sum(tell_group(group) for group in Organisation.objects.filter(pk__in=waiting).order_by("id"))


@jobs.every(seconds=3600)
def hand_over_unanswered(now: datetime | None = None) -> int:
    """Hints that a group was silent about for two weeks go to the office; returns how many."""
    silent = Q(mailed_at__lte=(now or timezone.now()) - PATIENCE)
    waiting = Hint.objects.filter(silent, state=State.GROUP).select_related("organisation")
    return _all_to_office(waiting)


def _all_to_office(hints: QuerySet[Hint]) -> int:
    count = 0
    for hint in hints:
        with transaction.atomic():
            if (current := _locked(hint)) is not None and current.state == State.GROUP:
                _to_office(current)
                count += 1
    return count


def settled(mail: Mail) -> None:
    """A group that mail does not reach is not waited for."""
    if mail.state not in (Mail.State.SENT, Mail.State.UNSURE):
        waiting = Hint.objects.filter(organisation_id=mail.about.get("organisation"), state=State.GROUP)
        _all_to_office(waiting.select_related("organisation"))


def answer(*, organisation: Organisation, given: Hint.Answer) -> int:
    """The group says what it knows about all that it was asked; returns how many hints that were.

    “The entry is right” closes them, and whoever wanted to know is told; everything else goes to the office.
    """
    count = 0
    with transaction.atomic():
        for hint in for_group(organisation).select_for_update(of=("self",)).select_related("organisation"):
            hint.answer, hint.answered_at = given, timezone.now()
            hint.save(update_fields=["answer", "answered_at"])
            if given == Answer.RIGHT:
                _close(hint, Outcome.RIGHT, None)
            else:
                _to_office(hint)
            count += 1
    return count


def say_right(*, organisation: Organisation, base_revision: int) -> None:
    """The group has read its entry and says that it is right as it is: that confirms it, and answers the hints."""
    with transaction.atomic():
        actions.confirm_organisation(organisation=organisation, base_revision=base_revision)
        answer(organisation=organisation, given=Answer.RIGHT)


def let_through(*, actor: models.Model, hint: Hint) -> None:
    """Somebody has read a hint that was held, and it goes its way. Raises `Refused` if that was done already."""
    with transaction.atomic():
        current = _locked(hint)
        if current is None or current.state != State.HELD:
            raise Refused(_("Somebody has dealt with this hint already."))
        _close_task(current)
        _send_on(current)
        stream.record("organisations.hint.let_through", current, actor=actor)


def close_hint(*, actor: models.Model, hint: Hint, outcome: Hint.Outcome, reason: str = "") -> Hint:
    """End it; whoever wanted to know gets one mail, then their address is gone.

    Raises `Refused` if somebody has closed it already.
    """
    with transaction.atomic():
        current = _locked(hint)
        if current is None:
            raise Refused(_("Somebody has dealt with this hint already."))
        current.reason = reason
        _close(current, outcome, actor)
        stream.record("organisations.hint.closed", current, actor=actor)
    return current


def _close(hint: Hint, outcome: Hint.Outcome, actor: models.Model | None) -> None:
    reporter, hint.reporter = hint.reporter, ""
    hint.state, hint.outcome, hint.closed_at = State.CLOSED, outcome, timezone.now()
    hint.closed_by_id = actor.pk if actor else None
    hint.save()
    _close_task(hint)
    if reporter:
        recipient = outbox.Recipient(reporter, group_links.spoken([hint.lang]), {"hint": hint.pk})
        outbox.send_later_many(REPORTER_PURPOSE, [recipient])


def _locked(hint: Hint) -> Hint | None:
    return (
        Hint.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .exclude(state=State.CLOSED)
        .filter(pk=hint.pk)
        .first()
    )


def compose_for_group(mail: Mail) -> outbox.Composed:
    """That somebody told us something, and where to read it: never what, nor who."""
    organisation = Organisation.objects.visible_to(VISITOR).get(pk=mail.about["organisation"])
    context = {
        "organisation": organisation,
        "url": links.url_of(LINK, group_links.value_of(organisation.pk)),
        "days": PATIENCE.days,
    }
    return _rendered("hint", context, mail)


def compose_for_reporter(mail: Mail) -> outbox.Composed:
    """What became of it; nothing that anybody typed into our forms."""
    hint = Hint.objects.select_related("organisation").get(pk=mail.about["hint"])
    shown = hint.organisation if hint.organisation and hint.organisation.is_public else None
    url = settings.SITE_URL + shown.get_absolute_url() if shown else ""
    return _rendered("hint_closed", {"hint": hint, "organisation": shown, "url": url}, mail)


def _rendered(template: str, context: dict[str, Any], mail: Mail) -> outbox.Composed:
    return outbox.rendered(
        f"organisations/email/{template}",
        mail.language,
        context,
        recipient=mail.recipient,
        purpose=mail.purpose,
    )


def may_tell_group(mail: Mail) -> bool:
    """Whether something waits for the group still, and the address is still its own."""
    return (
        group_links.may_send(mail)
        and Hint.objects.filter(organisation_id=mail.about.get("organisation"), state=State.GROUP).exists()
    )


def may_tell_reporter(mail: Mail) -> bool:
    return Hint.objects.filter(pk=mail.about.get("hint"), state=State.CLOSED).exists()
