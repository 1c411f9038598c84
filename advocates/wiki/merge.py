"""Two people have changed the same text: both changes in one, paragraph by paragraph.

What only one of them has changed is taken from them. Where both have changed the same paragraph in different ways
nobody is overruled: the conflict is given back with both texts, and the merged text holds the second one's words there,
unless it was chosen what is to stand.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advocates.wiki.matching import matched
from advocates.wiki.paragraphs import canonical, key_of, pieces, together

# Which text is to stand at a place that both have changed.
THEIRS, MINE, BOTH = "theirs", "mine", "both"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One place at which both have changed the same: as it was, as it stands now, as the second one has it."""

    base: str
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The text with both changes, and the places where that cannot be."""

    text: str
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """Pieces from `start` until `end` of the base (none: something is put in before) give way to `new`."""

    start: int
    end: int
    new: tuple[str, ...]
    is_mine: bool

    @property
    def keys(self) -> set[str]:
        return {key_of(piece) for piece in self.new}


def merge(base: str, theirs: str, mine: str, chosen: Sequence[str] = ()) -> Merged:
    """All three are whole texts; `theirs` was saved first. `chosen` is what is to stand at each conflict, in order."""
    base, theirs, mine = canonical(base), canonical(theirs), canonical(mine)
    if mine in (base, theirs):
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    ground = pieces(base)
    both = [*_edits(ground, pieces(theirs), is_mine=False), *_edits(ground, pieces(mine), is_mine=True)]
    kept: list[str] = []
    conflicts: list[Conflict] = []
    at = 0
    for group in _groups(sorted(both, key=lambda edit: (edit.start, edit.end, edit.is_mine))):
        start, end = min(edit.start for edit in group), max(edit.end for edit in group)
        kept += ground[at:start]
        at = end
        theirs_here, mine_here = (_side(ground, group, start, end, who) for who in (False, True))
        side = MINE if any(edit.is_mine for edit in group) else THEIRS
        if _is_disputed(group) and not _same(theirs_here, mine_here):
            side = chosen[len(conflicts)] if len(conflicts) < len(chosen) else MINE
            conflicts.append(Conflict(*map(together, (ground[start:end], theirs_here, mine_here))))
        kept += _chosen(side, theirs_here, mine_here)
    return Merged(together([*kept, *ground[at:]]), tuple(conflicts))


def _edits(ground: Sequence[str], text: Sequence[str], *, is_mine: bool) -> Iterator[Edit]:
    """What one side has done, in pieces as small as can be: as many for as many are single replacements."""
    ground_keys, text_keys = [key_of(each) for each in ground], [key_of(each) for each in text]
    at = to = 0
    for next_at, next_to in [*matched(ground_keys, text_keys), (len(ground), len(text))]:
        gone, come = next_at - at, next_to - to
        if gone == come:
            yield from (Edit(at + n, at + n + 1, (text[to + n],), is_mine) for n in range(gone))
        elif gone or come:
            yield Edit(at, next_at, tuple(text[to:next_to]), is_mine)
        at, to = next_at + 1, next_to + 1


def _groups(edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    """Edits that cannot be done one after the other stand together."""
    group: list[Edit] = []
    for edit in edits:
        if group and not any(_touch(each, edit) for each in group):
            yield group
            group = []
        group.append(edit)
    if group:
        yield group


def _touch(one: Edit, other: Edit) -> bool:
    """Whether two edits are about the same pieces, or put the same in at the same place."""
    if one.start < other.end and other.start < one.end:
        return True
    if one.is_mine == other.is_mine:
        return False
    is_inside = other.start < one.start < other.end or one.start < other.start < one.end
    is_beside = one.end >= other.start and other.end >= one.start
    return is_inside or (is_beside and not one.keys.isdisjoint(other.keys))


def _side(ground: Sequence[str], group: Sequence[Edit], start: int, end: int, is_mine: bool) -> list[str]:
    """How the pieces read with the edits of one side alone."""
    text: list[str] = []
    at = start
    for edit in group:
        if edit.is_mine is is_mine:
            text += [*ground[at : edit.start], *edit.new]
            at = edit.end
    return [*text, *ground[at:end]]


def _chosen(side: str, theirs: Sequence[str], mine: Sequence[str]) -> Sequence[str]:
    return [*theirs, *mine] if side == BOTH else theirs if side == THEIRS else mine


def _is_disputed(group: Sequence[Edit]) -> bool:
    return len({edit.is_mine for edit in group}) == 2


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    return [key_of(each) for each in one] == [key_of(each) for each in other]
