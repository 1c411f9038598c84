"""Forms in which members write a longer text, in the forum and elsewhere."""

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.core import markup
from advocates.core.forms import ComposerField
from advocates.core.languages import direction
from advocates.core.mailable import storable
from advocates.core.viewer import Viewer
from advocates.organisations.mandates.speaking import SpeakingForm
from advocates.spaces.models import Space
from advocates.spaces.tongues import choices_for

MOST_CHARACTERS = 50_000


def new_sending() -> str:
    """What makes one sending of a form different from every other."""
    return secrets.token_urlsafe(24)


class TextForm(SpeakingForm):
    """A text and its language; what a person cannot have meant is refused with the text kept."""

    text = ComposerField(
        label=_("Your text"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "data-editor": ""}),
        error_messages={"required": _("Write something first.")},
    )
    lang = forms.ChoiceField(label=_("Language of your text"))

    # Whether “@” offers people and groups, where it is asked how a text will look, and as what that is drawn.
    calls_people = True
    preview_url = "/members/forum/preview/"
    preview_class = "post__body"

    # How it will look and what may not be meant, as `writing.held_back` finds; what the composer's script asks with.
    preview = ""
    doubts: Sequence[str] = ()
    anyway = consent = ""

    def __init__(
        self, *args: Any, viewer: Viewer, space: Space | None = None, topic: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.space, self.topic = space, topic
        language: Any = self.fields["lang"]
        language.choices = choices_for(viewer)

    @property
    def direction(self) -> str:
        """Where lines of the chosen language begin."""
        return direction(self.cleaned_data.get("lang", ""))

    def replace(self, name: str, value: object) -> None:
        """Draw the form again with another value in a hidden field."""
        data: Any = self.data
        self.data = data = data.copy()
        data[name] = value

    def clean_text(self) -> str:
        # A NUL cannot be stored, and half of a pair of surrogates cannot be sent.
        text = storable(str(self.cleaned_data["text"])).strip()
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        # What comes after them would not be drawn.
        if (lines := text.count("\n") + 1) > markup.MOST_LINES:
            sentence = _("A text has at most %(most)d lines, and this one has %(count)d. Divide it in two.")
            raise forms.ValidationError(sentence, params={"most": markup.MOST_LINES, "count": lines})
        return text
