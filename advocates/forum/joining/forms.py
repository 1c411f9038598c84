"""Forms of joining week: whom to ask and where answers go; and the answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.core.mailable import storable
from advocates.forum.forms import TextForm


class AnswerForm(TextForm):
    """What a group wants to ask the others: one line, and some words about it."""

    title = forms.CharField(
        label=_("Your question in one line"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Write your question first.")},
    )

    field_order = ("title", "text", "lang")

    def clean_title(self) -> str:
        return " ".join(storable(str(self.cleaned_data["title"])).split())


class AskForm(forms.Form):
    """The people to ask, and the category in which their answers become topics."""

    category: Any = forms.ModelChoiceField(
        queryset=None, to_field_name="public_id", label=_("Answers become topics in")
    )
    mandates = forms.MultipleChoiceField(
        label=_("Whom to ask"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person.")},
    )

    def __init__(self, *args: Any, categories: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category: Any = self.fields["category"]
        category.queryset = categories
        category.label_from_instance = lambda shelf: shelf.name
        mandates: Any = self.fields["mandates"]
        mandates.choices = people
