"""Forms: why a page should be public; whether it is accepted, and for which reasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from advocates.core.mailable import storable
from advocates.organisations.mandates.speaking import SpeakingForm

ACCEPT, REFUSE = "accept", "refuse"


class Words(forms.CharField):
    """Some sentences in any script."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 5, "dir": "auto"})
        super().__init__(max_length=3000, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        # A space alone says nothing.
        return str(super().clean(storable(str(value or "")).strip()))


class ProposeForm(SpeakingForm):
    """Why everybody should read it."""

    note = Words(
        label=_("Why should everybody read this?"),
        help_text=_("For whoever reviews it: who needs it, what was checked, what is still open."),
        required=False,
    )
    number = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class ReviewForm(SpeakingForm):
    """A decision, never without its reasons."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            (ACCEPT, pgettext_lazy("decision on a proposal", "Everybody may read this")),
            (REFUSE, pgettext_lazy("decision on a proposal", "Not as it is")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    reasons = Words(
        label=_("Your reasons"),
        help_text=_("Those who wrote the page read them, and so do the editors."),
        error_messages={"required": _("Give your reasons in a sentence or two.")},
    )
