"""Forms of reports and decisions."""

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from advocates.core.mailable import storable
from advocates.moderation.actions import Report
from advocates.moderation.deciding.actions import Ruling
from advocates.moderation.models import Decision, Reason

MOST = 4000


class Words(forms.CharField):
    """A text of people: neither a NUL nor half a pair of surrogates can be stored."""

    def __init__(self, **kwargs: Any) -> None:
        rows = kwargs.pop("rows", 4)
        kwargs.setdefault("max_length", MOST)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **kwargs)

    def clean(self, value: Any) -> str:
        return storable(str(super().clean(value))).strip()


class ReportForm(forms.Form):
    """What is wrong with it."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Reason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with it.")},
    )
    text = Words(
        label=_("What should the moderator know?"),
        help_text=_("Only those who decide about it read this. The author is not told who reported it."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("reason") == Reason.OTHER and not cleaned.get("text"):
            self.add_error("text", _("Say in a sentence what is wrong with it."))
        return cleaned

    def report(self) -> Report:
        cleaned = self.cleaned_data
        return Report(cleaned["reason"], cleaned["text"], get_language() or "en")


class ReasonsForm(forms.Form):
    """What is hidden, why, and by which rule. Nothing is hidden without all of it."""

    facts = Words(
        label=_("What happened?"),
        help_text=_("The author reads this. Say what in the text is meant. Name nobody who reported it."),
        error_messages={"required": _("Say what happened. Nothing is decided without reasons.")},
    )
    rule = forms.CharField(
        label=_("Which rule does it break?"),
        help_text=_("A rule of the network, or a law."),
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Name the rule. Nothing is hidden without reasons.")},
    )

    def clean_rule(self) -> str:
        return " ".join(storable(str(self.cleaned_data["rule"])).split())

    def ruling(self) -> Ruling:
        cleaned = self.cleaned_data
        return Ruling(Decision.HIDE, cleaned["facts"], cleaned["rule"], lang=get_language() or "en")


class DecideForm(ReasonsForm):
    """Keep it or hide it."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=Decision,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it stays.")},
    )
    answer = Words(
        label=_("A sentence to whoever reported it"),
        help_text=_("They read the decision in any case. The author does not see this."),
        required=False,
        rows=3,
    )
    base_revision = forms.IntegerField(
        min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput, required=False
    )

    field_order = ("decision", "facts", "rule", "answer")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only what is hidden has broken one; asked in `clean`.
        self.fields["rule"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") == Decision.HIDE and not cleaned.get("rule"):
            self.add_error("rule", self.fields["rule"].error_messages["required"])
        return cleaned

    def ruling(self) -> Ruling:
        cleaned = self.cleaned_data
        return Ruling(
            cleaned["decision"],
            cleaned["facts"],
            cleaned["rule"],
            cleaned["answer"],
            get_language() or "en",
        )


class AppealDecisionForm(forms.Form):
    """Whether the first decision stands."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            (Decision.HIDE.value, pgettext_lazy("decision about an appeal", "It stays hidden")),
            (Decision.KEEP.value, pgettext_lazy("decision about an appeal", "It is shown again")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it stays hidden.")},
    )
    facts = Words(
        label=_("Why?"),
        help_text=_("The author reads this."),
        error_messages={"required": _("Say why. Nothing is decided without reasons.")},
    )
    base_revision = forms.IntegerField(
        min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput, required=False
    )

    def ruling(self) -> Ruling:
        cleaned = self.cleaned_data
        return Ruling(cleaned["decision"], cleaned["facts"], lang=get_language() or "en")


class TextForm(forms.Form):
    """An appeal."""

    text = Words(
        label=_("Why do you think that the decision is wrong?"),
        error_messages={"required": _("Write something first.")},
    )


class NoteForm(forms.Form):
    """A note for those who moderate."""

    text = Words(
        label=_("Note for the others who moderate"),
        rows=3,
        error_messages={"required": _("Write something first.")},
    )


class RestoreForm(forms.Form):
    """Why something is shown again."""

    text = Words(
        label=_("Why is it shown again?"),
        help_text=_("This stands in the history of the case."),
        rows=3,
        error_messages={"required": _("Say why. Nothing is decided without reasons.")},
    )


class UndoForm(forms.Form):
    """From which day on acts are taken back."""

    days = forms.TypedChoiceField(
        label=_("What is taken back?"),
        coerce=int,
        choices=[
            (1, _("What was done in the last 24 hours")),
            (7, _("What was done in the last 7 days")),
            (30, _("What was done in the last 30 days")),
        ],
    )
