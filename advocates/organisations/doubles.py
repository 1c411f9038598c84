"""Entries that are probably one and the same group: the same website, nearly the same name, the same short name.

Nothing here decides; whoever looks at both does.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from advocates.core.folding import fold

Thing = TypeVar("Thing")
# Of all pieces of three letters of two names so many are in both.
SIMILAR = 0.6
MOST_FOUND = 3
# Who lives at such a host has it in common with everybody else there; the path tells them apart.
SHARED_HOSTS = frozenset(
    {
        "facebook.com",
        "m.facebook.com",
        "fb.com",
        "instagram.com",
        "linkedin.com",
        "twitter.com",
        "x.com",
        "youtube.com",
        "vk.com",
        "t.me",
        "wa.me",
        "linktr.ee",
        "sites.google.com",
        "groups.google.com",
        "wordpress.com",
        "blogspot.com",
        "wixsite.com",
        "weebly.com",
        "github.io",
    }  # fmt: skip
)
_WORD = re.compile(r"[^\W_]+")
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]{2,}\b")
# More than so many at one host are guests of it, not one group.
_CROWD = 5
# Where hundreds have nearly one name, looking at more of them would tell nobody anything.
_ENOUGH = 50


@dataclass(frozen=True, slots=True)
class Looks:
    """What is compared of a group."""

    names: tuple[str, ...]
    country: str
    website: str
    acronym: str = ""


@dataclass(frozen=True, slots=True)
class Similar(Generic[Thing]):
    """Something that is probably the same, and why: `website`, `name`, `acronym`."""

    thing: Thing
    reasons: tuple[str, ...]


class Finder(Generic[Thing]):
    """Finds what looks alike among the things it was shown; `names` are all names that it will ever see."""

    def __init__(self, names: Iterable[str], ordinary: Iterable[str] = ()) -> None:
        self._frequency = Counter(piece for name in names for piece in pieces(name))
        # Words in capitals that are no group's short name, such as those of diseases.
        self._ordinary = frozenset(ordinary)
        self._looks: list[tuple[Thing, Looks]] = []
        self._names: list[list[frozenset[str]]] = []
        self._by_site: dict[str, list[int]] = defaultdict(list)
        self._by_piece: dict[str, list[int]] = defaultdict(list)
        self._by_acronym: dict[tuple[str, str], list[int]] = defaultdict(list)

    def add(self, thing: Thing, looks: Looks) -> None:
        """Remember a thing; what comes later may be found to be like it."""
        number = len(self._looks)
        self._looks.append((thing, looks))
        self._names.append([pieces(name) for name in looks.names])
        if place := site_of(looks.website):
            self._by_site[place].append(number)
        for name in self._names[number]:
            for piece in self._telling(name):
                self._by_piece[piece].append(number)
        for acronym in self._acronyms(looks):
            self._by_acronym[acronym, looks.country].append(number)

    def find(self, looks: Looks) -> list[Similar[Thing]]:
        """The few things that look most alike, with the reasons; the surest first."""
        reasons: dict[int, list[str]] = defaultdict(list)
        neighbours = self._by_site.get(site_of(looks.website), []) if looks.website else []
        for number in neighbours if len(neighbours) <= _CROWD else ():
            reasons[number].append("website")
        for number in self._with_similar_name(looks):
            reasons[number].append("name")
        for acronym in self._acronyms(looks):
            for number in self._by_acronym.get((acronym, looks.country), ()):
                reasons[number].append("acronym")
        surest = sorted(reasons, key=lambda number: (-len(reasons[number]), number))
        return [
            Similar(self._looks[number][0], tuple(dict.fromkeys(reasons[number])))
            for number in surest[:MOST_FOUND]
        ]

    def _with_similar_name(self, looks: Looks) -> Iterable[int]:
        """Names that are as similar as that share at least one of their rarest pieces, so only those are compared."""
        own = [pieces(name) for name in looks.names]
        telling = (self._by_piece.get(piece, ()) for name in own for piece in self._telling(name))
        shared = Counter(number for numbers in telling for number in numbers[-_ENOUGH:])
        for number, _times in shared.most_common(_ENOUGH):
            other = self._looks[number][1].country
            is_near = not other or not looks.country or other == looks.country
            if is_near and any(alike(mine, name) for mine in own for name in self._names[number]):
                yield number

    def _telling(self, parts: frozenset[str]) -> list[str]:
        rarest = sorted(parts, key=lambda piece: (self._frequency[piece], piece))
        return rarest[: len(parts) - math.ceil(SIMILAR * len(parts)) + 1]

    def _acronyms(self, looks: Looks) -> set[str]:
        found = {fold(word) for name in looks.names for word in _CAPITALS.findall(name)}
        if looks.acronym:
            found.add(fold(looks.acronym))
        return found - self._ordinary


def site_of(address: str) -> str:
    """The host without www, and what comes after it where many share one host."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    shared = host in SHARED_HOSTS or host.partition(".")[2] in SHARED_HOSTS
    return f"{host}{parts.path.rstrip('/').lower()}" if shared else host


def pieces(name: str) -> frozenset[str]:
    """All runs of three letters of a folded name, its words set apart by one space; short names are one piece."""
    words = " ".join(_WORD.findall(fold(name)))
    text = f" {words} "
    return frozenset(text[at : at + 3] for at in range(max(1, len(text) - 2)))


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names have most of their pieces in common."""
    common = len(one & other)
    return common >= SIMILAR * (len(one) + len(other) - common)
