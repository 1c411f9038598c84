"""What allauth announces, each answered by one action; and the kinds of entries that accounts write."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.dispatch import receiver
from django.http import HttpRequest

from advocates.accounts import actions, sessions
from advocates.accounts.models import Person
from advocates.core import stream

KINDS = (
    "accounts.person.created",
    "accounts.person.signed_in",
    "accounts.person.changed",
    "accounts.person.renamed",
    "accounts.person.introduced",
    "accounts.person.suspended",
    "accounts.person.paused",
    "accounts.person.pause_appealed",
    "accounts.person.pause_upheld",
    "accounts.person.protected",
    "accounts.person.unprotected",
    "accounts.person.restored",
    "accounts.person.in_memory",
    "accounts.person.memorial_undone",
    "accounts.staff.proposed",
    "accounts.staff.confirmed",
    "accounts.staff.withdrawn",
    "accounts.role.granted",
    "accounts.role.ended",
    "accounts.password.changed",
    "accounts.address.changed",
    "accounts.address.restored",
    "accounts.second_factor.added",
    "accounts.second_factor.removed",
    "accounts.second_factor.lost",
    "accounts.recovery_codes.made",
    "accounts.sessions.ended",
    "accounts.set_up.finished",
    "accounts.mail.allowed",
    "accounts.person.exported",
    "accounts.person.erased",
    "accounts.access.recovered",
)
ORDINARY = {"accounts.person.changed", "accounts.person.introduced"}


def register_all() -> None:
    """Called when the app is ready; acts of power and of security are audit entries."""
    for kind in KINDS:
        stream.register_kind(kind, audit=kind not in ORDINARY)


@receiver(account.user_logged_in)
def signed_in(request: HttpRequest, user: Person, **_rest: Any) -> None:
    sessions.begin(request)
    actions.note_sign_in(person=user)


@receiver([account.password_changed, account.password_set, account.password_reset])
def password_changed(request: HttpRequest, user: Person, **_rest: Any) -> None:
    actions.note_password_changed(person=user)


@receiver(account.email_changed)
def address_changed(request: HttpRequest, user: Person, **_rest: Any) -> None:
    actions.note_address_changed(request, person=user)


@receiver(mfa.authenticator_added)
def second_factor_added(request: HttpRequest, user: Person, authenticator: Any, **_rest: Any) -> None:
    actions.note_second_factor_added(request, person=user, factor=authenticator)


@receiver(mfa.authenticator_removed)
def second_factor_removed(request: HttpRequest, user: Person, authenticator: Any, **_rest: Any) -> None:
    actions.note_second_factor_removed(request, person=user, factor=authenticator)


@receiver(mfa.authenticator_reset)
def recovery_codes_made(request: HttpRequest, user: Person, authenticator: Any, **_rest: Any) -> None:
    actions.note_recovery_codes(request, person=user)
