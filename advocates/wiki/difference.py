"""What has changed between two texts, for people: paragraph by paragraph, then word by word, and what was moved.

Paragraphs are put side by side; a changed one beside what it has become. The work is bounded whatever comes.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from advocates.wiki.matching import matched
from advocates.wiki.paragraphs import canonical, key_of, kind_of, pieces


class Change(StrEnum):
    """What became of a paragraph. The two last are the two ends of a move."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED_AWAY = "moved-away"
    MOVED_HERE = "moved-here"


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a paragraph; `is_other` where the other text does not have it."""

    text: str
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph before and after. `kind` is what it is: heading, item, row, note, code, plain."""

    change: Change
    kind: str
    old: tuple[Words, ...] = ()
    new: tuple[Words, ...] = ()
    # Of a moved one: whether it went further down.
    is_down: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """All rows, and how many words came and went."""

    rows: list[Row] = field(default_factory=list)
    added: int = 0
    removed: int = 0
    moved: int = 0

    @property
    def is_empty(self) -> bool:
        return all(row.change is Change.SAME for row in self.rows)


# Letters of scripts without spaces are words of their own.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_SIGNS = (
    r"!-/:-@\[-`{-~\u00a1-\u00bf\u060c\u061b\u061f\u0964\u2010-\u2027\u2030-\u205e\u3001-\u3003\u3008-\u301f"
    r"\uff01-\uff0f"
)
_WORD = re.compile(rf"(?:[{_UNSPACED}]|[{_SIGNS}]|[^\s{_UNSPACED}{_SIGNS}]+)\s*|\s+")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_BULLET = re.compile(r"^([ \t]*)[-*+][ \t]+")
# A paragraph that has so much in common with another one is that one, changed.
ALIKE = 0.34
# So many pairs are looked at for likeness in one place; where there are more they go by their order.
MOST_PAIRS = 900
# What is shorter is not called moved: “Yes” stands in many places.
MOVED_LENGTH = 12


def words_of(text: str) -> list[str]:
    """The words of a text, each with the space after it; put together again they are the text."""
    return _WORD.findall(text)


def compare(old: str, new: str) -> Difference:
    """Both are whole texts."""
    before, after = ([key_of(each) for each in pieces(canonical(text))] for text in (old, new))
    rows: list[Row] = []
    moved = _moved(before, after, pairs := matched(before, after))
    at = to = 0
    for next_at, next_to in [*pairs, (len(before), len(after))]:
        if at < next_at or to < next_to:
            rows += _between(range(at, next_at), range(to, next_to), before, after, moved)
        if next_at < len(before):
            kind = kind_of(before[next_at])
            rows.append(Row(Change.SAME, kind, (Words(plainly(before[next_at], kind)),)))
        at, to = next_at + 1, next_to + 1
    return Difference(rows, *_counts(rows), moved=len(moved.old))


@dataclass(frozen=True, slots=True)
class Moved:
    """Where paragraphs went, and where from."""

    old: dict[int, int]
    new: dict[int, int]


def _moved(before: Sequence[str], after: Sequence[str], pairs: Sequence[tuple[int, int]]) -> Moved:
    """What stood once in one place, and stands once in another, and was not touched."""
    stays_old, stays_new = {at for at, _to in pairs}, {to for _at, to in pairs}
    gone = [at for at in range(len(before)) if at not in stays_old and len(before[at]) >= MOVED_LENGTH]
    come = [to for to in range(len(after)) if to not in stays_new]
    many_gone, many_come = Counter(before[at] for at in gone), Counter(after[to] for to in come)
    places = {after[to]: to for to in come if many_come[after[to]] == 1}
    old = {at: places[before[at]] for at in gone if many_gone[before[at]] == 1 and before[at] in places}
    return Moved(old, {to: at for at, to in old.items()})


def _between(
    olds: range, news: range, before: Sequence[str], after: Sequence[str], moved: Moved
) -> Iterator[Row]:
    """The rows of a stretch in which nothing stayed the same."""
    partners = _partners(
        [at for at in olds if at not in moved.old], [to for to in news if to not in moved.new], before, after
    )
    at, to = olds.start, news.start
    for new_at, old_at in [*partners.items(), (news.stop, olds.stop)]:
        yield from (
            _alone(n, before, moved.old, Change.REMOVED, Change.MOVED_AWAY) for n in range(at, old_at)
        )
        yield from (_alone(n, after, moved.new, Change.ADDED, Change.MOVED_HERE) for n in range(to, new_at))
        if new_at < news.stop:
            yield _changed(before[old_at], after[new_at])
        at, to = old_at + 1, new_at + 1


def _alone(at: int, text: Sequence[str], moved: dict[int, int], change: Change, move: Change) -> Row:
    """A paragraph that stands on one side only."""
    is_moved = at in moved
    words = (Words(plainly(text[at]), is_other=not is_moved),)
    is_down = is_moved and (moved[at] >= at if move is Change.MOVED_AWAY else moved[at] <= at)
    sides = {"old": words} if change is Change.REMOVED else {"new": words}
    return Row(move if is_moved else change, kind_of(text[at]), is_down=is_down, **sides)


def _partners(
    olds: list[int], news: list[int], before: Sequence[str], after: Sequence[str]
) -> dict[int, int]:
    """Which paragraph a new one was, by likeness and in order."""
    if len(olds) * len(news) > MOST_PAIRS:
        return {to: at for at, to in zip(olds, news, strict=False) if _alike(before[at], after[to]) >= ALIKE}
    found: dict[int, int] = {}
    left = olds
    for number, to in enumerate(news):
        # Those after it must find theirs, too: as many are kept for them as there can be.
        choice = (
            left[: max(1, len(left) - (len(news) - number - 1))] if len(left) >= len(news) - number else left
        )
        likeness = [(_alike(before[at], after[to]), -at) for at in choice]
        if likeness and max(likeness)[0] >= ALIKE:
            at = -max(likeness)[1]
            found[to] = at
            left = [each for each in left if each > at]
    return found


def _alike(one: str, other: str) -> float:
    """How much two paragraphs have in common: 0 to 1."""
    ones, others = (Counter(word.strip().casefold() for word in words_of(text)) for text in (one, other))
    both = ones.total() + others.total()
    return 2 * (ones & others).total() / both if both else 1.0


def plainly(piece: str, kind: str = "") -> str:
    """A paragraph without the signs that only say how it is drawn; `kind` is `kind_of` it, where that is known."""
    kind = kind or kind_of(piece)
    if kind == "code":
        return piece
    text = _STRONG.sub(r"\2", piece) if "**" in piece or "__" in piece else piece
    if kind == "heading":
        return text.strip().strip("#").strip() or piece
    if kind == "item":
        return _BULLET.sub("\\1• ", text)
    return " │ ".join(cell.strip() for cell in text.strip().strip("|").split("|")) if kind == "row" else text


def _changed(old: str, new: str) -> Row:
    plain = plainly(old), plainly(new)
    # Where only the signs have changed, they are what is shown.
    olds, news = map(words_of, (old, new) if plain[0] == plain[1] else plain)
    pairs = matched([word.rstrip() for word in olds], [word.rstrip() for word in news])
    stays_old, stays_new = {at for at, _to in pairs}, {to for _at, to in pairs}
    kind = kind_of(new)
    return Row(Change.CHANGED, kind, _stretches(olds, stays_old), _stretches(news, stays_new))


def _stretches(words: Sequence[str], stays: set[int]) -> tuple[Words, ...]:
    """Neighbouring words of one sort together; a space between two changed words is changed with them."""
    found: list[Words] = []
    for at, word in enumerate(words):
        is_other = at not in stays
        if found and found[-1].is_other is is_other:
            found[-1] = Words(found[-1].text + word, is_other)
        else:
            found.append(Words(word, is_other))
    return tuple(found)


def _counts(rows: Sequence[Row]) -> tuple[int, int]:
    """How many words were added and removed; signs are none."""
    came = went = 0
    for row in rows:
        if row.change in {Change.MOVED_HERE, Change.MOVED_AWAY}:
            continue
        went += sum(_count(part.text) for part in row.old if part.is_other)
        came += sum(_count(part.text) for part in row.new if part.is_other)
    return came, went


def _count(text: str) -> int:
    return sum(1 for word in words_of(text) if any(sign.isalnum() for sign in word))
