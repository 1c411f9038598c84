"""Which parts of two rows of things are the same, in the same order. What is rare is matched first.

The work is bounded whatever comes: where two long stretches have nothing rare in common, they count as different.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

Pairs = list[tuple[int, int]]
# Cells of the tables that are filled for stretches without rare things, of one comparison.
MOST_CELLS = 300_000


class Matching:
    """One comparison, with what it may still spend."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self.old, self.new, self.cells = old, new, MOST_CELLS

    def pairs(self) -> Pairs:
        """The places that belong together, rising on both sides."""
        found: Pairs = []
        open_ones = [(0, len(self.old), 0, len(self.new))]
        while open_ones:
            old_start, old_end, new_start, new_end = self._trim(found, *open_ones.pop())
            if old_start >= old_end or new_start >= new_end:
                continue
            anchors = self._anchors(old_start, old_end, new_start, new_end)
            if not anchors:
                found += self._table(old_start, old_end, new_start, new_end)
                continue
            found += anchors
            for old_at, new_at in anchors:
                open_ones.append((old_start, old_at, new_start, new_at))
                old_start, new_start = old_at + 1, new_at + 1
            open_ones.append((old_start, old_end, new_start, new_end))
        return sorted(found)

    def _trim(
        self, found: Pairs, old_start: int, old_end: int, new_start: int, new_end: int
    ) -> tuple[int, int, int, int]:
        old, new = self.old, self.new
        while old_start < old_end and new_start < new_end and old[old_start] == new[new_start]:
            found.append((old_start, new_start))
            old_start, new_start = old_start + 1, new_start + 1
        while old_start < old_end and new_start < new_end and old[old_end - 1] == new[new_end - 1]:
            old_end, new_end = old_end - 1, new_end - 1
            found.append((old_end, new_end))
        return old_start, old_end, new_start, new_end

    def _anchors(self, old_start: int, old_end: int, new_start: int, new_end: int) -> Pairs:
        """What stands exactly once on each side, in the longest row that rises on both."""
        once_old, once_new = Counter(self.old[old_start:old_end]), Counter(self.new[new_start:new_end])
        places = {self.new[at]: at for at in range(new_start, new_end) if once_new[self.new[at]] == 1}
        both = [
            (at, places[self.old[at]])
            for at in range(old_start, old_end)
            if once_old[self.old[at]] == 1 and self.old[at] in places
        ]
        return rising(both)

    def _table(self, old_start: int, old_end: int, new_start: int, new_end: int) -> Pairs:
        """The longest common row by a table; nothing where that would cost too much."""
        height, width = old_end - old_start, new_end - new_start
        if height * width > self.cells:
            return []
        self.cells -= height * width
        old, new = self.old[old_start:old_end], self.new[new_start:new_end]
        rows = [[0] * (width + 1) for _ in range(height + 1)]
        for at in range(height - 1, -1, -1):
            row, below, thing = rows[at], rows[at + 1], old[at]
            for to in range(width - 1, -1, -1):
                row[to] = below[to + 1] + 1 if thing == new[to] else max(below[to], row[to + 1])
        found, at, to = [], 0, 0
        while at < height and to < width:
            if old[at] == new[to]:
                found.append((old_start + at, new_start + to))
                at, to = at + 1, to + 1
            elif rows[at + 1][to] >= rows[at][to + 1]:
                at += 1
            else:
                to += 1
        return found


def rising(both: Pairs) -> Pairs:
    """The longest part of pairs (which rise on the first side) that rises on the second too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_at, to) in enumerate(both):
        place = bisect_left(ends, to)
        before.append(last[place - 1] if place else -1)
        ends[place : place + 1], last[place : place + 1] = [to], [number]
    chain, number = [], last[-1] if last else -1
    while number >= 0:
        chain.append(both[number])
        number = before[number]
    return chain[::-1]


def matched(old: Sequence[str], new: Sequence[str]) -> Pairs:
    """The places of what stayed the same, rising on both sides."""
    return Matching(old, new).pairs()
