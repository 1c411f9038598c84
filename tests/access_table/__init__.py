"""The reviewed table of every address: for whom it is, and what each of the cast is answered.

The lines stand in the text files of this folder. Whoever adds an address adds its line, and thinks about each number:
302 leads to sign-in (or onwards), 404 is what one may not see, 403 what one sees and may not do, 405 a method that
the address does not have, 422 bad input, 409 not now.

A line: URL name | audience | GET | a POST that sends nothing | address. The eight statuses of each method stand in the
order of `CAST`: first who is outside (`visitor pending former`), then who has a mandate (`member other_member
moderator`), then who works for the site (`editor staff`). What belongs to an organisation in the scene belongs to the
`member`'s, so the fourth number says what one's own answers, the fifth what another organisation's does. An address
that names such a thing has a second line with `{nobody}`, the id of nothing; the fifth number is the same in both.
"""

from dataclasses import dataclass
from pathlib import Path

from advocates.core.access import Audience

FOLDER = Path(__file__).parent
SECTIONS = (
    "site",
    "account",
    "members",
    "across",
    "forum",
    "wiki",
    "watching",
    "drafts",
    "libraries",
    "moderation",
    "office",
    "pages",
    "library",
    "wiki_carrying",
    "comments",
    "knowledge",
    "newsletters",
    "taken_in",
    "content",
)
CAST = ("visitor", "pending", "former", "member", "other_member", "moderator", "editor", "staff")
AUDIENCES = {
    **{mark.value: frozenset({mark}) for mark in Audience},
    "moderators": frozenset({Audience.MODERATOR, Audience.STAFF}),
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
        get, post = tuple(statuses[: len(CAST)]), tuple(statuses[len(CAST) :])
        lines.append(Line(name, AUDIENCES[audience], get, post, address))
    return lines


def everything() -> list[Line]:
    """The lines of all files."""
    return [line for section in SECTIONS for line in read(section)]


def closed() -> list[Closed]:
    """What Wagtail offers and this site does not have."""
    return [Closed(*words) for words in _words("closed")]


def _words(section: str) -> list[list[str]]:
    text = (FOLDER / f"{section}.txt").read_text(encoding="utf-8")
    rows = [line.replace("|", " ") for line in text.splitlines() if line and not line.startswith("#")]
    return [row.split() for row in rows]
