"""Forms of the wiki: a new page, a changed text, another title, another place, care, and the end of a page."""

from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from advocates.core.mailable import one_line
from advocates.core.viewer import Viewer
from advocates.spaces.models import Space
from advocates.spaces.texts import TextForm, new_sending
from advocates.wiki.actions import MOST_CHARACTERS
from advocates.wiki.paragraphs import canonical


class Line(forms.CharField):
    """One line of words in any script."""

    def clean(self, value: Any) -> str:
        return one_line(str(super().clean(value))).strip()[: self.max_length]


class Title(Line):
    """The title of a page."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=pgettext_lazy("of a page", "Title"),
            max_length=200,
            widget=forms.TextInput(attrs={"dir": "auto"}),
            error_messages={"required": _("Give the page a title.")},
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        title = super().clean(value)
        if not title:
            raise forms.ValidationError(self.error_messages["required"])
        return title


class DisputedForm(forms.Form):
    """A form whose text somebody else may have changed, too (`disputing`): it carries what was sent first."""

    disputed_text = forms.CharField(
        max_length=MOST_CHARACTERS, strip=False, widget=forms.HiddenInput, required=False
    )

    def dispute(self, **values: object) -> None:
        """Draw the form with both texts, so that what is to stand can be chosen; no side was yet."""
        sent: Any = self.data
        data = sent.copy()
        for name in [each for each in data if each.startswith("side-")]:
            del data[name]
        for name, value in values.items():
            data[name] = value
        self.data = data
        self.full_clean()


class PageForm(DisputedForm, TextForm):
    """The text of a page, with what was changed. `base_revision` is the one from which the text was made."""

    summary = Line(
        label=_("What did you change?"),
        max_length=300,
        help_text=_("A few words, so that the others see it in the history."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Say in a few words what you have changed.")},
    )
    is_minor = forms.BooleanField(
        label=_("A small change"),
        help_text=_("A slip of the pen, a comma. Nobody is told about it."),
        required=False,
    )
    base_revision = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    sending = forms.CharField(max_length=40, widget=forms.HiddenInput)
    # The number of the heading, where only what stands below it is changed.
    part = forms.IntegerField(min_value=0, max_value=10_000, widget=forms.HiddenInput, required=False)

    # From which revision a disputed text was made.
    disputed_base = forms.IntegerField(
        min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput, required=False
    )
    DISPUTED: ClassVar = ("disputed_base", "disputed_text", "base_revision")

    field_order: Any = ("text", "lang", "summary", "is_minor")
    calls_people = False
    preview_url = "/members/wiki/preview/"
    preview_class = "prose"

    def __init__(self, *args: Any, viewer: Viewer, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, space=space, **kwargs)
        text: Any = self.fields["text"]
        text.label, text.max_length = _("Text of the page"), MOST_CHARACTERS
        text.help_text = _(
            "Two square brackets make a link to another page here: [[Title]]. Where there is none yet, it can be begun."
        )
        others = [each for each in text.validators if not isinstance(each, MaxLengthValidator)]
        text.validators = [*others, MaxLengthValidator(MOST_CHARACTERS)]
        text.error_messages["max_length"] = _(
            "A page has at most %(limit_value)d characters, and this one has %(show_value)d. Divide it in two."
        )
        text.widget.attrs |= {"rows": 18, "maxlength": MOST_CHARACTERS}
        if not self.is_bound:
            self.initial.setdefault("sending", new_sending())

    def clean_text(self) -> str:
        return canonical(super().clean_text())

    def clean_summary(self) -> str:
        if not (summary := str(self.cleaned_data["summary"])):
            raise forms.ValidationError(self.fields["summary"].error_messages["required"])
        return summary


class NewPageForm(PageForm):
    """A page that does not exist yet. What was changed needs no words: it begins."""

    title = Title()
    parent = forms.SlugField(max_length=12, widget=forms.HiddenInput, required=False)

    field_order: Any = ("title", "text", "lang")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("summary", "is_minor", "base_revision", "part", "disputed_base", "disputed_text"):
            del self.fields[name]
