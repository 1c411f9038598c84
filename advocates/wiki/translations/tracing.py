"""From which paragraph of which page each paragraph was made, and where both have gone since: nothing but text."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from advocates.wiki.matching import matched
from advocates.wiki.paragraphs import canonical, key_of, pieces, together

# Between two stretches that differ in length, so many pairs are looked at for likeness.
MOST_PAIRS = 900
ALIKE = 0.3


def digest_of(piece: str) -> str:
    """What a paragraph is known by."""
    return hashlib.sha256(key_of(piece).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Origin:
    """A paragraph, by its hash, was made from that one of a revision of another page."""

    own: str
    page: int
    number: int
    source: str

    def stored(self) -> list[str | int]:
        return [self.own, self.page, self.number, self.source]


def read(rows: Iterable[Sequence[object]]) -> list[Origin]:
    """Origins as they are stored."""
    return [
        Origin(str(own), int(str(page)), int(str(number)), str(source)) for own, page, number, source in rows
    ]


def followed(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Where each paragraph of a text stands in a later one, also with other words or in another place."""
    old_keys, new_keys = [key_of(each) for each in old], [key_of(each) for each in new]
    places: dict[int, int] = {}
    gaps, at, to = [], 0, 0
    for next_at, next_to in [*matched(old_keys, new_keys), (len(old), len(new))]:
        gaps.append((range(at, next_at), range(to, next_to)))
        if next_at < len(old):
            places[next_at] = next_to
        at, to = next_at + 1, next_to + 1
    taken = set(places.values())
    moved: dict[str, list[int]] = {}
    for number in reversed(range(len(new_keys))):
        if number not in taken:
            moved.setdefault(new_keys[number], []).append(number)
    for number, key in enumerate(old_keys):
        if number not in places and moved.get(key):
            places[number] = moved[key].pop()
            taken.add(places[number])
    for before, after in gaps:
        left = [number for number in before if number not in places]
        free = [number for number in after if number not in taken]
        places |= _paired(left, free, old_keys, new_keys)
    return places


def _paired(left: list[int], free: list[int], old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """As many for as many are the same ones, changed; else the likest, in their order."""
    if len(left) == len(free):
        return dict(zip(left, free, strict=True))
    if len(left) * len(free) > MOST_PAIRS:
        return {}
    found: dict[int, int] = {}
    start = 0
    for number in left:
        likes = [(_likeness(old[number], new[other]), -at) for at, other in enumerate(free[start:])]
        best, place = max(likes, default=(0.0, 0))
        if best >= ALIKE:
            found[number] = free[start - place]
            start += 1 - place
    return found


def _likeness(one: str, other: str) -> float:
    words, others = set(one.split()), set(other.split())
    return len(words & others) / (len(words | others) or 1)


def carried(origins: Sequence[Origin], text_then: str, text_now: str) -> list[Origin | None]:
    """The origins of the paragraphs of a text, carried over from those of an earlier one."""
    then, now = pieces(text_then), pieces(text_now)
    places = followed(then, now)
    found: list[Origin | None] = [None] * len(now)
    for number, origin in enumerate(placed(origins, then)):
        if origin is not None and number in places:
            found[places[number]] = origin
    return found


def placed(origins: Iterable[Origin], parts: Sequence[str]) -> list[Origin | None]:
    """The origin of each paragraph; where several are the same, each has its own, in their order."""
    waiting: dict[str, list[Origin]] = {}
    for origin in origins:
        waiting.setdefault(origin.own, []).append(origin)
    found: list[Origin | None] = []
    for part in parts:
        mine = waiting.get(digest_of(part))
        found.append(mine.pop(0) if mine else None)
    return found


@dataclass(frozen=True, slots=True)
class Side:
    """A page as one of two that are compared: its text, and of which paragraphs of the other one it was made."""

    page: int
    text: str
    origins: Sequence[Origin | None] = ()
    # Its texts at the revisions that the other one's origins name.
    then: Mapping[int, str] = field(default_factory=dict)


def meeting(own: Side, source: Side) -> list[int | None]:
    """For each paragraph of `own` the number of the paragraph of `source` that says the same, if one does."""
    now = pieces(source.text)
    ways = {
        number: (_first_places(then := pieces(text)), followed(then, now))
        for number, text in source.then.items()
    }
    back = {
        origin.source: at for at, origin in enumerate(source.origins) if origin and origin.page == own.page
    }
    origins = list(own.origins) or [None] * len(pieces(own.text))
    found: list[int | None] = []
    for part, origin in zip(pieces(own.text), origins, strict=True):
        place = None
        if origin is not None and origin.page == source.page and origin.number in ways:
            places, way = ways[origin.number]
            place = way.get(places.get(origin.source, -1))
        found.append(back.get(digest_of(part)) if place is None else place)
    return found


def _first_places(parts: Sequence[str]) -> dict[str, int]:
    return {digest_of(part): number for number, part in reversed(list(enumerate(parts)))}


class State(StrEnum):
    """How a paragraph stands to what it was made from."""

    FRESH = "fresh"
    # The source has changed since.
    OLDER = "older"
    # The source has it, the translation not yet.
    NEW = "new"
    # The source has it no more.
    GONE = "gone"
    # It never stood in the source.
    ALONE = "alone"


@dataclass(slots=True)
class Row:
    """A paragraph of the source beside its translation; `was` is the source from which that was made, if another."""

    state: State
    source: str = ""
    own: str = ""
    was: str = ""
    # The empty lines before it.
    gap: int = 1
    origins: list[Origin] = field(default_factory=list)


def rows(own: Side, source: Side) -> list[Row]:
    """Both texts side by side, in the order of the source."""
    there = [Row(State.NEW, key_of(each), gap=_gap(each)) for each in pieces(source.text)]
    extra: dict[int, list[Row]] = {}
    origins = list(own.origins) or [None] * len(pieces(own.text))
    last = -1
    for part, place, origin in zip(pieces(own.text), meeting(own, source), origins, strict=True):
        is_from = origin is not None and origin.page == source.page
        if place is None:
            state = State.GONE if is_from else State.ALONE
            was = _text_of(source, origin) if origin and is_from else ""
            row = Row(state, own=key_of(part), was=was, gap=_gap(part), origins=[origin] if origin else [])
            extra.setdefault(last, []).append(row)
            continue
        last = place
        row = there[place]
        row.own = together([row.own, part]) if row.own else key_of(part)
        row.origins += [origin] if origin else []
        if is_older(origin, part, source, place):
            row.state, row.was = State.OLDER, _text_of(source, origin)
        elif row.state is State.NEW:
            row.state = State.FRESH
    found = list(extra.get(-1, []))
    for number, row in enumerate(there):
        found += [row, *extra.get(number, [])]
    return found


def is_older(origin: Origin | None, part: str, source: Side, place: int) -> bool:
    """Whether the source says something else by now; not where the source was since made from this very paragraph."""
    if origin is None or origin.page != source.page:
        return False
    if digest_of(pieces(source.text)[place]) == origin.source:
        return False
    back = source.origins[place] if place < len(source.origins) else None
    return back is None or back.source != digest_of(part)


def _gap(piece: str) -> int:
    return len(piece) - len(piece.lstrip("\n"))


def _text_of(source: Side, origin: Origin | None) -> str:
    if origin is None:
        return ""
    then = pieces(source.then.get(origin.number, ""))
    return next((key_of(each) for each in then if digest_of(each) == origin.source), "")


def composed(found: Sequence[Row], texts: Sequence[str]) -> str:
    """The translation, from what was written beside each row."""
    parts = [
        "\n" * row.gap + canonical(text) for row, text in zip(found, texts, strict=True) if canonical(text)
    ]
    return canonical(together(parts))


def origins_of(
    found: Sequence[Row], texts: Sequence[str], kept: set[int], source: Side, number: int
) -> list[Origin]:
    """From what each paragraph of the translation was made; one that nobody has touched stays as old as it was."""
    made: list[Origin] = []
    for at, (row, text) in enumerate(zip(found, texts, strict=True)):
        parts = pieces(canonical(text))
        is_left = row.state is State.OLDER and canonical(text) == canonical(row.own) and at not in kept
        if not row.source or is_left:
            made += [each for each in row.origins if each.own in {digest_of(part) for part in parts}]
        else:
            made += [Origin(digest_of(part), source.page, number, digest_of(row.source)) for part in parts]
    return made
