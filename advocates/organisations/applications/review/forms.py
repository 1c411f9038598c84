"""What reviewers fill in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from advocates.core.profile import in_language, profile
from advocates.organisations import validators as valid
from advocates.organisations.applications.fields import text_field
from advocates.organisations.models import Seat

FOUND = [
    ("met", pgettext_lazy("a criterion", "Met")),
    ("not-met", pgettext_lazy("a criterion", "Not met")),
    ("unclear", pgettext_lazy("a criterion", "Cannot tell")),
]
NONE, SOME, CONFLICT = "none", "some", "conflict"


class InterestsForm(forms.Form):
    """Whether one is free to judge."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Is there anything between you or your organisation and this group?"),
        choices=[
            (NONE, gettext_lazy("No, nothing")),
            (SOME, gettext_lazy("Yes, something that should be known; I can judge all the same")),
            (CONFLICT, gettext_lazy("Yes, and somebody else should judge: give my place back")),
        ],
        widget=forms.RadioSelect,
    )
    text = text_field(
        gettext_lazy("What is it?"),
        hint=gettext_lazy("For example joint projects, friendship, rivalry, money from the same company."),
        required=False,
        rows=3,
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("kind") == SOME and not values.get("text") and "text" not in self.errors:
            self.add_error("text", _("Write what it is."))
        return values


class QuestionForm(forms.Form):
    """What the applicant should say more about."""

    text = text_field(
        gettext_lazy("Your question"),
        hint=gettext_lazy(
            "The group reads it on its page, without your name, and gets a mail that there is one."
        ),
        rows=4,
    )


class ChecklistForm(forms.Form):
    """Each criterion of the network: met or not, with a note; and what should be decided."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**8, required=False)
    recommendation = forms.ChoiceField(
        label=gettext_lazy("What should be decided?"),
        choices=[
            (Seat.Recommendation.APPROVE, gettext_lazy("The organisation should become a member")),
            (Seat.Recommendation.REFUSE, gettext_lazy("The organisation should not become a member")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    reasons = text_field(
        gettext_lazy("Reasons"),
        hint=gettext_lazy("Needed where you refuse. The applicant reads them, without your name."),
        required=False,
    )

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat, self.criteria = seat, criteria_of(seat)
        for number, row in enumerate(self.criteria):
            self.fields[f"value_{number}"] = forms.ChoiceField(
                label=row["criterion"], choices=FOUND, widget=forms.RadioSelect, required=False,
                initial=row["value"],
            )  # fmt: skip
            self.fields[f"note_{number}"] = forms.CharField(
                label=_("Note"), required=False, max_length=1000, initial=row["note"],
                validators=[valid.PlainText(formula=False)],
                widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            )  # fmt: skip
        self.initial["base"] = seat.revision

    @property
    def drawn_rows(self) -> list[tuple[BoundField, BoundField]]:
        """For the template: what was found of each criterion, and the note."""
        return [(self[f"value_{number}"], self[f"note_{number}"]) for number in range(len(self.criteria))]

    def checklist(self) -> list[dict[str, str]]:
        """What is stored."""
        return [
            {
                **row,
                "value": self.cleaned_data[f"value_{number}"],
                "note": self.cleaned_data[f"note_{number}"],
            }
            for number, row in enumerate(self.criteria)
        ]

    def go_on_from(self, seat: Seat) -> None:
        """With the next sending, what is written here takes the place of what is stored now."""
        data: Any = self.data
        self.data = data = data.copy()
        data["base"] = str(seat.revision)

    def may_recommend(self) -> bool:
        """Whether all is there for a recommendation; what is not is said on its field."""
        for number in range(len(self.criteria)):
            if not self.cleaned_data.get(f"value_{number}"):
                self.add_error(f"value_{number}", _("Choose one of the three."))
        if not self.cleaned_data.get("recommendation"):
            self.add_error("recommendation", _("Choose one of the two."))
        is_refusal = self.cleaned_data.get("recommendation") == Seat.Recommendation.REFUSE
        if is_refusal and not self.cleaned_data.get("reasons"):
            self.add_error("reasons", _("Who refuses gives reasons: the applicant reads them."))
        return not self.errors


def criteria_of(seat: Seat) -> Sequence[Mapping[str, str]]:
    """The checklist as it was begun; a new one has the criteria of the installation's profile."""
    if seat.checklist:
        return list(seat.checklist)
    return [{"criterion": in_language(text), "value": "", "note": ""} for text in profile().criteria]
