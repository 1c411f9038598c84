"""Forms about invitations: whom to ask, who one is, which address is one's own."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from advocates.accounts.forms import address_field, new_password_field
from advocates.accounts.models import Person
from advocates.accounts.passwords import check_password
from advocates.core.names import clean_name, refuse_ours
from advocates.organisations.invitations.actions import Asked
from advocates.organisations.invitations.addresses import own_address
from advocates.organisations.models import Mandate


def name_field(label: Any, *, is_required: bool = True) -> forms.CharField:
    """The name of a person."""
    widget = forms.TextInput(attrs={"autocomplete": "name" if is_required else "off", "dir": "auto"})
    return forms.CharField(label=label, max_length=150, widget=widget, required=is_required)


class InviteForm(forms.Form):
    """Who is asked to speak for the organisation, as what, and in which language."""

    address = address_field(
        _("Email of the person"),
        autocomplete="off",
        help_text=_("The person's own address, not one that several people read."),
    )
    name = name_field(_("Name of the person"), is_required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (Mandate.Role.REPRESENTATIVE, _("Representative: speaks for the organisation")),
            (Mandate.Role.ADMINISTRATOR, _("Administrator: also says who speaks for the organisation")),
        ],
        initial=Mandate.Role.REPRESENTATIVE,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.INTERFACE_LANGUAGES)

    def clean_address(self) -> str:
        return own_address(self.cleaned_data["address"])

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def asked(self, under: Mandate | None) -> Asked:
        """What the form says."""
        return Asked(under=under, **self.cleaned_data)


class NewAccountForm(forms.Form):
    """Who accepts, and how they will sign in; the address is the one that the mail has proved."""

    full_name = name_field(_("Full name"))
    password = new_password_field(_("Password"))
    language = forms.ChoiceField(label=_("Language of the site"), choices=settings.INTERFACE_LANGUAGES)

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        self.address = address
        super().__init__(*args, **kwargs)

    def clean_full_name(self) -> str:
        name = clean_name(self.cleaned_data["full_name"])
        refuse_ours(name)
        return name

    def clean_password(self) -> str:
        person = Person(email=self.address, full_name=self.cleaned_data.get("full_name", ""))
        return check_password(self.cleaned_data["password"], person)


class ClaimForm(forms.Form):
    """The address of whoever holds a link that was passed on."""

    address = address_field(_("Your email"), help_text=_("We send a link to it. You go on from there."))
    language = forms.ChoiceField(label=_("Language of the site"), choices=settings.INTERFACE_LANGUAGES)

    def clean_address(self) -> str:
        return own_address(self.cleaned_data["address"])
