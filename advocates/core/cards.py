"""What a member's first page shows: apps register what waits for somebody, and cards beside it.

Each source is asked once a page with the viewer, answers with both as they come, and asks a bounded number of
questions, each of them `written_once`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from advocates.core.moments import Moment, moment_of
from advocates.core.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that needs an answer: what, one line about it, where, the words of its button, and since when.

    Where one line stands for several, it waits since the first of them; what has no beginning (a choice that nobody
    has made yet) has no `since`.
    """

    title: str
    text: str
    url: str
    label: str
    is_urgent: bool = False
    since: datetime | None = None

    @property
    def moment(self) -> Moment | None:
        """Since when it waits, in the reader's zone and language."""
        return None if self.since is None else moment_of(self.since)


@dataclass(frozen=True, slots=True)
class Card:
    """A card of the side column: a template and what it shows."""

    template: str
    context: Mapping[str, Any]


Source = Callable[[Viewer], Iterable[Waiting | Card]]
_sources: list[tuple[int, Source]] = []
# Those with cards say where these stand; of what waits only the urgent stands before the rest.
_WITHOUT_CARDS = 100


def register_waiting(source: Callable[[Viewer], Iterable[Waiting]]) -> None:
    """Called by apps when they are ready."""
    register_cards(source, order=_WITHOUT_CARDS)


def register_cards(source: Source, *, order: int = 50) -> None:
    """Called by apps when they are ready; the lowest order stands on top."""
    if (order, source) not in _sources:
        _sources.append((order, source))
        _sources.sort(key=lambda pair: pair[0])


def all_for(viewer: Viewer) -> tuple[list[Waiting], list[Card]]:
    """Everything that waits for this viewer, urgent and then longest first, and the cards of the side column."""
    found = [thing for _order, source in _sources for thing in source(viewer)]
    waiting = [thing for thing in found if isinstance(thing, Waiting)]
    waiting.sort(key=lambda thing: (not thing.is_urgent, thing.since is None, thing.since))
    return waiting, [thing for thing in found if isinstance(thing, Card)]
