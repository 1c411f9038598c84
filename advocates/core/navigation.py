"""The links of header and footer; apps register theirs, in the order in which they are shown."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import NoReverseMatch, reverse

from advocates.core.i18n import without_prefix

Text = Callable[[], str] | Any


@dataclass(frozen=True, slots=True)
class Link:
    """One entry: a URL name, its (lazily translated) words, and where it stands."""

    url_name: str
    label: Text
    place: str
    order: int
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A link as it is drawn; `current` marks the one that the page lies under."""

    url: str
    label: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A heading of the footer and the links below it."""

    title: str
    links: tuple[Item, ...]


MAIN, PATIENTS, GROUPS, ABOUT = "main", "patients", "groups", "about"
_links: list[Link] = []
_titles: dict[str, Any] = {}


def register(
    url_name: str, label: Any, *places: str, order: int = 50, arguments: tuple[str, ...] = ()
) -> None:
    """Show a link in `places` (MAIN, PATIENTS, GROUPS, ABOUT)."""
    _links.extend(Link(url_name, label, place, order, arguments) for place in places)
    _in_place.cache_clear()


def register_title(place: str, title: Any) -> None:
    """The heading of a column of the footer."""
    _titles[place] = title


@lru_cache(maxsize=64)
def _in_place(place: str, language: str) -> tuple[tuple[str, str], ...]:
    found = []
    for link in sorted((link for link in _links if link.place == place), key=lambda link: link.order):
        try:
            found.append((reverse(link.url_name, args=link.arguments), str(link.label)))
        except NoReverseMatch:
            continue
    return tuple(found)


def main(language: str, path: str) -> tuple[Item, ...]:
    """The header's links."""
    return tuple(
        Item(url, label, path.startswith(without_prefix(url))) for url, label in _in_place(MAIN, language)
    )


def footer(language: str) -> tuple[Column, ...]:
    """The footer's columns; one without links is not drawn."""
    columns = (
        Column(str(_titles[place]), tuple(Item(url, label) for url, label in _in_place(place, language)))
        for place in (PATIENTS, GROUPS, ABOUT)
        if place in _titles
    )
    return tuple(column for column in columns if column.links)
