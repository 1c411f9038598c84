"""Mail about one's own account: what it says, in the person's language and time zone."""

from datetime import timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advocates.accounts import roles
from advocates.accounts.models import Person, RoleGrant, StaffProposal
from advocates.core import days, jobs, outbox
from advocates.core.profile import in_language, profile
from advocates.core.viewer import Role

UNDO_FOR = timedelta(hours=72)
UNDO_SALT = "accounts.address.undo"

# What allauth announces by mail, by its template: one sentence each, in one frame.
NOTICES: dict[str, Any] = {
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_set": _("A password was set for your account."),
    "account/email/password_reset": _("Your password was reset."),
    "mfa/email/totp_activated": _("An authenticator app was set up for your account."),
    "mfa/email/totp_deactivated": _("The authenticator app was removed from your account."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made for your account."),
    "mfa/email/webauthn_added": _("A passkey was added to your account."),
    "mfa/email/webauthn_removed": _("A passkey was removed from your account."),
}


def send(template: str, person: Person, *, address: str = "", **context: Any) -> None:
    """Queue a mail to a person (at another address of theirs, where one is named)."""
    with timezone.override(person.zone):
        values = {"person": person, "at": timezone.localtime(), **context}
        outbox.send(template, address or person.email, person.language, values)


def send_notice(name: str, person: Person) -> None:
    """Tell somebody what happened to their account, and what to do if it was not them."""
    send_sentence(person, NOTICES[name])


RESTORED = _("Your account is open again.")
SESSIONS_ENDED = _("You were signed out on all devices, by somebody who looks after your group or the site.")
FACTORS_REMOVED = _("Your second factor was removed. Sign in with your password and set up a new one.")


ACCESS_RECOVERED = _(
    "Whoever runs the server gave your account a new start: the old password and the second factor no longer work, "
    "and you are signed out everywhere."
)


def send_sentence(person: Person, sentence: Any, *, address: str = "") -> None:
    """One sentence about the account, with what to do if it was not wanted."""
    url = _url("account_overview")
    send("accounts/email/notice", person, address=address, sentence=sentence, account_url=url)


def addresses_of(person: Person) -> set[str]:
    """Every address of a person that we know, confirmed or not."""
    return {person.email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)}


def may_receive(person: Person) -> bool:
    """Whether any mail may go to a person at all: to none who has died, and to no address that does not exist."""
    return not outbox.is_suppressed(person.email, "")


def send_role(person: Person, grant: RoleGrant, *, has_ended: bool) -> None:
    """Tell somebody that they have a task, from when to when, or that it has ended."""
    region = profile().regions.get(grant.scope)
    values = {
        "label": roles.LABELS[Role(grant.role)],
        "region": in_language(region.names, person.language) if region else "",
        "first": days.day_of(grant.starts_at),
        "last": days.last_day(grant.ends_at) if grant.ends_at else None,
        "has_ended": has_ended,
    }
    send("accounts/email/role", person, account_url=_url("account_overview"), **values)


def send_staff_proposal(proposal: StaffProposal) -> None:
    """Ask the person named, where nobody else is there to confirm."""
    url = _url("staff_accept", str(proposal.public_id))
    send("accounts/email/staff_proposal", proposal.person, proposer=proposal.proposed_by.full_name, url=url)


def send_address_changed(person: Person, *, old: str, new: str) -> None:
    """Tell the old address, with a link that undoes the change for three days."""
    token = signing.dumps({"person": person.pk, "old": old, "new": new}, salt=UNDO_SALT)
    send("accounts/email/address_changed", person, address=old, new=new, undo_url=_url("account_undo", token))


def read_undo(token: str) -> dict[str, Any] | None:
    """What an undo link says; None for one that is wrong or too old."""
    try:
        content: dict[str, Any] = signing.loads(token, salt=UNDO_SALT, max_age=UNDO_FOR)
    except signing.BadSignature:
        return None
    return content


def ask_to_confirm(person: Person, waiting: EmailAddress) -> None:
    """Mail the link that confirms a new address to that address."""
    url = _url("account_confirm_email", EmailConfirmationHMAC.create(waiting).key)
    send("accounts/email/confirm_address", person, address=waiting.email, confirm_url=url)


def ask_for_reset(address: str) -> None:
    """Have the worker mail a reset link, if somebody has this address.

    The same one query and one job for every address, so that the answer takes equally long.
    """
    person = Person.objects.filter(email=address, is_active=True).values_list("pk", flat=True).first()
    jobs.enqueue(send_reset, priority=10, person_id=person)


@jobs.job
def send_reset(person_id: int | None) -> None:
    """Mail a link that sets a new password: for 60 minutes, once, void when password or address change."""
    person = Person.objects.filter(pk=person_id, is_active=True).first() if person_id else None
    if person is not None:
        send("accounts/email/reset_password", person, reset_url=reset_url(person))


def reset_url(person: Person) -> str:
    """The link that sets a new password: for 60 minutes, once."""
    uid, token = user_pk_to_url_str(person), default_token_generator.make_token(person)
    return _url("account_reset_password_from_key", uid, token)


def _url(name: str, *arguments: str) -> str:
    return settings.SITE_URL + reverse(name, args=arguments)
