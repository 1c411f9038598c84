"""Forms across languages: into which, and the translation."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from advocates.core.languages import NETWORK_LANGUAGES, direction
from advocates.core.mailable import storable
from advocates.forum.forms import MOST_CHARACTERS
from advocates.organisations.geo.countries import language_name


class WishForm(forms.Form):
    """Into which language; those that the person reads come first."""

    into = forms.ChoiceField(label=_("Into which language?"))

    def __init__(self, *args: Any, reads: list[str], skip: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = get_language() or "en"
        codes = [code for code in dict.fromkeys([*reads, *NETWORK_LANGUAGES]) if code in NETWORK_LANGUAGES]
        into: Any = self.fields["into"]
        into.choices = [(code, language_name(code, shown)) for code in codes if code not in skip]


class TranslationForm(forms.Form):
    """The text in the other language, and which revision of the post the writer has read."""

    text = forms.CharField(
        label=_("Your translation"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 10, "data-editor": ""}),
        error_messages={"required": _("Write something first.")},
    )
    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs.update(lang=lang, dir=direction(lang))

    def clean_text(self) -> str:
        text = storable(str(self.cleaned_data["text"])).strip()
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text
