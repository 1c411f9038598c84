"""Forms of the second factor: codes, authenticator apps, passkeys."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.mfa.webauthn.internal import flows as webauthn_flows
from cryptography.exceptions import InvalidSignature
from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.accounts import factors
from advocates.accounts.models import Person
from advocates.core import limits, secrets
from advocates.core.names import clean_name


def code_field(label: Any, help_text: Any = "") -> forms.CharField:
    """A code of digits, which people type with spaces."""
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr", "autofocus": True}
    return forms.CharField(
        label=label, max_length=20, widget=forms.TextInput(attrs=attributes), help_text=help_text
    )


class CodeForm(forms.Form):
    """The code that completes a sign-in: from the app, or one of the recovery codes."""

    code = code_field(_("Code"), _("Six digits from your authenticator app, or one of your recovery codes."))
    reauthenticated = False

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        limits.count("second-factor", str(self.user.pk))
        found = factors.accepted(self.user, self.cleaned_data["code"])
        if found is None:
            raise get_adapter().validation_error("incorrect_code")
        limits.forgive("second-factor", str(self.user.pk))
        found.user = self.user
        self.authenticator = found
        return str(self.cleaned_data["code"])

    def save(self) -> None:
        post_authentication(context.request, self.authenticator, reauthenticated=self.reauthenticated)


class ConfirmCodeForm(CodeForm):
    """Step-up by a code."""

    reauthenticated = True


class AppForm(forms.Form):
    """Sets an authenticator app up. Until then its secret waits in the session, encrypted like the stored one."""

    code = code_field(_("Code from the app"))

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.secret = self._waiting() if self.is_bound else ""
        if not self.secret:
            self.secret = totp.generate_totp_secret()
            kept = secrets.encrypt(self.secret, purpose=factors.PURPOSE)
            context.request.session[totp.SECRET_SESSION_KEY] = kept

    @property
    def secret_in_groups(self) -> str:
        """The key as it is typed: four letters at a time."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))

    def _waiting(self) -> str:
        kept = context.request.session.get(totp.SECRET_SESSION_KEY, "")
        return secrets.decrypt(kept, purpose=factors.PURPOSE) if kept else ""

    def clean_code(self) -> str:
        limits.count("second-factor", str(self.user.pk))
        code = "".join(self.cleaned_data["code"].split())
        if factors.counter_of(self.secret, code) is None:
            raise get_adapter().validation_error("incorrect_code")
        limits.forgive("second-factor", str(self.user.pk))
        return code


# What the library raises for answers that no device would give, besides its own errors of validation.
NONSENSE = (KeyError, TypeError, ValueError, AttributeError, IndexError, InvalidSignature)


class _SoberMixin:
    """An answer that makes no sense is a wrong one, not a fault of ours."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]  # the library has no types
        except NONSENSE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeySignInForm(_SoberMixin, webauthn.LoginWebAuthnForm):  # type: ignore[misc]  # the library has no types
    """The passkey alone: it is both factors."""


class PasskeySecondForm(_SoberMixin, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]  # the library has no types
    """The passkey after the password."""


class PasskeyConfirmForm(_SoberMixin, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # the library has no types
    """Step-up by a passkey."""


class PasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]  # the library has no types
    """Adds a passkey: always one that signs in by itself, so the device must have checked who holds it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["passwordless"]
        self.fields["name"] = forms.CharField(
            label=_("Name of the passkey"),
            max_length=100,
            required=False,
            help_text=_("So that you recognise it later, for example “My phone”."),
            widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        )

    def clean_name(self) -> str:
        return clean_name(super().clean_name())

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        try:
            cleaned: dict[str, Any] = super().clean()
        except NONSENSE as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return cleaned


class PasskeyNameForm(forms.Form):
    """Renames a passkey."""

    name = forms.CharField(
        label=_("Name of the passkey"),
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, instance: Authenticator, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **{**kwargs, "initial": {"name": instance.wrap().name}})

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def save(self) -> Authenticator:
        webauthn_flows.rename_authenticator(context.request, self.instance, self.cleaned_data["name"])
        return self.instance
