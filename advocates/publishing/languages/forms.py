"""What a translator sends back, and which languages go live together."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from advocates.core import uploads
from advocates.publishing.forms import hours_of_whom, refuse_unless_soon
from advocates.publishing.languages import document

MOST_BYTES, MOST_CHARACTERS = 2 * 2**20, 400_000
ENDINGS = ".txt,.html,.htm,.odt,.docx"


class FilledForm(forms.Form):
    """The document, as a file or as text; a file is what its bytes say."""

    file = forms.FileField(
        label=_("The document"),
        help_text=_("As it came from the word processor: .odt, .docx, .html or .txt, up to 2 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
    )
    text = forms.CharField(
        label=_("Or its text"),
        help_text=_("Select everything in the document, copy it, and put it in here."),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    with_gaps = forms.BooleanField(
        label=_("Take it although paragraphs are missing; they keep the words that are there now"),
        required=False,
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValidationError(_("This file is too large. Choose one of at most 2 MB."), code="size")
        return words_of(content)

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        text = cleaned.get("file") or cleaned.get("text")
        text = document.clean(text or "")
        if not text:
            raise ValidationError(_("Choose the document, or put its text in."), code="empty")
        cleaned["filled"], cleaned["text_given"] = document.read(text), text
        # What was in a file stays on the page, too.
        self.data = self.data.copy()
        self.data["text"] = text
        return cleaned


class TakeForm(FilledForm):
    """The same, with the newest revision of the translation that is known."""

    base = forms.IntegerField(min_value=0, max_value=2**62, widget=forms.HiddenInput)


def words_of(content):
    """The lines of a file; raises `ValidationError` where it is none of the kinds that we read."""
    if content[:2] == b"PK":
        text = uploads.text_of(content, is_pdf=False)
    else:
        text = _decoded(content)
        if "<html" in text[:2000].lower() or "<!doctype html" in text[:2000].lower():
            text = document.text_of_html(text)
    if not text.strip():
        raise ValidationError(
            _("Nothing can be read in this file. Copy its text, and put it in below."), code="kind"
        )
    return text[:MOST_CHARACTERS]


def _decoded(content):
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValidationError(
            _("This file is no text in Unicode (UTF-8). Copy its text, and put it in below."), code="kind"
        ) from error


class TickForm(forms.Form):
    """The languages that go live in the same moment."""

    locales = forms.ModelMultipleChoiceField(
        queryset=Locale.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, source, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["locales"].queryset = Locale.objects.exclude(pk=source.locale_id)


class LaunchPlanForm(forms.Form):
    """When all of them are published."""

    at = forms.DateTimeField(
        label=_("Publish all of them together on"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["at"].help_text = hours_of_whom()

    def clean_at(self):
        refuse_unless_soon(self.cleaned_data["at"])
        return self.cleaned_data["at"]
