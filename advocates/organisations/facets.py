"""The facets of a selection: each value with its name, its count, and the address that asks for it.

Names are looked up, sorted and escaped once for each language and state of the directory; a request only counts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from advocates.core.profile import in_language, profile
from advocates.organisations.directory import Index, Query, Selection
from advocates.organisations.finding import as_parameters
from advocates.organisations.geo.countries import country_name, language_name, sort_key
from advocates.organisations.vocabulary import Service

NAMES: dict[str, Callable[[str, str], str]] = {
    "region": lambda value, language: in_language(profile().regions[value].names, language),
    "country": country_name,
    "language": language_name,
    "disease": lambda value, language: in_language(profile().diseases[value].names, language),
    "service": lambda value, _language: str(Service(value).label),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet with the number of groups that it would give, and the address that asks for it."""

    value: str
    label: SafeString
    count: int
    is_chosen: bool
    url: str


def facets(groups: Index, selection: Selection, query: Query, language: str) -> dict[str, Any]:
    """Regions as choices, services as checkboxes; country, language and disease as the options of a <select>."""
    shown: dict[str, Any] = {
        facet: _options(groups, selection, query, facet, language)
        for facet in ("country", "language", "disease")
    }
    shown["region"] = _choices(groups, selection, query, "region", language)
    shown["service"] = _checkboxes(groups, selection, query, "service", language)
    return shown


def _counted(
    groups: Index, selection: Selection, query: Query, facet: str, language: str
) -> Iterator[tuple[str, SafeString, int, bool]]:
    counts, chosen = groups.counts(facet, selection), query.values_of(facet)
    for value, label in _labels(groups, facet, language):
        if value in counts or value in chosen:
            yield value, label, counts.get(value, 0), value in chosen
    for value in chosen:
        if value not in groups.facets[facet]:
            yield value, SafeString(escape(NAMES[facet](value, language))), 0, True


def _labels(groups: Index, facet: str, language: str) -> list[tuple[str, SafeString]]:
    """All values of a facet that occur, with their names as markup, sorted as the language sorts."""
    key = (facet, language)
    if key not in groups.labels:
        named = [(value, NAMES[facet](value, language)) for value in groups.facets[facet]]
        named.sort(key=lambda pair: sort_key(pair[1], language))
        groups.labels[key] = [(value, SafeString(escape(label))) for value, label in named]
    return groups.labels[key]


def _choices(groups: Index, selection: Selection, query: Query, facet: str, language: str) -> list[Choice]:
    directory = reverse("directory")
    return [
        Choice(value, label, count, chosen, f"{directory}?{as_parameters(query, **{facet: value})}")
        for value, label, count, chosen in _counted(groups, selection, query, facet, language)
    ]


def _options(groups: Index, selection: Selection, query: Query, facet: str, language: str) -> SafeString:
    return SafeString(
        "".join(
            f'<option value="{value}"{" selected" if chosen else ""}>{label} ({count})</option>'
            for value, label, count, chosen in _counted(groups, selection, query, facet, language)
        )
    )


def _checkboxes(groups: Index, selection: Selection, query: Query, facet: str, language: str) -> SafeString:
    return SafeString(
        "".join(
            f'<div class="choice"><input type="checkbox" id="{facet}-{value}" name="{facet}" value="{value}"'
            f'{" checked" if chosen else ""}><label for="{facet}-{value}">{label} ({count})</label></div>'
            for value, label, count, chosen in _counted(groups, selection, query, facet, language)
        )
    )
