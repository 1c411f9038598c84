"""The links of header and footer; apps register theirs, in the order in which they are shown."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from advocates.core.i18n import first_segment, in_language, without_prefix
from advocates.core.viewer import Viewer

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
    # About how many things there is something new; 0: nothing, or it is not counted.
    count: int = 0
    # On wide screens it stands beside search and bell, not among the others.
    is_tool: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A heading of the footer and the links below it."""

    title: str
    links: tuple[Item, ...]


MAIN, PATIENTS, GROUPS, ABOUT, MEMBERS = "main", "patients", "groups", "about", "members"
_links: list[Link] = []
_titles: dict[str, Any] = {}
_counts: dict[str, Callable[[Viewer], int]] = {}
_tools: set[str] = set()
_conditions: dict[str, Callable[[Viewer], bool]] = {}
_givings: list[Callable[[str], str]] = []


def register(
    url_name: str, label: Any, *places: str, order: int = 50, arguments: tuple[str, ...] = ()
) -> None:
    """Show a link in `places` (MAIN, PATIENTS, GROUPS, ABOUT, MEMBERS)."""
    _links.extend(Link(url_name, label, place, order, arguments) for place in places)
    for kept in (_in_place, _items, footer):
        kept.cache_clear()


def register_count(url_name: str, count: Callable[[Viewer], int]) -> None:
    """A number beside a link of the members' area. It is asked on every page, so it must follow from the viewer."""
    _counts[url_name] = count


def register_tool(url_name: str) -> None:
    """Show a link of the members' area beside search and bell where there is room."""
    _tools.add(url_name)


def register_condition(url_name: str, is_for: Callable[[Viewer], bool]) -> None:
    """Show a link of the members' area to some alone; asked as often."""
    _conditions[url_name] = is_for


def register_giving(address: Callable[[str], str]) -> None:
    """The button of the header that asks for gifts: its address in a language, empty where nobody can give.

    It is asked on every page, so it must cost no query but after a change.
    """
    _givings[:] = [address]


def register_title(place: str, title: Any) -> None:
    """The heading of a column of the footer."""
    _titles[place] = title
    footer.cache_clear()


@lru_cache(maxsize=64)
def _in_place(place: str, language: str) -> tuple[tuple[str, str, str], ...]:
    """Address, words and name of each link."""
    found = []
    for link in sorted((link for link in _links if link.place == place), key=lambda link: link.order):
        try:
            url = _in_language(reverse(link.url_name, args=link.arguments), language)
            found.append((url, str(link.label), link.url_name))
        except NoReverseMatch:
            continue
    return tuple(found)


def _in_language(url: str, language: str) -> str:
    """A public page without a language in its address is told which one the reader has."""
    is_told = first_segment(url) == "join" and language != settings.LANGUAGE_CODE
    return in_language(url, language) if is_told else url


@lru_cache(maxsize=200)
def _items(place: str, language: str, here: tuple[str, ...]) -> tuple[Item, ...]:
    return tuple(Item(url, label, url in here) for url, label, _name in _in_place(place, language))


def main(language: str, path: str) -> tuple[Item, ...]:
    """The header's links."""
    links = _in_place(MAIN, language)
    return _items(
        MAIN, language, tuple([url for url, _label, _name in links if path.startswith(without_prefix(url))])
    )


def members(language: str, path: str, viewer: Viewer) -> tuple[Item, ...]:
    """The links of the members' area; the deepest that the page lies under is the current one."""
    links = [link for link in _in_place(MEMBERS, language) if _conditions.get(link[2], _for_all)(viewer)]
    here = max((url for url, _label, _name in links if path.startswith(url)), key=len, default="")
    return tuple(
        Item(url, label, url == here, _counts.get(name, _none)(viewer), name in _tools)
        for url, label, name in links
    )


def giving(language: str) -> str:
    """Where the header leads whoever wants to give; empty where nobody can."""
    return next((address(language) for address in _givings), "")


def _for_all(_viewer: Viewer) -> bool:
    return True


def _none(_viewer: Viewer) -> int:
    return 0


@lru_cache(maxsize=20)
def footer(language: str) -> tuple[Column, ...]:
    """The footer's columns; one without links is not drawn."""
    columns = (
        Column(
            str(_titles[place]), tuple(Item(url, label) for url, label, _name in _in_place(place, language))
        )
        for place in (PATIENTS, GROUPS, ABOUT)
        if place in _titles
    )
    return tuple(column for column in columns if column.links)
