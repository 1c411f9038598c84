"""A part of a page that is drawn once, with holes for what differs from row to row.

A template that draws twenty rows with thirty tags each takes longer than all else of a page. A stencil is the same
template, drawn once for a language and for what it decides by; each row then is one joining of strings.
"""

import html
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.core.signals import setting_changed
from django.dispatch import receiver
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Characters that no text may hold, so that no word of a translation can be taken for a hole.
_OPEN, _CLOSE = "\x01", "\x02"
_HOLE = re.compile(f"{_OPEN}([a-z_]+){_CLOSE}")
MOST_KEPT = 1_000
_kept: dict[Hashable, "Stencil"] = {}


@dataclass(frozen=True, slots=True)
class Stencil:
    """A text with named places."""

    text: str

    def fill(self, values: Mapping[str, Any]) -> SafeString:
        """Each value is escaped, but for what is a SafeString already."""
        return SafeString(self.text % {name: _drawn(value) for name, value in values.items()})


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


def open_holes(names: Sequence[str]) -> dict[str, SafeString]:
    """For whatever is drawn as a stencil: by its name, what makes the hole."""
    return {name: SafeString(f"{_OPEN}{name}{_CLOSE}") for name in names}


def _cut(drawn: str) -> Stencil:
    return Stencil(_HOLE.sub(r"%(\1)s", drawn.replace("%", "%%")))


def _drawn(value: Any) -> str:
    kind = value.__class__
    if kind is SafeString:
        return value  # type: ignore[no-any-return]
    text = str(value)
    # Letters and digits alone need no escaping, and most of what is filled in is that.
    return text if kind is int or text.isalnum() else html.escape(text)


@receiver(setting_changed)
def _forget(**_kwargs: Any) -> None:
    """Tests change settings, and with them what parts show."""
    _kept.clear()
