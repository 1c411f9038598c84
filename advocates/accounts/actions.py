"""What can be done to an account. Each deed is one transaction with its entry in the stream."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts import listeners, mails, policies, roles, sessions
from advocates.accounts.addresses import canonical_address, validate_address, validate_personal
from advocates.accounts.closing import suspend
from advocates.accounts.models import Person, RoleGrant
from advocates.accounts.roles import LastStaff
from advocates.accounts.set_up import make_setup_link, take_token
from advocates.core import installation, stream
from advocates.core.models import Installation
from advocates.core.refused import Refused
from advocates.core.viewer import Role

__all__ = ["LastStaff", "make_setup_link", "suspend"]


class AddressTaken(Refused):
    """Somebody has an account with this e-mail address."""


class SecondFactorNeeded(Refused):
    """The person's tasks may only be done with a second factor."""


class SharedDevice(Refused):
    """Nothing may stay on this device."""


class SetUpFinished(Refused):
    """The set-up is over."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What an account is made of."""

    email: str
    full_name: str
    password: str | None = field(default=None, repr=False)
    language: str = "en"
    is_demonstration: bool = False


def create_person(*, actor: Person | None, new: NewPerson) -> Person:
    """Make an account with a confirmed address; without a password one is set by the reset mail.

    Accounts arise by set-up or invitation only: whoever calls this has made sure that the address is the person's.
    """
    person = prepare_person(new)
    with transaction.atomic():
        store_person(actor, person)
    return person


def prepare_person(new: NewPerson) -> Person:
    """Hashing takes long on purpose: it must be done before a transaction makes everybody else wait."""
    person = Person(
        email=canonical_address(new.email),
        full_name=new.full_name,
        language=new.language,
        is_demonstration=new.is_demonstration,
    )
    validate_address(person.email)
    validate_personal(person.email)
    person.set_password(new.password)
    return person


def store_person(actor: Person | None, person: Person) -> None:
    """Write an account that was prepared, in the transaction of the deed; raises `AddressTaken`."""
    if Person.objects.filter(email=person.email).exists():
        raise AddressTaken(_("There is an account with this e-mail address already."))
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    stream.record("accounts.person.created", person, actor=actor)


def change_person(*, actor: Person, person: Person, values: dict[str, Any]) -> None:
    """Change name, languages and time zone. Who trusts a name hears of a new one: it is recorded by itself."""
    names = ("full_name", "language", "reads", "time_zone")
    with transaction.atomic():
        old = Person.objects.select_for_update().get(pk=person.pk).full_name
        for name in names:
            setattr(person, name, values[name])
        person.save(update_fields=names)
        stream.record("accounts.person.changed", person, actor=actor)
        if person.full_name != old:
            stream.record("accounts.person.renamed", person, actor=actor)
            listeners.tell_renamed(person, old)


def grant_role(
    *,
    actor: Person | None,
    person: Person,
    role: Role,
    scope: str = "",
    starts_at: datetime | None = None,
    until: datetime | None = None,
) -> RoleGrant:
    """Give a role, `until` an instant or without end; one that is valid already stays as it is.

    Ends the person's sessions: a session that began without the role must not grow into one with it.
    """
    with transaction.atomic():
        held = RoleGrant.objects.filter(person=person, role=role, scope=scope)
        valid = held.valid_at(timezone.now()).first()
        if valid:
            return valid
        grant = RoleGrant.objects.create(
            person=person,
            role=role,
            scope=scope,
            starts_at=starts_at or timezone.now(),
            ends_at=until,
            granted_by=actor,
        )
        stream.record("accounts.role.granted", grant, actor=actor, person=person.pk)
        sessions.end_all(person)
        roles.announce(person)
    return grant


def end_role(*, actor: Person | None, person: Person, role: Role) -> int:
    """End a role now; returns how many grants ended. The last person who runs the site keeps the role."""
    now = timezone.now()
    with transaction.atomic():
        if role is Role.STAFF:
            roles.refuse_for_last_staff(person, now)
        grants = list(RoleGrant.objects.filter(person=person, role=role).valid_at(now))
        for grant in grants:
            roles.end_grant(actor, grant, now)
        roles.announce(person)
    return len(grants)


def ask_for_address(*, person: Person, address: str) -> None:
    """Mail a confirmation link to a new address; the old one stays until the link is opened.

    For an address that another account has, everything looks the same, but no mail is sent.
    """
    with transaction.atomic():
        EmailAddress.objects.filter(user=person, verified=False).delete()
        waiting = EmailAddress.objects.create(user=person, email=canonical_address(address))
        if not Person.objects.filter(email=waiting.email).exists():
            mails.ask_to_confirm(person, waiting)


def forget_address(*, person: Person) -> None:
    """Give up the new address that was asked for; its link is void."""
    EmailAddress.objects.filter(user=person, verified=False).delete()


def note_address_changed(request: HttpRequest, *, person: Person) -> None:
    """The new address was confirmed: other sessions end (reset links died with the old address)."""
    with transaction.atomic():
        person.refresh_from_db(fields=["email", "session_epoch"])
        sessions.end_others(request, person)
        stream.record("accounts.address.changed", person, actor=person)


def restore_address(*, person: Person, old: str, new: str) -> None:
    """Undo a change of address by the link that the old address got: somebody else may have made it.

    Every session ends, and the password is void, since whoever changed the address knew it.
    """
    with transaction.atomic():
        changed = Person.objects.filter(pk=person.pk, email=new).exclude(email=old)
        if Person.objects.filter(email=old).exists() or not changed.update(email=old):
            raise Refused(_("The address was changed again or restored already."))
        person.refresh_from_db()
        EmailAddress.objects.filter(user=person).delete()
        EmailAddress.objects.create(user=person, email=old, verified=True, primary=True)
        person.set_unusable_password()
        person.save(update_fields=["password"])
        sessions.end_all(person)
        stream.record("accounts.address.restored", person, actor=person)


def end_sessions_of(*, actor: Person, person: Person) -> None:
    """Sign somebody else out everywhere, as for a stolen phone; the person is told by mail."""
    with transaction.atomic():
        sessions.end_all(person)
        stream.record("accounts.sessions.ended", person, actor=actor)
        mails.send_sentence(person, mails.SESSIONS_ENDED)


def remove_lost_factors(*, person: Person) -> None:
    """Take every second factor away, after all that has to come before it; a new one has to be set up.

    Sessions end, and the person is told by mail.
    """
    with transaction.atomic():
        Authenticator.objects.filter(user=person).delete()
        Person.objects.filter(pk=person.pk).update(owes_second_factor=True)
        sessions.end_all(person)
        stream.record("accounts.second_factor.lost", person, actor=person)
        mails.send_sentence(person, mails.FACTORS_REMOVED)


def end_other_sessions(request: HttpRequest, *, person: Person) -> None:
    """Sign out every other device."""
    with transaction.atomic():
        sessions.end_others(request, person)
        stream.record("accounts.sessions.ended", person, actor=person)


def check_may_remove(factor: Authenticator) -> None:
    """Refuse to take away the last second factor of somebody whose tasks need one."""
    if not policies.can_remove_second_factor(factor):
        raise SecondFactorNeeded(
            _(
                "Your tasks in this network need a second factor. Set up another one before you remove this one."
            ),
            next_url="/account/",
            next_label=_("Your account"),
        )


def check_may_keep_passkey(request: HttpRequest) -> None:
    """Refuse to leave a passkey on a device that several people use: it would let the next one in."""
    if sessions.is_shared(request):
        raise SharedDevice(
            _("This phone or computer is shared, so no passkey stays on it. Use an app for codes instead."),
            next_url=reverse("mfa_activate_totp"),
            next_label=_("Set up an authenticator app"),
        )


def note_sign_in(*, person: Person) -> None:
    """Somebody signed in, with everything that their account asks for."""
    with transaction.atomic():
        stream.record("accounts.person.signed_in", person, actor=person)


def note_password_changed(*, person: Person) -> None:
    """The password was changed, set or reset: every session ends, also where none depends on the password."""
    with transaction.atomic():
        sessions.end_all(person)
        stream.record("accounts.password.changed", person, actor=person)


def note_second_factor_added(request: HttpRequest, *, person: Person, factor: Authenticator) -> None:
    """A factor was set up in this session, which has thereby passed it; the other sessions end."""
    if factor.type == Authenticator.Type.RECOVERY_CODES:
        note_recovery_codes(request, person=person)
        return
    with transaction.atomic():
        sessions.note_second_factor(request, person, id=factor.pk, type=factor.type)
        Person.objects.filter(pk=person.pk, owes_second_factor=True).update(owes_second_factor=False)
        sessions.end_others(request, person)
        stream.record("accounts.second_factor.added", person, actor=person, factor=factor.pk)


def note_second_factor_removed(request: HttpRequest, *, person: Person, factor: Authenticator) -> None:
    """A factor was removed; the other sessions end."""
    with transaction.atomic():
        sessions.end_others(request, person)
        stream.record("accounts.second_factor.removed", person, actor=person)


def note_recovery_codes(request: HttpRequest, *, person: Person) -> None:
    """New recovery codes were made; the old ones are void."""
    with transaction.atomic():
        stream.record("accounts.recovery_codes.made", person, actor=person)


def make_first_person(*, token: str, new: NewPerson) -> Person:
    """Use up the set-up link: the first person, who runs the site and writes its pages.

    Raises `LinkUsed` for a link that is wrong or was used; of two at the same time one wins.
    """
    person = prepare_person(new)
    with transaction.atomic():
        take_token(token)
        store_person(None, person)
        for role in (Role.STAFF, Role.EDITOR):
            grant_role(actor=None, person=person, role=role)
    return person


def finish_set_up(*, actor: Person) -> None:
    """The site is the network's own from now on: the notice goes from every page, the set-up link is void."""
    with transaction.atomic():
        if Installation.objects.filter(pk=1).exclude(finished_at=None).exists():
            raise SetUpFinished(_("The set-up was finished already."))
        installation.finish()
        stream.record("accounts.set_up.finished", Installation(pk=1), actor=actor)
