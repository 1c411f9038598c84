"""Forms of the office about membership: which mandates to list, whom to give one, why something ends."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from advocates.accounts.addresses import canonical_address
from advocates.accounts.forms import address_field
from advocates.accounts.models import Person
from advocates.accounts.office_forms import day_field
from advocates.core import days
from advocates.core.viewer import VISITOR, Viewer
from advocates.organisations.mandates.actions import Term
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.vocabulary import State

RUNNING, LATER, ENDED = "running", "later", "ended"
STATES = [
    (RUNNING, pgettext_lazy("state of mandates", "Running")),
    (LATER, pgettext_lazy("state of mandates", "Begins later")),
    (ENDED, pgettext_lazy("state of mandates", "Ended")),
]


class FilterForm(forms.Form):
    """Which mandates: by a name or address, by what they are now, by role."""

    q = forms.CharField(
        label=gettext_lazy("Person or organisation"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(
        label=pgettext_lazy("filter", "State"),
        required=False,
        choices=[("", pgettext_lazy("filter", "Any")), *STATES],
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        required=False,
        choices=[("", pgettext_lazy("filter", "Any")), *Mandate.Role.choices],
    )


class GiveForm(forms.Form):
    """Who speaks for which organisation, in which role, from when to when, and how the network knows."""

    person: Person
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.visible_to(VISITOR).none()
    )
    email = address_field(
        gettext_lazy("Email of the person"),
        help_text=gettext_lazy("Somebody who has an account here already. Invite everybody else."),
        autocomplete="off",
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Mandate.Role.choices)
    first_day = day_field(gettext_lazy("From"), gettext_lazy("Empty: from now on."))
    last_day = day_field(gettext_lazy("Until (this day included)"), gettext_lazy("Empty: without an end."))
    proof = forms.CharField(
        label=gettext_lazy("How does the network know?"),
        help_text=gettext_lazy("For example “letter of the board of 3 May”. The colleagues can read it."),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Organisation.objects.visible_to(viewer).filter(state__in=(State.MEMBER, State.SUSPENDED))
        self.fields["organisation"].queryset = found.order_by("name", "id")  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        address = canonical_address(self.cleaned_data["email"])
        found = Person.objects.filter(email=address, is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody has an open account with this address."))
        self.person = found
        return address

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("first_day"), values.get("last_day")
        if last and last < (first or _today()):
            self.add_error("last_day", _("The last day lies before the first."))
        return values

    def term(self) -> Term:
        """The days as instants."""
        first, last, now = self.cleaned_data["first_day"], self.cleaned_data["last_day"], timezone.now()
        return Term(
            starts_at=max(days.beginning_of(first), now) if first else now,
            until=days.end_of(last) if last else None,
            proof=self.cleaned_data["proof"],
        )


def _today() -> date:
    return days.day_of(timezone.now())


class WhyForm(forms.Form):
    """Why a mandate ends; kept beside it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Those who run the site read it. No diagnosis, please."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
