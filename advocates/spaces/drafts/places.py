"""Where a draft belongs. Apps register their kinds; whether a place is open is asked anew each time."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from advocates.core.viewer import Viewer
from advocates.spaces.models import Space


@dataclass(frozen=True, slots=True)
class Place:
    """A form that is open to the viewer now: in which space, what it is called, and the address of the form.

    `others` notes that the viewer is writing there, and says who else is: names, each with a sentence.
    """

    space: Space
    label: str
    url: str
    lang: str = ""
    may_write: bool = True
    others: Callable[[], Sequence[tuple[str, str]]] = list


# Takes ids of a kind and answers for those that the viewer may open.
Finder = Callable[[Viewer, Sequence[str]], Mapping[str, Place]]
_finders: dict[str, Finder] = {}
_extras: dict[str, tuple[str, ...]] = {}
_in_pieces: set[str] = set()


def register(kind: str, finder: Finder, *, extras: tuple[str, ...] = (), is_in_pieces: bool = False) -> None:
    """Called by apps when they are ready; the key of a draft is then `kind:id`.

    `extras` are further fields of the form that a draft keeps, beside title, text, language and files. A form
    `is_in_pieces` whose text stands in many fields (`drafts.pieces`).
    """
    _finders[kind], _extras[kind] = finder, extras
    if is_in_pieces:
        _in_pieces.add(kind)


def in_pieces() -> Collection[str]:
    """The kinds whose forms have many fields for one text."""
    return _in_pieces


def extras(key: str) -> tuple[str, ...]:
    """Further fields of the form to which a draft belongs."""
    return _extras.get(key.partition(":")[0], ())


def is_key(key: str) -> bool:
    """Whether this may be the key of a draft; it says nothing about whether the place exists."""
    kind, _colon, place = key.partition(":")
    return kind in _finders and 0 < len(place) <= 40 and place.isascii() and place.isalnum()


def find(viewer: Viewer, keys: Iterable[str]) -> dict[str, Place]:
    """The places that are open to the viewer, by key; one question for each kind."""
    by_kind: dict[str, list[str]] = {}
    for key in keys:
        kind, _colon, place = key.partition(":")
        if kind in _finders:
            by_kind.setdefault(kind, []).append(place)
    return {
        f"{kind}:{place}": found
        for kind, ids in by_kind.items()
        for place, found in _finders[kind](viewer, ids).items()
    }
