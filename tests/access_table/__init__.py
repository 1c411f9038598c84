"""The reviewed table of every address: for whom it is, and what each of the cast is answered.

The lines stand in the text files of this folder. Whoever adds an address adds its line, and thinks about each number:
302 leads to sign-in (or onwards), 404 is what one may not see, 405 a method that the address does not have, 422 bad
input, 409 not now.
"""

from dataclasses import dataclass
from pathlib import Path

from advocates.core.access import Audience

FOLDER = Path(__file__).parent
SECTIONS = ("site", "account", "office", "pages", "library")
CAST = ("visitor", "pending", "editor", "staff")
AUDIENCES = {
    **{mark.value: frozenset({mark}) for mark in Audience},
    "editors": frozenset({Audience.EDITOR, Audience.STAFF}),
    "office": frozenset({Audience.EDITOR, Audience.STAFF, Audience.MODERATOR, Audience.REVIEWER}),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One address. `get` and `post` are the statuses in the order of the cast."""

    name: str
    audiences: frozenset[Audience]
    get: tuple[str, ...]
    post: tuple[str, ...]
    address: str


@dataclass(frozen=True, slots=True)
class Closed:
    """An address of Wagtail that a view of ours answers in its place."""

    name: str
    instead: str
    address: str


def read(section: str) -> list[Line]:
    """The lines of one file."""
    lines = []
    for words in _words(section):
        name, audience, *statuses, address = words
        lines.append(Line(name, AUDIENCES[audience], tuple(statuses[:4]), tuple(statuses[4:]), address))
    return lines


def everything() -> list[Line]:
    """The lines of all files."""
    return [line for section in SECTIONS for line in read(section)]


def closed() -> list[Closed]:
    """What Wagtail offers and this site does not have."""
    return [Closed(*words) for words in _words("closed")]


def _words(section: str) -> list[list[str]]:
    text = (FOLDER / f"{section}.txt").read_text(encoding="utf-8")
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]
