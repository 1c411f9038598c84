"""Forms of the history."""

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.organisations.mandates.speaking import SpeakingForm
from advocates.spaces.texts import new_sending
from advocates.wiki.forms import Line


class RestoreForm(SpeakingForm):
    """Why an old text comes back."""

    summary = Line(
        label=_("Why do you bring it back?"),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Say in a few words why.")},
    )
    base_revision = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    sending = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not self.is_bound:
            self.initial.setdefault("sending", new_sending())

    def clean_summary(self) -> str:
        if not (summary := str(self.cleaned_data["summary"])):
            raise forms.ValidationError(self.fields["summary"].error_messages["required"])
        return summary
