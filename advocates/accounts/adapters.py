"""What allauth asks us: where mail goes, which addresses are safe, how secrets are kept."""

import ipaddress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocates.accounts import factors, mails, policies
from advocates.accounts.addresses import canonical_address
from advocates.accounts.models import Person
from advocates.core import limits, secrets
from advocates.core.profile import profile
from advocates.core.viewer import viewer_for


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Accounts arise by set-up or invitation; mail goes through the outbox; links are built from SITE_URL."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("This e-mail address and password do not fit together."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "incorrect_code": gettext_lazy("This code is wrong or was used already. Wait for the next one."),
        "same_as_current": gettext_lazy("This is the same as before."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def clean_email(self, email: str) -> str:
        return canonical_address(email)

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this site: not even our own host is accepted as an address."""
        if not url or not url.startswith("/") or not url.isprintable():
            return False
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that limits count by, so that the list of sessions never holds more than they need."""
        address = limits.client_address(request).partition("/")[0]
        try:
            return str(ipaddress.ip_address(address))
        except ValueError:
            return "0.0.0.0"  # noqa: S104 - says "unknown", nothing is bound to it

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt: by visitor, and by address and visitor together.

        Never by address alone, or a stranger could keep somebody out. Unknown addresses count as known ones do.
        """
        visitor = limits.client_address(request)
        self._counted = {
            "sign-in-failures": visitor,
            "sign-in-failures-of": f"{credentials.get('email', '')}:{visitor}",
        }
        for kind, key in self._counted.items():
            limits.count(kind, key)

    def _rollback_login_failed_rl_usage(self) -> None:
        """Called by allauth after a right password: only failures stay counted."""
        for kind, key in self._counted.items():
            limits.forgive(kind, key)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where nobody asked for another page: members land on what waits for them, everybody else on their account."""
        is_member = isinstance(request.user, Person) and viewer_for(request.user).is_member
        return reverse("dashboard") if is_member else str(settings.LOGIN_REDIRECT_URL)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return str(settings.LOGIN_REDIRECT_URL)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """What allauth would say by mail, in our own words; the old address of a change is told how to undo it."""
        if not isinstance(user, Person):
            return
        if template_prefix == "account/email/email_changed":
            mails.send_address_changed(
                user, old=(context or {})["from_email"], new=(context or {})["to_email"]
            )
        else:
            mails.send_notice(template_prefix, user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every mail of ours is queued by `mails`; whatever else allauth would send is not sent."""

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        waiting = emailconfirmation.email_address
        mails.ask_to_confirm(waiting.user, waiting)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """Secrets are encrypted; who needs a second factor keeps one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text, purpose=factors.PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text, purpose=factors.PURPOSE)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return policies.can_remove_second_factor(authenticator)

    def get_totp_issuer(self) -> str:
        return profile().short_name

    def _get_site_name(self) -> str:
        return profile().short_name

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys are bound to the site's host; on the own machine they only work by the name `localhost`."""
        host = str(settings.SITE.hostname) if settings.IS_HTTPS else "localhost"
        return {"id": host, "name": profile().short_name}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": str(user)}
