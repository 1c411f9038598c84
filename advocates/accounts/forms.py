"""Forms of signing in, of passwords and of one's own account."""

import zoneinfo
from functools import cache
from typing import Any

from allauth.account import forms as library
from babel import Locale
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from advocates.accounts import mails, sessions
from advocates.accounts.addresses import canonical_address, validate_address, validate_personal
from advocates.accounts.models import Person
from advocates.accounts.passwords import check_password
from advocates.core import limits
from advocates.core.languages import NETWORK_LANGUAGES
from advocates.core.names import clean_name, refuse_ours

MOST_PASSWORD = 128


def address_field(label: Any, *, autocomplete: str = "email", help_text: Any = "") -> forms.EmailField:
    """An e-mail address; longer ones than mail allows are refused before anything is asked."""
    widget = forms.EmailInput(attrs={"autocomplete": autocomplete, "spellcheck": "false", "dir": "ltr"})
    return forms.EmailField(label=label, max_length=254, widget=widget, help_text=help_text)


def password_field(label: Any) -> forms.CharField:
    """The password that somebody has."""
    widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
    return forms.CharField(label=label, max_length=MOST_PASSWORD, strip=False, widget=widget)


def new_password_field(label: Any) -> forms.CharField:
    """A password that somebody chooses, typed once: who mistypes it gets a new one by mail."""
    return forms.CharField(
        label=label,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "At least 12 characters. Four words that have nothing to do with each other are easy to remember."
        ),
    )


class SignInForm(library.LoginForm):  # type: ignore[misc]  # the library has no types
    """Address and password; the field names `login` and `password` are a contract."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = address_field(_("Your email"), autocomplete="username")
        self.fields["password"] = password_field(_("Your password"))
        self.fields["remember"] = forms.BooleanField(
            label=_("Keep me signed in on this device"),
            help_text=_("Only on a device that nobody else uses."),
            required=False,
        )
        self.fields["shared"] = forms.BooleanField(
            label=_("This phone or computer is shared"),
            help_text=_(
                "Nothing stays on it: no passkey, no drafts. "
                "You are signed out when you close the browser, and after 30 minutes without use."
            ),
            required=False,
        )
        self.order_fields(["login", "password", "remember", "shared"])

    def clean_login(self) -> str:
        return canonical_address(self.cleaned_data["login"])

    def login(self, request: Any, redirect_url: str | None = None) -> Any:
        """A shared device is never one to stay signed in on, whatever else is ticked."""
        if self.cleaned_data["shared"]:
            self.cleaned_data["remember"] = False
        answer = super().login(request, redirect_url)
        sessions.set_shared(request, is_shared_device=self.cleaned_data["shared"])
        return answer


class ResetForm(forms.Form):
    """Asks for a reset link. Answers and costs the same whether or not the address is known."""

    email = address_field(_("Your email"), autocomplete="username")

    def clean_email(self) -> str:
        address = canonical_address(self.cleaned_data["email"])
        limits.count("reset-of", address)
        return address

    def save(self, request: Any) -> None:
        mails.ask_for_reset(self.cleaned_data["email"])


class _NewPasswordMixin:
    """One new password, judged by all rules together with what is known of the person."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    user: Person | None

    def _ask_once(self, label: Any) -> None:
        del self.fields["password2"]
        self.fields["password1"] = new_password_field(label)

    def clean_password1(self) -> str:
        return check_password(self.cleaned_data["password1"], self.user)


class ResetFromKeyForm(_NewPasswordMixin, library.ResetPasswordKeyForm):  # type: ignore[misc]  # the library has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ask_once(_("New password"))


class PasswordChangeForm(_NewPasswordMixin, library.ChangePasswordForm):  # type: ignore[misc]  # the library has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = password_field(_("Present password"))
        self._ask_once(_("New password"))

    def clean_oldpassword(self) -> str:
        limits.count("second-factor", f"password:{self.user.pk}" if self.user else "")
        old: str = super().clean_oldpassword()
        limits.forgive("second-factor", f"password:{self.user.pk}" if self.user else "")
        return old


class PasswordSetForm(_NewPasswordMixin, library.SetPasswordForm):  # type: ignore[misc]  # the library has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ask_once(_("Password"))


class ConfirmPasswordForm(library.ReauthenticateForm):  # type: ignore[misc]  # the library has no types
    """Step-up: the same person is still there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password_field(_("Your password"))


class AddressForm(forms.Form):
    """A new address for one's account."""

    email = address_field(
        _("New email"), help_text=_("We send a link to it. Nothing changes until you open the link.")
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        address = canonical_address(self.cleaned_data["email"])
        validate_address(address)
        validate_personal(address)
        if address == self.person.email:
            raise ValidationError(_("This is your address already."), code="same_address")
        return address


def reading_choices() -> list[tuple[str, str]]:
    """The network's languages, each in its own name."""
    return [(code, str(Locale.parse(code).get_display_name(code)).capitalize()) for code in NETWORK_LANGUAGES]


@cache
def zone_choices() -> list[tuple[str, str]]:
    """The time zones that have a place in their name, and UTC."""
    names = sorted(
        name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/")
    )
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class LanguagesForm(forms.Form):
    """Name, languages and time zone."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language of the site"), choices=settings.INTERFACE_LANGUAGES)
    reads = forms.MultipleChoiceField(
        label=_("Languages you read"),
        choices=reading_choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Choose all that you read well enough."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)

    def clean_full_name(self) -> str:
        """A name that stays as it is hinders nobody from changing the rest."""
        name = clean_name(self.cleaned_data["full_name"])
        if name != self.initial.get("full_name"):
            refuse_ours(name)
        return name


class SetUpForm(forms.Form):
    """The first person of an installation."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    email = address_field(_("Email"), autocomplete="username", help_text=_("You sign in with it."))
    password = new_password_field(_("Password"))
    language = forms.ChoiceField(label=_("Language of the site"), choices=settings.INTERFACE_LANGUAGES)

    def clean_full_name(self) -> str:
        return clean_name(self.cleaned_data["full_name"])

    def clean_email(self) -> str:
        address = canonical_address(self.cleaned_data["email"])
        validate_address(address)
        validate_personal(address)
        return address

    def clean_password(self) -> str:
        data = self.cleaned_data
        return check_password(
            data["password"], Person(email=data.get("email", ""), full_name=data.get("full_name", ""))
        )
