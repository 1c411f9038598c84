"""A text made into what its page shows. The preview and the page are made by the same lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from advocates.core import documents
from advocates.core.documents import VERSION, Heading
from advocates.core.identifiers import LENGTH
from advocates.spaces.models import Space
from advocates.wiki import linking
from advocates.wiki.matching import matched

__all__ = ["VERSION", "Drawn", "addressed", "draw", "draw_in_words"]
# Level, words, address.
Line = tuple[int, str, str]
_ADDRESS = re.compile(rf'href="[^"]*?/members/wiki/([0-9a-z]{{{LENGTH}}})/')


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as it will be stored."""

    html: str
    headings: list[Line] = field(default_factory=list)
    last_anchor: int = 0
    # Pages of the space that are linked, titles of pages that do not exist yet, and ids of other pages in addresses.
    targets: frozenset[int] = frozenset()
    wishes: dict[str, str] = field(default_factory=dict)
    addresses: frozenset[str] = frozenset()


def draw(
    source: str, space: Space, lang: str, before: Sequence[Sequence[object]] = (), last_anchor: int = 0
) -> Drawn:
    """`lang` is the language of the text; `before` are the headings of the page until now, whose addresses stay."""
    document = documents.read(source)
    targets = document.targets
    found = linking.find(space, targets) if targets else {}
    headings, last = addressed(document.headings, before, last_anchor)
    names = linking.names_for(space, targets, found, lang)
    html = document.written(names, [anchor for _level, _text, anchor in headings])
    used = list(document.used)
    named = [found[each] for each in used if each in found]
    return Drawn(
        html,
        headings,
        last,
        frozenset(page.pk for page in named),
        linking.wishes(used, found),
        frozenset(_ADDRESS.findall(html)) - {page.public_id for page in named},
    )


def draw_in_words(source: str) -> str:
    """HTML of a text whose links are words alone: nothing is looked up, and no page is shown by its title of today."""
    return documents.read(source).written({}, [])


def addressed(
    headings: Sequence[Heading], before: Sequence[Sequence[object]], last: int
) -> tuple[list[Line], int]:
    """Each heading keeps its address, also with other words where its neighbours show which one it was."""
    old, new = [str(line[1]) for line in before], [heading.text for heading in headings]
    kept: dict[int, str] = {}
    at = to = 0
    for next_at, next_to in [*matched(old, new), (len(old), len(new))]:
        if next_at - at == next_to - to:
            kept |= {to + n: str(before[at + n][2]) for n in range(next_at - at)}
        if next_at < len(old) and next_to < len(new):
            kept[next_to] = str(before[next_at][2])
        at, to = next_at + 1, next_to + 1
    lines: list[Line] = []
    for number, heading in enumerate(headings):
        if number not in kept:
            last += 1
        lines.append((heading.level, heading.text[:200], kept.get(number, f"s{last}")))
    return lines, last
