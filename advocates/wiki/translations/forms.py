"""The form of a translation: a field for each paragraph of the original."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.core.languages import direction
from advocates.core.mailable import storable
from advocates.core.viewer import Viewer
from advocates.organisations.mandates.speaking import SpeakingForm
from advocates.spaces.drafts.pieces import parted
from advocates.spaces.texts import new_sending
from advocates.wiki.actions import MOST_CHARACTERS
from advocates.wiki.forms import DisputedForm, Line, Title
from advocates.wiki.paragraphs import canonical
from advocates.wiki.translations.tracing import Row, State

# Two fields each, and a form may have so many.
MOST_ROWS = 400


@dataclass(frozen=True, slots=True)
class Words:
    """A row as people read and type it: with titles in its links."""

    source: str
    own: str
    was: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Rows of a translation, as they are stored and as they are shown; `is_new`: there is no page for it yet."""

    rows: Sequence[Row]
    words: Sequence[Words]
    is_new: bool


class TranslationForm(DisputedForm, SpeakingForm):
    """The paragraphs, in their order; an empty one is not translated yet."""

    summary = Line(
        label=_("What did you change?"),
        max_length=300,
        required=False,
        help_text=_("May stay empty: it then says from which language you have translated."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    source_revision = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    base_revision = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    sending = forms.CharField(max_length=40, widget=forms.HiddenInput)
    # Beside which revision both texts were shown; the pieces are still made from the one before.
    disputed_now = forms.IntegerField(
        min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput, required=False
    )
    DISPUTED: ClassVar = ("base_revision", "disputed_text", "disputed_now")
    # All pieces in one, for those who keep what was typed.
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, beside: Beside, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.rows, self.words = beside.rows, beside.words
        if beside.is_new:
            self.fields["title"] = Title()
            self.fields["title"].widget.attrs.update(lang=lang, dir=direction(lang))
        kept = parted(str(self.initial.get("text", "")))
        for number, row in enumerate(self.rows):
            self._add(number, row, lang)
            if number in kept:
                self.initial[f"piece-{number}"] = kept[number]
        if not self.is_bound:
            self.initial.setdefault("sending", new_sending())

    def _add(self, number: int, row: Row, lang: str) -> None:
        lines = max(2, len(row.source or row.own) // 60 + 1)
        attrs = {"rows": min(lines, 16), "lang": lang, "dir": direction(lang)}
        self.fields[f"piece-{number}"] = forms.CharField(
            label=_("Paragraph %(number)s") % {"number": number + 1},
            required=False,
            strip=False,
            initial=self.words[number].own,
            max_length=MOST_CHARACTERS,
            widget=forms.Textarea(attrs=attrs),
        )
        if row.state is State.OLDER:
            self.fields[f"keep-{number}"] = forms.BooleanField(
                label=_("It is right as it stands"), required=False
            )

    @property
    def beside(self) -> list[dict[str, Any]]:
        """Each row with its fields."""
        return [
            {
                "row": row,
                "words": self.words[number],
                "field": self[f"piece-{number}"],
                "keep": self[f"keep-{number}"] if f"keep-{number}" in self.fields else None,
            }
            for number, row in enumerate(self.rows)
        ]

    @property
    def first_fields(self) -> list[Any]:
        """What does not stand beside a paragraph."""
        return [field for field in self.visible_fields() if not field.name.startswith(("piece-", "keep-"))]

    @property
    def texts(self) -> list[str]:
        """What was written beside each row."""
        return [canonical(storable(self.cleaned_data[f"piece-{number}"])) for number in range(len(self.rows))]

    @property
    def kept(self) -> set[int]:
        """The rows of which was said that they are right."""
        return {number for number in range(len(self.rows)) if self.cleaned_data.get(f"keep-{number}")}

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(self.texts):
            raise forms.ValidationError(_("Write something first."))
        if not self.errors and sum(map(len, self.texts)) > MOST_CHARACTERS:
            raise forms.ValidationError(_("This is longer than a page may be."))
        return found
