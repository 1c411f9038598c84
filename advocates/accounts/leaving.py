"""Taking one's data along, and leaving: the export of everything that is one's own, and the erasure of the account."""

from dataclasses import replace
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from advocates.accounts import erasures, mails, roles, sessions
from advocates.accounts.models import Closure, Person, RoleGrant, StaffProposal
from advocates.core import personal, stream
from advocates.core.models import Mail, StreamEntry
from advocates.core.personal import Rows, Subject

# An address that no mail can ever reach, and that nobody can have.
NOWHERE = "erased.invalid"


def subject_of(person: Person) -> Subject:
    """Whom it is about, with every address that we know."""
    addresses = frozenset(address.strip().casefold() for address in mails.addresses_of(person))
    return Subject(person, person.full_name, addresses)


def export_person(*, person: Person) -> dict[str, Any]:
    """Everything of the person's, from all apps."""
    found: dict[str, Any] = personal.everything_of(subject_of(person))
    return {"made_at": timezone.now(), **found}


def erase_person(*, actor: Person | None, person: Person, keeps_name: bool = True) -> None:
    """Take away name, addresses, keys and all that only the person can miss; mandates and roles end.

    What was written for organisations stays theirs, by a “former representative”; so do articles that the person
    signed, which stay as they were where the name is kept. It cannot be undone. Raises `LastStaff` for the only person
    who runs the site.
    """
    now = timezone.now()
    with transaction.atomic():
        current = Person.objects.select_for_update().get(pk=person.pk)
        roles.refuse_for_last_staff(current, now)
        subject = replace(subject_of(current), keeps_name=keeps_name)
        for grant in RoleGrant.objects.filter(person=current).open_at(now):
            roles.end_grant(actor, grant, now)
        StaffProposal.objects.filter(person=current, closed_at=None).update(closed_at=now)
        personal.erase(subject)
        stream.record("accounts.person.erased", current, actor=actor, keeps_name=keeps_name)
        roles.announce(current)
        transaction.on_commit(lambda: erasures.note([current.public_id], keeps_name=keeps_name), robust=True)
    person.refresh_from_db()


def erase_own(subject: Subject) -> None:
    """The account itself: a row without a name stays, for mandates and votes point at it."""
    person = Person.objects.get(pk=subject.person.pk)
    keys = list(UserSession.objects.filter(user=person).values_list("session_key", flat=True))
    sessions.end_all(person)
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    Closure.objects.filter(person=person).delete()
    Mail.objects.filter(_to(subject)).delete()
    person.full_name, person.email = "", f"{person.public_id}@{NOWHERE}"
    person.language, person.reads, person.time_zone = "en", [], "UTC"
    person.is_active, person.is_protected, person.last_used_on = False, True, None
    person.last_login, person.erased_at = None, timezone.now()
    person.set_unusable_password()
    person.save()


def _to(subject: Subject) -> Q:
    found = Q(pk=None)
    for address in subject.addresses:
        found |= Q(recipient__iexact=address)
    return found


def register_all() -> None:
    """Called when the app is ready."""
    personal.register_eraser(erase_own)
    for name, rows in _SECTIONS.items():
        personal.register_section(name, rows)


def _account(subject: Subject) -> Rows:
    return Person.objects.filter(pk=subject.person.pk).values(
        "public_id", "email", "full_name", "language", "reads", "time_zone", "is_protected", "joined_at",
        "last_used_on",
    )  # fmt: skip


def _addresses(subject: Subject) -> Rows:
    found: Rows = EmailAddress.objects.filter(user_id=subject.person.pk).values(
        "email", "verified", "primary"
    )
    return found


def _devices(subject: Subject) -> Rows:
    of_person = UserSession.objects.filter(user_id=subject.person.pk)
    found: Rows = of_person.values("created_at", "ip", "last_seen_at", "user_agent")
    return found


def _factors(subject: Subject) -> Rows:
    """That there is one, never its secret: whoever gets hold of the file must not be able to sign in with it."""
    of_person = Authenticator.objects.filter(user_id=subject.person.pk)
    found: Rows = of_person.values("type", "created_at", "last_used_at")
    return found


def _roles(subject: Subject) -> Rows:
    found = RoleGrant.objects.filter(person_id=subject.person.pk)
    return found.values("role", "scope", "starts_at", "ends_at")


def _proposals(subject: Subject) -> Rows:
    found = StaffProposal.objects.filter(person_id=subject.person.pk)
    return found.values("proposed_at", "starts_at", "ends_at", "closed_at")


def _closures(subject: Subject) -> Rows:
    found = Closure.objects.filter(person_id=subject.person.pk)
    return found.values("kind", "reason", "at", "ends_at", "appeal", "answer", "lifted_at", "lifted_reason")


def _mails(subject: Subject) -> Rows:
    """Which mails went out; their texts hold links that sign in."""
    return Mail.objects.filter(_to(subject)).values("recipient", "subject", "created_at", "sent_at", "state")


def _deeds(subject: Subject) -> Rows:
    found = StreamEntry.objects.filter(actor_id=subject.person.pk).order_by("at", "id")
    return found.values("at", "kind", "target_type")


_SECTIONS = {
    "account": _account,
    "addresses": _addresses,
    "devices": _devices,
    "second_factors": _factors,
    "tasks": _roles,
    "proposals_as_staff": _proposals,
    "closures": _closures,
    "mails": _mails,
    "what_you_did": _deeds,
}
