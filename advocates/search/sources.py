"""Where site search asks: each source is a function that an app registers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from advocates.core.viewer import Viewer
from advocates.search.narrowing import EVERYTHING, Narrowed

MOST_CHARACTERS = 200
# Of each source where all are shown; alone it shows everything that it has found.
FIRST = 20


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was found. `language` is that of the title, empty when it is not known."""

    title: str
    url: str
    text: str = ""
    language: str = ""


Source = Callable[[Viewer, str, str, Narrowed], list[Result]]


@dataclass(frozen=True, slots=True)
class Part:
    """The results of one source under their heading; `more_url` leads to all of them. `is_cut`: it has found more."""

    heading: Any
    results: tuple[Result, ...]
    more_url: str = ""
    name: str = ""
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _Registered:
    order: int
    heading: Any
    ask: Source
    more: Callable[[str], str] | None


_sources: dict[str, _Registered] = {}


def register_source(
    name: str, ask: Source, *, heading: Any, order: int = 50, more: Callable[[str], str] | None = None
) -> None:
    """Add a source: `ask(viewer, text, language, narrowed)` returns what this viewer may know, best first.

    `more(text)` is the address at which all of it can be seen.
    """
    _sources[name] = _Registered(order, heading, ask, more)


def kinds() -> dict[str, Any]:
    """The sources by their names, in their order, with their headings."""
    found = sorted(_sources.items(), key=lambda item: item[1].order)
    return {name: source.heading for name, source in found}


def ask_all(
    viewer: Viewer, text: str, language: str, kind: str = "", narrowed: Narrowed = EVERYTHING
) -> list[Part]:
    """The parts with results, in the order of their sources, or that of one source alone."""
    asked = clean(text)
    if not asked:
        return []
    parts = []
    for name in [kind] if kind else kinds():
        source = _sources[name]
        if results := source.ask(viewer, asked, language, narrowed):
            shown = tuple(results if kind else results[:FIRST])
            more = source.more(asked) if source.more else ""
            parts.append(Part(source.heading, shown, more, name, len(results) > len(shown)))
    return parts


def clean(text: str) -> str:
    """What somebody typed, without control characters and not longer than anybody types."""
    return "".join(sign if sign.isprintable() else " " for sign in text[:MOST_CHARACTERS]).strip()
