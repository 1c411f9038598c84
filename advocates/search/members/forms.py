"""The filters of the members' search. Only what the viewer may read can be chosen."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from advocates.core.asking import written_once
from advocates.core.languages import NETWORK_LANGUAGES
from advocates.core.viewer import Viewer
from advocates.forum.models import Category
from advocates.organisations.geo.countries import language_name
from advocates.search.sources import MOST_CHARACTERS
from advocates.spaces.models import Kind, Space

_DAY = {"type": "date"}


class FilterForm(forms.Form):
    """All optional; the words themselves stand in the field above."""

    mark_optional = False
    space = forms.ChoiceField(label=pgettext_lazy("filter of a search", "Space"), required=False)
    category = forms.ChoiceField(label=pgettext_lazy("filter of a search", "Category"), required=False)
    by = forms.CharField(
        label=gettext_lazy("Written by"),
        help_text=gettext_lazy("Name of a person or group"),
        max_length=MOST_CHARACTERS,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    # `lang` in an address is the language of the page itself.
    language = forms.ChoiceField(label=gettext_lazy("Written in"), required=False)
    after = forms.DateField(
        label=gettext_lazy("From this day on"), required=False, widget=forms.DateInput(attrs=_DAY)
    )
    before = forms.DateField(
        label=gettext_lazy("Until this day"), required=False, widget=forms.DateInput(attrs=_DAY)
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every, shown = ("", pgettext_lazy("filter", "Any")), get_language() or "en"
        choices: dict[str, list[tuple[str, Any]]] = {
            "space": _spaces(viewer),
            "category": _categories(viewer),
            "language": [(code, language_name(code, shown)) for code in NETWORK_LANGUAGES],
        }
        for name, found in choices.items():
            self.fields[name].choices = [every, *found]  # type: ignore[attr-defined]


def _spaces(viewer: Viewer) -> list[tuple[str, str]]:
    """Messages have no name by which one of them could be told from another."""
    return [(space.public_id, space.name) for space in _readable_spaces(viewer)]


@written_once
def _readable_spaces(viewer: Viewer) -> QuerySet[Space]:
    return Space.objects.visible_to(viewer).exclude(kind=Kind.DIRECT).order_by("kind", "pk")


def _categories(viewer: Viewer) -> list[tuple[str, str]]:
    shelves = _readable_categories(viewer)
    return [(shelf.public_id, f"{shelf.name} · {shelf.space.name}") for shelf in shelves]


@written_once
def _readable_categories(viewer: Viewer) -> QuerySet[Category]:
    return Category.objects.visible_to(viewer).select_related("space").order_by("space", "position", "pk")
