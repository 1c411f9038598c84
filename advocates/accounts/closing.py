"""Closing accounts: for a while, or for good because somebody has died. Words stay; nothing is deleted."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocates.accounts import listeners, mails, roles, sessions
from advocates.accounts.models import Closure, Person, RoleGrant, StaffProposal
from advocates.core import outbox, stream
from advocates.core.models import Suppression
from advocates.core.refused import Refused

UNDO_MEMORIAL_FOR = timedelta(days=30)


class AlreadyClosed(Refused):
    """The account is closed in this way already, or not at all."""


class TooLate(Refused):
    """A memorial stands for good after thirty days."""


def suspend(*, actor: Person | None, person: Person, reason: str = "") -> Closure:
    """Close an account: it cannot sign in, and its sessions end at once. Nothing of it is deleted.

    A pause that runs ends with it, so that it does not open the account. Raises `LastStaff` for the only person who
    runs the site.
    """
    with transaction.atomic():
        roles.refuse_for_last_staff(person, timezone.now())
        running = Closure.objects.pauses().filter(person=person, lifted_at=None)
        running.update(lifted_at=timezone.now(), lifted_by=actor, lifted_reason=reason)
        closure = close_account(actor, person, Closure.Kind.SUSPENDED, reason)
        stream.record("accounts.person.suspended", person, actor=actor, closure=closure.pk)
    return closure


def restore(*, actor: Person | None, person: Person, reason: str = "") -> None:
    """Open a suspended account again; the person signs in as before, and is told."""
    with transaction.atomic():
        open_account(actor, person, Closure.Kind.SUSPENDED, reason)
        stream.record("accounts.person.restored", person, actor=actor)
        if person.is_active:
            mails.send_sentence(person, mails.RESTORED)


def begin_memorial(*, actor: Person | None, person: Person, reason: str = "") -> Closure:
    """Somebody has died: no sign-in, no mail to any address of theirs, no role, no mandate. Their words stay.

    Upper apps end the mandates and tell the colleagues.
    """
    now = timezone.now()
    with transaction.atomic():
        closure = close_account(actor, person, Closure.Kind.DECEASED, reason)
        for address in mails.addresses_of(person):
            outbox.suppress(address, "", Suppression.Reason.MEMORIAL)
        for grant in RoleGrant.objects.filter(person=person).open_at(now):
            roles.end_grant(actor, grant, now)
        StaffProposal.objects.filter(person=person, closed_at=None).update(closed_at=now)
        roles.announce(person)
        stream.record("accounts.person.in_memory", person, actor=actor, closure=closure.pk)
        listeners.tell_memorial(actor, closure)
    return closure


def undo_memorial(*, actor: Person | None, person: Person, reason: str = "") -> None:
    """It was wrong: the account opens again, mail goes out again. Roles have to be given anew.

    Raises `TooLate` after thirty days.
    """
    with transaction.atomic():
        closure = open_account(actor, person, Closure.Kind.DECEASED, reason)
        if timezone.now() - closure.at > UNDO_MEMORIAL_FOR:
            raise TooLate(_("This was more than 30 days ago, and stands."))
        for address in mails.addresses_of(person):
            outbox.release(address, "", Suppression.Reason.MEMORIAL)
        stream.record("accounts.person.memorial_undone", person, actor=actor, closure=closure.pk)
        listeners.tell_memorial_undone(actor, closure)


def close_account(
    actor: Person | None, person: Person, kind: str, reason: str, ends_at: datetime | None = None
) -> Closure:
    """Part of the transaction of the deed; raises `AlreadyClosed`."""
    Person.objects.select_for_update().get(pk=person.pk)
    if Closure.objects.filter(person=person, kind=kind, lifted_at=None).exists():
        raise AlreadyClosed(_("This was done already."))
    closure = Closure.objects.create(
        person=person, kind=kind, reason=reason, lang=get_language() or "en", closed_by=actor, ends_at=ends_at
    )
    person.is_active = False
    person.save(update_fields=["is_active"])
    sessions.end_all(person)
    return closure


def open_account(actor: Person | None, person: Person, kind: str, reason: str) -> Closure:
    """Part of the transaction of the deed; raises `AlreadyClosed` where it is not closed in this way."""
    Person.objects.select_for_update().get(pk=person.pk)
    closure = Closure.objects.filter(person=person, kind=kind, lifted_at=None).first()
    if closure is None:
        raise AlreadyClosed(_("This was done already."))
    closure.lifted_at, closure.lifted_by, closure.lifted_reason = timezone.now(), actor, reason
    closure.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    person.is_active = not Closure.objects.filter(person=person, lifted_at=None).exists()
    person.save(update_fields=["is_active"])
    return closure
