"""Forms of the back office about people: who gets which task, and why an account is closed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocates.accounts.addresses import canonical_address
from advocates.accounts.forms import address_field
from advocates.accounts.granting import Term
from advocates.accounts.models import Person
from advocates.accounts.roles import LABELS
from advocates.core import days
from advocates.core.personal import Signed
from advocates.core.profile import in_language, profile
from advocates.core.viewer import Role

LONGEST_REASON = 2000


def region_choices() -> list[tuple[str, str]]:
    """The network's regions by name, after the choice of none."""
    named = [(region.id, in_language(region.names)) for region in profile().regions.values()]
    return [("", _("No region")), *named]


def role_choices() -> list[tuple[str, Any]]:
    """The tasks by name."""
    return [(role.value, label) for role, label in LABELS.items()]


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """A day that may be left out."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=False, widget=widget, help_text=help_text, validators=days.SENSIBLE
    )


class RoleForm(forms.Form):
    """Who gets which task, for which region, from which day to which."""

    person: Person
    email = address_field(gettext_lazy("Email of the person"), autocomplete="off")
    role = forms.ChoiceField(label=gettext_lazy("Task"), choices=role_choices)
    region = forms.ChoiceField(
        label=gettext_lazy("Region"),
        choices=region_choices,
        required=False,
        help_text=gettext_lazy("For a regional representative; for a moderator only if it is one region."),
    )
    first_day = day_field(gettext_lazy("From"), gettext_lazy("Empty: from now on."))
    last_day = day_field(gettext_lazy("Until (this day included)"), gettext_lazy("Empty: without an end."))

    def clean_email(self) -> str:
        address = canonical_address(self.cleaned_data["email"])
        found = Person.objects.filter(email=address, is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody has an open account with this address."))
        self.person = found
        return address

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self._check_region(values.get("role"), values.get("region", ""))
        first, last = values.get("first_day"), values.get("last_day")
        if last and last < (first or today()):
            self.add_error("last_day", _("The last day lies before the first."))
        return values

    def _check_region(self, role: str | None, region: str) -> None:
        if role == Role.REGIONAL and not region and "region" not in self.errors:
            self.add_error("region", _("Choose the region."))
        elif region and role not in {None, Role.REGIONAL, Role.MODERATOR}:
            self.add_error("region", _("This task is not for one region."))

    def term(self) -> Term:
        """The days as instants."""
        first, last = self.cleaned_data["first_day"], self.cleaned_data["last_day"]
        now = timezone.now()
        return Term(
            starts_at=max(days.beginning_of(first), now) if first else now,
            until=days.end_of(last) if last else None,
            scope=self.cleaned_data["region"],
        )


def today() -> date:
    """The network's day."""
    return days.day_of(timezone.now())


class AddressForm(forms.Form):
    """Which address is asked about; it travels in no address of a page."""

    email = address_field(gettext_lazy("Email"), autocomplete="off")

    def clean_email(self) -> str:
        return canonical_address(self.cleaned_data["email"])


class ReasonForm(forms.Form):
    """Why; for those who run the site."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Those who run the site read it. No diagnosis, please."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class EraseForm(forms.Form):
    """One box, so that nobody erases an account with a slip of the finger.

    Whoever signed articles says whether the name stays there; nothing is chosen for them.
    """

    name = forms.ChoiceField(
        label=gettext_lazy("The name above these articles"),
        choices=[("stays", gettext_lazy("It stays.")), ("goes", gettext_lazy("It goes, in all languages."))],
        widget=forms.RadioSelect,
    )
    is_sure = forms.BooleanField(label=gettext_lazy("I understand that this cannot be undone."))

    def __init__(self, *args: Any, signed: Sequence[Signed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not signed:
            del self.fields["name"]

    @property
    def keeps_name(self) -> bool:
        return bool(self.cleaned_data.get("name", "stays") == "stays")
