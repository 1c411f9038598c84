"""A part of a page that is drawn once, with holes for what differs from row to row.

A template that draws twenty rows with thirty tags each takes longer than all else of a page. A stencil is the same
template, drawn once for a language and for what it decides by; each row then is one joining of strings.
"""

import html
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from operator import itemgetter
from types import MappingProxyType
from typing import Any, TypeVar

from django.core.signals import setting_changed
from django.dispatch import receiver
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Characters that no text may hold, so that no word of a translation can be taken for a hole.
_OPEN, _CLOSE = "\x01", "\x02"
_HOLE = re.compile(f"{_OPEN}([a-z_]+){_CLOSE}")
_SPECIAL = re.compile("[&<>\"']")
MOST_KEPT = 1_000
Said = TypeVar("Said", bound=Hashable)
_kept: dict[Hashable, "Stencil"] = {}


@dataclass(frozen=True, slots=True)
class Stencil:
    """A text with named places: what stands between them, which there are, and the order of all."""

    between: tuple[str, ...]
    names: tuple[str, ...]
    in_order: Callable[[Sequence[str]], Sequence[str]]

    def fill(self, values: Mapping[str, Any]) -> SafeString:
        """Each value is escaped, but for what is a SafeString already."""
        return SafeString(
            "".join(self.in_order((*self.between, *[_drawn(values[each]) for each in self.names])))
        )


def stencil(
    name: str,
    holes: Sequence[str],
    /,
    *,
    always: Mapping[str, Any] = MappingProxyType({}),
    **values: Hashable,
) -> Stencil:
    """The template drawn with these values, and with `always`, which is the same each time; `holes` stay open.

    What is kept follows from the values and the language of the page alone. In the template a hole is a variable that
    is drawn as it is: a filter or a condition would see the hole, not what will be in it.
    """
    return kept(
        (name, *values.items()),
        lambda: get_template(name).render({**always, **values, **open_holes(holes)}),
    )


def kept(key: Hashable, draw: Callable[[], str]) -> Stencil:
    """The stencil of what `draw` draws, once for a key and a language."""
    place = (key, get_language())
    found = _kept.get(place)
    if found is None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        found = _kept[place] = _cut(draw())
    return found


def once_per_language(say: Callable[[Said], str]) -> Callable[[Said], str]:
    """Stands over a function that words one thing, most often a number: a language needs some time for its plurals.

    What is kept is bounded and follows from the language and that thing alone, so it must not be what people wrote.
    """

    @lru_cache(maxsize=MOST_KEPT)
    def said(thing: Said, _language: str | None) -> str:
        return say(thing)

    return wraps(say)(lambda thing: said(thing, get_language()))


def open_holes(names: Sequence[str]) -> dict[str, SafeString]:
    """For whatever is drawn as a stencil: by its name, what makes the hole."""
    return {name: SafeString(f"{_OPEN}{name}{_CLOSE}") for name in names}


def _cut(drawn: str) -> Stencil:
    parts = _HOLE.split(drawn)
    holes = parts[1::2]
    # With the empty one at the end there are two at least: of one alone `itemgetter` would make no sequence.
    between, names = (*parts[::2], ""), tuple(dict.fromkeys(holes))
    order = [0]
    for number, hole in enumerate(holes, 1):
        order += [len(between) + names.index(hole), number]
    return Stencil(between, names, itemgetter(*order, len(between) - 1))


def _drawn(value: Any) -> str:
    kind = value.__class__
    if kind is SafeString:
        return value  # type: ignore[no-any-return]
    text = value if kind is str else str(value)
    # Most of what is filled in needs no escaping.
    return html.escape(text) if _SPECIAL.search(text) else text


@receiver(setting_changed)
def _forget(**_kwargs: Any) -> None:
    """Tests change settings, and with them what parts show."""
    _kept.clear()
