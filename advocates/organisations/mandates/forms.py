"""Forms about mandates: why one ends, which role somebody has, who stands in until when."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocates.accounts.models import Person
from advocates.core.asking import written_once
from advocates.core.days import SENSIBLE
from advocates.organisations.mandates import days
from advocates.organisations.models import Mandate, Organisation


class EndForm(forms.Form):
    """Why a colleague's mandate ends; nobody is asked more."""

    ending = forms.ChoiceField(
        label=gettext_lazy("What has happened?"),
        choices=[
            (Mandate.Ending.LEFT, gettext_lazy("The person has left the organisation")),
            (
                Mandate.Ending.ENDED,
                gettext_lazy("The person stays, and no longer speaks for the organisation"),
            ),
            (Mandate.Ending.DIED, gettext_lazy("The person has died")),
        ],
        widget=forms.RadioSelect,
    )


class RoleForm(forms.Form):
    """Administrator or representative."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[
            (
                Mandate.Role.ADMINISTRATOR,
                gettext_lazy("Administrator: also says who speaks for the organisation"),
            ),
            (Mandate.Role.REPRESENTATIVE, gettext_lazy("Representative: speaks for the organisation")),
        ],
        widget=forms.RadioSelect,
    )


class DeputyForm(forms.Form):
    """Who takes somebody's place, from one day to another."""

    person = forms.ModelChoiceField(label=gettext_lazy("Who stands in?"), queryset=Person.objects.none())
    first_day = forms.DateField(
        label=gettext_lazy("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=SENSIBLE,
    )
    last_day = forms.DateField(
        label=gettext_lazy("Until (this day included)"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=SENSIBLE,
    )

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = mandate.organisation.mandates.exclude(person=mandate.person_id)
        self.fields["person"].queryset = Person.objects.filter(  # type: ignore[attr-defined]
            pk__in=colleagues.values("person"), is_active=True
        ).order_by("full_name", "pk")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("first_day"), values.get("last_day")
        if first and last:
            if last < first:
                self.add_error("last_day", _("The last day lies before the first."))
            elif (last - first).days > days.LONGEST_DEPUTY:
                self.add_error("last_day", _("A deputy stands in for half a year at most."))
        return values


class HandOverForm(forms.Form):
    """Who goes on, and a note to whoever reads it in a year."""

    successor = forms.TypedChoiceField(
        label=gettext_lazy("Who takes over from you?"),
        help_text=gettext_lazy("Nobody fits? Invite somebody first: until then you stay."),
    )
    note = forms.CharField(
        label=gettext_lazy("What should your colleagues know?"),
        help_text=gettext_lazy(
            "What is open, who has promised what, where papers are. Only your own group reads it."
        ),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {
            str(person.pk): person
            for person in _colleagues(mandate.organisation, mandate.person_id, timezone.now())
        }
        successor = self.fields["successor"]
        successor.choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            *((key, str(person)) for key, person in self.others.items()),
        ]
        successor.coerce = self.others.__getitem__  # type: ignore[attr-defined]


@written_once
def _colleagues(organisation: Organisation, leaver: int, now: datetime) -> QuerySet[Person]:
    """Whoever else speaks for the group today and could go on: no deputies, nobody whose account is closed."""
    running = organisation.mandates.running_at(now).filter(deputy_of=None)
    others = running.exclude(person=leaver).values("person")
    return Person.objects.filter(pk__in=others, is_active=True).order_by("full_name", "pk")
