"""Finding words: whole, by their beginning, and with one typing error; each word leads to a bit set of entries."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

SHORTEST_WITH_ERROR = 4
MOST_WORDS = 12
MOST_FEW = 32


class Table:
    """Words to the entries that have them: a few positions, or a bit set where they are many.

    Among ten thousand entries a bit set takes more than a kilobyte, and nearly every word is one entry's alone.
    """

    def __init__(self) -> None:
        self._few: dict[str, list[int]] = {}
        self._many: dict[str, int] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._few or word in self._many

    def __iter__(self) -> Iterator[str]:
        yield from self._few
        yield from (word for word in self._many if word not in self._few)

    def add(self, word: str, position: int) -> None:
        """Have the word lead to one more entry."""
        few = self._few.setdefault(word, [])
        few.append(position)
        if len(few) > MOST_FEW:
            del self._few[word]
            self.add_many(word, _bits(few))

    def add_many(self, word: str, bits: int) -> None:
        """Have the word lead to all entries of a bit set."""
        self._many[word] = self._many.get(word, 0) | bits

    def bits(self, found: Iterable[str]) -> int:
        """The entries that have any of these words."""
        bits = 0
        for word in found:
            bits |= self._many.get(word, 0)
            for position in self._few.get(word, ()):
                bits |= 1 << position
        return bits


def _bits(positions: Iterable[int]) -> int:
    bits = 0
    for position in positions:
        bits |= 1 << position
    return bits


class WordIndex:
    """Words of entries. Strong words (of names) are told apart from weak ones (of places, diseases)."""

    def __init__(self) -> None:
        self._strong, self._all = Table(), Table()

    def add(self, found: Iterable[str], position: int, *, strong: bool = False) -> None:
        """Have these words lead to an entry."""
        for word in found:
            self._all.add(word, position)
            if strong:
                self._strong.add(word, position)

    def add_many(self, found: Iterable[str], bits: int) -> None:
        """Have these words lead to all entries of a bit set."""
        for word in found:
            self._all.add_many(word, bits)

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
            found = self._all.bits(beginning)
            # A word that is known as it stands is no error: who asks for Iran is not shown Iraq.
            alike = 0 if word in self._all else self._all.bits(self._misspelt(word))
            whole &= self._strong.bits([word])
            named &= self._strong.bits(beginning)
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
