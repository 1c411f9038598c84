"""Finding words: whole, by their beginning, and with one typing error; each word leads to a bit set of entries."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

SHORTEST_WITH_ERROR = 4
MOST_WORDS = 12


class WordIndex:
    """Words of entries. Strong words (of names) are told apart from weak ones (of places, diseases)."""

    def __init__(self) -> None:
        self._strong: dict[str, int] = defaultdict(int)
        self._all: dict[str, int] = defaultdict(int)

    def add(self, found: Iterable[str], bits: int, *, strong: bool = False) -> None:
        """Have these words lead to these entries."""
        for word in found:
            self._all[word] |= bits
            if strong:
                self._strong[word] |= bits

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._all)

    @cached_property
    def _shortened(self) -> dict[str, list[str]]:
        """Every word with one letter left out, to the words it came from: one error is then one look-up."""
        shortened: dict[str, list[str]] = defaultdict(list)
        for word in self._all:
            if len(word) >= SHORTEST_WITH_ERROR:
                for short in {word, *_without_one(word)}:
                    shortened[short].append(word)
        return shortened

    def find(self, asked: list[str]) -> tuple[int, ...]:
        """Bit sets of the entries that have all words, surest first: in names, anywhere, with a typing error."""
        if not asked:
            return (0,)
        whole = named = anywhere = near = wide = -1
        for word in asked[:MOST_WORDS]:
            beginning = list(self._beginning_with(word))
            found = _any(self._all, beginning)
            # A word that is known as it stands is no error: who asks for Iran is not shown Iraq.
            alike = 0 if word in self._all else _any(self._all, self._misspelt(word))
            whole &= self._strong.get(word, 0)
            named &= _any(self._strong, beginning)
            anywhere &= found
            near &= found or alike
            wide &= found | alike
        # The error may be the beginning of another word; that counts only where nothing else was found.
        return whole, named, anywhere, near or wide

    def _beginning_with(self, start: str) -> Iterator[str]:
        at = bisect_left(self._sorted, start)
        while at < len(self._sorted) and self._sorted[at].startswith(start):
            yield self._sorted[at]
            at += 1

    def _misspelt(self, word: str) -> set[str]:
        if len(word) < SHORTEST_WITH_ERROR:
            return set()
        near = {known for short in (word, *_without_one(word)) for known in self._shortened.get(short, ())}
        return {known for known in near if one_error_apart(word, known)}


def _any(table: dict[str, int], found: Iterable[str]) -> int:
    bits = 0
    for word in found:
        bits |= table.get(word, 0)
    return bits


def _without_one(word: str) -> Iterator[str]:
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def one_error_apart(one: str, other: str) -> bool:
    """Whether one letter too many, too few, another one, or two exchanged neighbours make one of the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, other_rest = one[start:], other[start:]
    return (
        rest[1:] == other_rest
        or rest == other_rest[1:]
        or rest[1:] == other_rest[1:]
        or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])
    )
