"""What an answer by mail becomes: apps above register it for each kind of thing that can be answered."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from advocates.accounts.models import Person
from advocates.core.viewer import Viewer
from advocates.notifications.inbound.reading import Enclosed


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody sent. `sending` is the same for the same mail: a handler that is called twice posts once."""

    title: str
    text: str
    lang: str
    sending: str
    # What the handler's `take` made of the files that came with it.
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a mail stands now."""

    url: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Files of a mail that wait to be posted with it, by their ids, and how many could not be taken."""

    ids: tuple[str, ...] = ()
    left_out: int = 0


class CannotPost(Exception):
    """A handler says no, with a key of `reasons` that is sent to whoever wrote."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Handler:
    """Of one kind of thing.

    `post` is called in a transaction, asks for every right at that moment, and raises `CannotPost`. `judged_by` says
    of which of these things somebody may read a mail that is held, in as many statements for many as for one; where
    nobody may, its author alone decides. `take` takes in the files before that transaction, since reading them takes
    long; those that are not posted are swept like all that wait in vain.
    """

    post: Callable[[Person, int, Answer], Posted]
    judged_by: Callable[[Viewer, Collection[int]], set[int]] = lambda _viewer, _target_ids: set()
    take: Callable[[Person, int, Sequence[Enclosed]], Taken] = lambda _person, _target_id, files: Taken(
        left_out=len(files)
    )


_handlers: dict[str, Handler] = {}


def register(kind: str, handler: Handler) -> None:
    """Called by apps when they are ready."""
    _handlers[kind] = handler


def of(kind: str) -> Handler:
    """Raises `CannotPost` for a kind that no app takes any more."""
    if kind not in _handlers:
        raise CannotPost("gone")
    return _handlers[kind]


def take(kind: str, person: Person, target_id: int, files: Sequence[Enclosed]) -> Taken:
    """The files of a mail that is about to be posted; not within a transaction."""
    if not files:
        return Taken()
    try:
        return of(kind).take(person, target_id, files)
    except CannotPost:
        return Taken(left_out=len(files))
