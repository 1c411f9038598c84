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

from advocates.accounts.models import Person
from advocates.core import jobs, outbox
from advocates.core.profile import profile

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
        values = {"person": person, "at": timezone.localtime(), "profile": profile(), **context}
        outbox.send(template, address or person.email, person.language, values)


def send_notice(name: str, person: Person) -> None:
    """Tell somebody what happened to their account, and what to do if it was not them."""
    send("accounts/email/notice", person, sentence=NOTICES[name], account_url=_url("account_overview"))


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
    if person is None:
        return
    uid, token = user_pk_to_url_str(person), default_token_generator.make_token(person)
    url = _url("account_reset_password_from_key", uid, token)
    send("accounts/email/reset_password", person, reset_url=url)


def _url(name: str, *arguments: str) -> str:
    return settings.SITE_URL + reverse(name, args=arguments)
