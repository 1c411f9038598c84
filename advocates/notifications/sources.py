"""What people can be told of: apps above register a source for each kind of thing in which something happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from advocates.core.viewer import Viewer

if TYPE_CHECKING:
    from advocates.notifications.models import Notice


@dataclass(frozen=True, slots=True)
class Piece:
    """A thing that happened, as its reader may know it at this moment."""

    notice: Notice
    title: str
    title_lang: str
    by: str
    organisation: str
    # What was written, as it was typed and as it is drawn.
    text: str
    html: str
    lang: str
    path: str
    at: datetime
    # Whether it was read, whatever became of the notice.
    is_read: bool = False
    # Mail says that there is something, and nothing more.
    is_silent: bool = True
    # An id without meaning of the shelf on which it stands, for the names of mailing lists.
    shelf: str = ""
    # Of something that was changed: what came and went, as text and as clean HTML. `text` says why, then.
    difference: str = ""
    difference_html: str = ""


Sentence = Callable[[Sequence[Piece]], str]


@dataclass(frozen=True, slots=True)
class Wording:
    """How mail about things of a source reads.

    `template` is the mail about one piece; `stop` are the words of the link that ends mail about one thing, empty for
    those of a conversation. `texts` puts into pieces what only mail shows, because it is dear to make.
    """

    template: str = "notifications/emails/news"
    stop: Any = ""
    texts: Callable[[Viewer, Sequence[Piece]], list[Piece]] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Things of one kind in which something happens.

    `sentences` says, by kind of notice, what stands in a list for pieces about one thing: in the reader's language,
    which is active. `pieces` leaves out what the viewer may not see. `standing` is a condition on a notice that holds
    as long as what it tells of is there. `stop` is called when somebody wants no more mail about one thing.
    """

    about: str
    sentences: Mapping[str, Sentence]
    pieces: Callable[[Viewer, Sequence[Notice]], list[Piece]]
    standing: Callable[[], Q]
    stop: Callable[[int, int], None]
    # The kind under which mail that answers is taken in; empty where none is.
    answered_as: str = ""
    wording: Wording = Wording()


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Called by apps when they are ready."""
    _sources[source.about] = source


def all_of_them() -> Iterable[Source]:
    """By name, so that a statement made of them is the same every time."""
    return [_sources[name] for name in sorted(_sources)]


def source_of(about: str) -> Source | None:
    """None for one that no app speaks for any more."""
    return _sources.get(about)


def pieces_of(viewer: Viewer, notices: Iterable[Notice]) -> list[Piece]:
    """What the viewer may know of these notices now, in their order; a bounded number of statements a source."""
    every = list(notices)
    found: dict[int, Piece] = {}
    for source in all_of_them():
        own = [notice for notice in every if notice.about == source.about]
        if own:
            found |= {piece.notice.pk: piece for piece in source.pieces(viewer, own)}
    return [found[notice.pk] for notice in every if notice.pk in found]


def with_texts(viewer: Viewer, pieces: Sequence[Piece]) -> list[Piece]:
    """The same pieces with what only mail shows."""
    found = {piece.notice.pk: piece for piece in pieces}
    for source in all_of_them():
        own = [piece for piece in pieces if piece.notice.about == source.about]
        if own and source.wording.texts is not None:
            found |= {piece.notice.pk: piece for piece in source.wording.texts(viewer, own)}
    return [found[piece.notice.pk] for piece in pieces]


@dataclass(frozen=True, slots=True)
class Line:
    """What stands in a list for pieces of one kind about one thing."""

    sentence: str
    path: str
    at: datetime
    is_unread: bool
    is_silent: bool
    pieces: tuple[Piece, ...]


def merged(pieces: Iterable[Piece]) -> list[Line]:
    """Pieces of a kind about one thing become one line, what was read apart from what was not; newest first."""
    groups: dict[tuple[str, str, int, bool], list[Piece]] = {}
    for piece in pieces:
        notice = piece.notice
        key = (notice.kind, notice.about, notice.about_id, notice.read_at is None)
        groups.setdefault(key, []).append(piece)
    lines = [line for key, group in groups.items() if (line := _line(key[0], key[3], group)) is not None]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _line(kind: str, is_unread: bool, group: list[Piece]) -> Line | None:
    in_order = sorted(group, key=lambda piece: (piece.notice.number, piece.notice.pk))
    source = _sources.get(in_order[0].notice.about)
    if source is None or kind not in source.sentences:
        return None
    return Line(
        sentence=source.sentences[kind](in_order),
        path=in_order[0].path,
        at=max(piece.at for piece in in_order),
        is_unread=is_unread,
        is_silent=any(piece.is_silent for piece in in_order),
        pieces=tuple(in_order),
    )
