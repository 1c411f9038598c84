"""Deeds about a lost second factor. No path is shorter than: two people, two days, one link, and then the password.

Whether those who agreed may still do so is asked again at every step, never remembered.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from advocates.accounts import actions as accounts
from advocates.accounts.models import Person
from advocates.core import jobs, stream
from advocates.core.refused import Refused
from advocates.core.viewer import Viewer, viewer_for
from advocates.organisations.colleagues import policies as near
from advocates.organisations.colleagues.actions import colleagues_of, is_alone, mandates_of
from advocates.organisations.models import FactorLoss, Mandate
from advocates.organisations.recovery import mails, policies

WAIT = timedelta(hours=48)
# From the question to its end, whoever has agreed by then.
LIVES = timedelta(days=30)


class NotYours(Refused):
    """Somebody else has to do this."""


class LossClosed(Refused):
    """The question was stopped, is done, or is void."""


def mark_of(person: Person) -> str:
    """What must not change while a question waits."""
    value = f"{person.password}:{person.email}"
    return salted_hmac("organisations.factor-loss", value, algorithm="sha256").hexdigest()


def ask_for_removal(*, person: Person) -> FactorLoss:
    """Somebody whose password was right says that the second factor is lost; the person and colleagues are told.

    Asking again while a question waits changes nothing.
    """
    with transaction.atomic():
        current = Person.objects.select_for_update().get(pk=person.pk)
        for old in FactorLoss.objects.open().filter(person=current):
            if is_whole(old, timezone.now()):
                return old
            _close(old, FactorLoss.Outcome.VOID, None)
        loss = FactorLoss.objects.create(person=current, mark=mark_of(current))
        stream.record("organisations.factor_loss.asked", loss, actor=current, person=current.pk)
        mails.tell(loss, colleagues_of(current), "asked")
    return loss


def vouch(*, actor: Person, loss: FactorLoss) -> None:
    """A colleague, or the representative of the region, says: I have spoken with this person, and it is them."""
    with transaction.atomic():
        current, viewer = _open(loss), viewer_for(actor)
        mandates = mandates_of(current.person)
        alone = [mandate for mandate in mandates if is_alone(mandate)]
        if not policies.can_vouch(viewer, current, mandates, alone):
            raise NotYours(_("Somebody else has to do this: a colleague of the person."))
        under = near.shared_mandate(viewer, mandates)
        current.vouched_by, current.vouched_under_id = actor, under
        current.vouched_for_region = "" if under else near.shared_region(viewer, alone)
        current.save(update_fields=["vouched_by", "vouched_under", "vouched_for_region"])
        stream.record("organisations.factor_loss.vouched", current, actor=actor, person=current.person_id)
        _begin_to_wait(current)


def approve(*, actor: Person, loss: FactorLoss) -> None:
    """Staff agree; the other of the two. When both have agreed, two days begin."""
    with transaction.atomic():
        current = _open(loss)
        if not policies.can_approve(viewer_for(actor), current):
            raise NotYours(_("Somebody else has to do this: another one of the staff."))
        current.approved_by = actor
        current.save(update_fields=["approved_by"])
        stream.record("organisations.factor_loss.approved", current, actor=actor, person=current.person_id)
        _begin_to_wait(current)


def stop(*, actor: Person | None, loss: FactorLoss) -> None:
    """Nothing is removed; who wants it removed has to ask anew."""
    with transaction.atomic():
        current = _open(loss)
        _close(current, FactorLoss.Outcome.STOPPED, actor)
        mails.tell(current, colleagues_of(current.person), "stopped")


def remove_factors(*, loss: FactorLoss) -> None:
    """The link was used: the factors go, every session ends, and a new factor has to be set up. Once."""
    with transaction.atomic():
        current = _open(loss)
        if not is_ready(current, timezone.now()):
            raise LossClosed(_("This link does not work yet, or no longer."))
        _close(current, FactorLoss.Outcome.DONE, current.person)
        accounts.remove_lost_factors(person=current.person)


@jobs.every(seconds=300)
def go_on() -> int:
    """Void what no longer stands, mail the link where the two days are over; returns how many links were mailed."""
    mailed = 0
    for loss in FactorLoss.objects.open().filter(mailed_at=None):
        with transaction.atomic():
            mailed += _go_on_with(loss.pk)
    return mailed


def _go_on_with(number: int) -> bool:
    loss = FactorLoss.objects.open().select_for_update().filter(pk=number, mailed_at=None).first()
    now = timezone.now()
    if loss is None:
        return False
    if not is_whole(loss, now):
        _close(loss, FactorLoss.Outcome.VOID, None)
        return False
    drop_what_ended(loss)
    if not is_ready(loss, now):
        return False
    loss.mailed_at = now
    loss.save(update_fields=["mailed_at"])
    mails.send_link(loss)
    return True


def is_whole(loss: FactorLoss, moment: datetime) -> bool:
    """Password and address are those of the question, the account is open, and a month is not over."""
    person = loss.person
    is_same = constant_time_compare(loss.mark, mark_of(person))
    return loss.closed_at is None and is_same and person.is_active and moment - loss.asked_at < LIVES


def is_ready(loss: FactorLoss, moment: datetime) -> bool:
    """Everything that has to be true when the link is used: whole, agreed by two who still may, and two days old."""
    if loss.ready_at is None or moment < loss.ready_at or not is_whole(loss, moment):
        return False
    return vouching_stands(loss) and approval_stands(loss)


def vouching_stands(loss: FactorLoss) -> bool:
    """Whether whoever stood for the person could still do so."""
    if loss.vouched_by is None or not loss.vouched_by.is_active:
        return False
    if loss.vouched_under_id:
        places = [mandate.organisation_id for mandate in mandates_of(loss.person)]
        under = Mandate.objects.valid_at(timezone.now()).filter(pk=loss.vouched_under_id)
        return under.filter(organisation__in=places).exists()
    if loss.vouched_for_region:
        return policies.represents(loss.vouched_by, loss.vouched_for_region)
    return policies.is_staff(loss.vouched_by) and not mandates_of(loss.person)


def approval_stands(loss: FactorLoss) -> bool:
    """Whether whoever approved still runs the site."""
    return policies.is_staff(loss.approved_by)


def drop_what_ended(loss: FactorLoss) -> None:
    """An approval whose giver could no longer give it is void; the two days begin anew with the next one."""
    if loss.vouched_by_id and not vouching_stands(loss):
        loss.vouched_by = loss.vouched_under = None
        loss.vouched_for_region = ""
        _void(loss)
    if loss.approved_by_id and not approval_stands(loss):
        loss.approved_by = None
        _void(loss)


def _void(loss: FactorLoss) -> None:
    loss.ready_at = None
    loss.save(update_fields=["vouched_by", "vouched_under", "vouched_for_region", "approved_by", "ready_at"])
    stream.record("organisations.factor_loss.voided", loss, person=loss.person_id)


def _begin_to_wait(loss: FactorLoss) -> None:
    drop_what_ended(loss)
    if loss.vouched_by_id and loss.approved_by_id and loss.ready_at is None:
        loss.ready_at = timezone.now() + WAIT
        loss.save(update_fields=["ready_at"])
        mails.tell(loss, colleagues_of(loss.person), "agreed")


def _open(loss: FactorLoss) -> FactorLoss:
    current = FactorLoss.objects.select_for_update().filter(pk=loss.pk).first()
    if current is None or not is_whole(current, timezone.now()):
        raise LossClosed(_("This question is closed. Whoever still needs it asks anew at sign-in."))
    return current


def _close(loss: FactorLoss, outcome: str, actor: Person | None) -> None:
    loss.closed_at, loss.closed_by, loss.outcome = timezone.now(), actor, outcome
    loss.save(update_fields=["closed_at", "closed_by", "outcome"])
    stream.record(f"organisations.factor_loss.{outcome}", loss, actor=actor, person=loss.person_id)


def can_vouch_now(viewer: Viewer, loss: FactorLoss) -> bool:
    """`policies.can_vouch` with what it needs."""
    mandates = mandates_of(loss.person)
    alone = [mandate for mandate in mandates if is_alone(mandate)]
    return policies.can_vouch(viewer, loss, mandates, alone)


def can_stop_now(viewer: Viewer, loss: FactorLoss) -> bool:
    """`policies.can_stop` with what it needs."""
    return policies.can_stop(viewer, loss, mandates_of(loss.person))


def is_ready_now(loss: FactorLoss) -> bool:
    """Whether the link would work."""
    return is_ready(loss, timezone.now())


def open_loss(number: int) -> FactorLoss | None:
    """The question behind a mailed link, while it is open. The signed link is the key to it."""
    return (
        FactorLoss.objects.open()
        .select_related("person", "vouched_by", "approved_by")
        .filter(pk=number)
        .first()
    )
