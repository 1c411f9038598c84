"""Forms of the libraries: add a file, a new version, what is said of it, the filters of a list, why one is deleted."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from advocates.accounts.office_forms import day_field
from advocates.core import days
from advocates.core.filled import filled
from advocates.core.languages import INTERFACE_LANGUAGES, NETWORK_LANGUAGES
from advocates.core.mailable import storable
from advocates.core.viewer import Viewer
from advocates.files.composing import ACCEPTED, ENDINGS
from advocates.files.library.actions import Told
from advocates.files.models import File, LibraryFile
from advocates.organisations.geo.countries import language_name

_AUTO = {"dir": "auto"}
LONGEST_ALT = 500


def languages_for(viewer: Viewer) -> tuple[str, ...]:
    """Codes, the viewer's own first."""
    person: Any = viewer.person
    return tuple(dict.fromkeys([person.language, *person.reads, *NETWORK_LANGUAGES]))


def named(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of code and name."""
    return [(code, language_name(code, get_language() or "en")) for code in codes]


def upload_field(label: Any) -> forms.FileField:
    """A file of a kind and size that we take."""
    return forms.FileField(
        label=label,
        help_text=_lazy_limits(),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": f"{ACCEPTED},{ENDINGS}"}),
    )


def _lazy_limits() -> Any:
    return gettext_lazy(
        "A picture, a PDF or a document (docx, xlsx, pptx, odt, ods, odp) of at most 10 MB. Where and when a picture "
        "was taken is removed."
    )


class TellForm(forms.Form):
    """What is said of a file."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, widget=forms.TextInput(attrs=_AUTO))
    description = forms.CharField(
        label=pgettext_lazy("of a file", "What is it for?"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3, **_AUTO}),
    )  # fmt: skip
    lang = forms.ChoiceField(label=gettext_lazy("Language of title and description"))
    not_before = day_field(
        gettext_lazy("Not before"),
        gettext_lazy("Until this day only you and those who run the space see it. Empty: at once."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lang"].choices = named(languages_for(viewer))  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        title = " ".join(storable(self.cleaned_data["title"]).split())
        if not title:
            raise forms.ValidationError(_("Give it a title."))
        return title

    def clean_description(self) -> str:
        return storable(self.cleaned_data["description"]).strip()

    def told(self, alts: Mapping[str, str]) -> Told:
        """As the deeds take it."""
        values = self.cleaned_data
        day = values["not_before"]
        return Told(
            values["title"],
            values["description"],
            values["lang"],
            alts,
            days.beginning_of(day) if day and day > days.day_of(timezone.now()) else None,
        )


class AddForm(TellForm):
    """A new file, with everything that is said of it."""

    upload = upload_field(pgettext_lazy("in a form", "File"))
    alt = forms.CharField(
        label=gettext_lazy("If it is a picture: what does it show?"), max_length=LONGEST_ALT, required=False,
        help_text=gettext_lazy("For people who do not see it. In the same language; others can be added later."),
        widget=forms.TextInput(attrs=_AUTO),
    )  # fmt: skip
    once = forms.CharField(max_length=40, widget=forms.HiddenInput)
    field_order = ("upload", "title", "description", "lang", "alt", "not_before", "once")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.fields["once"].initial = secrets.token_urlsafe(16)


class ChangeForm(TellForm):
    """What is said of a file that is there; of a picture also what it shows, in the likeliest languages."""

    def __init__(self, *args: Any, viewer: Viewer, item: LibraryFile, **kwargs: Any) -> None:
        day = days.day_of(item.not_before) if item.not_before else None
        initial = {
            "title": item.title, "description": item.description, "lang": item.lang, "not_before": day,
            **{f"alt-{lang}": alt for lang, alt in item.alts.items()},
        }  # fmt: skip
        super().__init__(*args, viewer=viewer, initial=initial, **kwargs)
        self.alt_languages: list[str] = []
        if item.current is not None and item.current.kind == File.Kind.PICTURE:
            person: Any = viewer.person
            likely = [item.lang, *item.alts, person.language, *person.reads, *dict(INTERFACE_LANGUAGES)]
            self.alt_languages = list(dict.fromkeys(likely))
        for lang in self.alt_languages:
            name = language_name(lang, get_language() or "en")
            self.fields[f"alt-{lang}"] = forms.CharField(
                label=_("What the picture shows, in this language: %(language)s") % {"language": name},
                max_length=LONGEST_ALT,
                required=False,
                widget=forms.TextInput(attrs={"dir": "auto", "lang": lang}),
            )

    def alts(self) -> dict[str, str]:
        """What the picture shows, by language."""
        return {
            lang: " ".join(storable(self.cleaned_data[f"alt-{lang}"]).split()) for lang in self.alt_languages
        }


class ReplaceForm(forms.Form):
    """A new version, and what is new in it."""

    upload = upload_field(gettext_lazy("New version"))
    note = forms.CharField(
        label=gettext_lazy("What is new?"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=_AUTO),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10_000)

    def clean_note(self) -> str:
        return " ".join(storable(self.cleaned_data["note"]).split())


class DeleteForm(forms.Form):
    """Why it goes."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it deleted?"), max_length=300,
        help_text=gettext_lazy("Everybody who reads the space can read it."),
        widget=forms.TextInput(attrs=_AUTO),
    )  # fmt: skip

    def clean_reason(self) -> str:
        return " ".join(storable(self.cleaned_data["reason"]).split())


class FilterForm(forms.Form):
    """Which files of a library; all optional."""

    mark_optional = False
    q = forms.CharField(
        label=gettext_lazy("Words of title or name"), max_length=100, required=False,
        widget=forms.TextInput(attrs={"type": "search", **_AUTO}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=pgettext_lazy("of a file", "Kind"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    deleted = forms.BooleanField(label=gettext_lazy("Deleted ones"), required=False)

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", pgettext_lazy("filter", "Any"))
        self.fields["kind"].choices = [every, *File.Kind.choices]  # type: ignore[attr-defined]
        self.fields["language"].choices = [every, *named(languages)]  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        return storable(self.cleaned_data["q"])


def filter_fields(languages: tuple[str, ...], asked: Mapping[str, Any]) -> SafeString:
    """The filters as somebody has set them, or as they open."""
    is_deleted = bool(asked.get("deleted"))
    values = {
        "q": asked.get("q") or "",
        "kind": [asked.get("kind") or ""],
        "language": [asked.get("language") or ""],
    }
    return filled(
        (FilterForm, languages, is_deleted),
        lambda holes: FilterForm(initial={**holes, "deleted": is_deleted}, languages=languages).render(),
        values,
    )
