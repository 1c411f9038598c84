"""What files can hang on, and what speaks of files in a library.

The app that owns a kind says which of its things a viewer may open at this moment, and how they are called.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from advocates.core.viewer import Viewer

# Takes a viewer, answers with the things of the kind that they may open now.
Reach = Callable[[Viewer], QuerySet[Any]]
# Answers with all things of the kind that there are.
Existing = Callable[[], QuerySet[Any]]
_kinds: dict[str, Reach] = {}
_existing: dict[str, Existing] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """A thing that speaks of a file or holds one, as a viewer may see it; `target` is its id in the app."""

    target: int
    title: str
    lang: str
    url: str


# Takes a viewer and ids; answers once for each, the newest first, and leaves out what the viewer may not see.
Speaker = Callable[[Viewer, Sequence[int]], Iterable[Place]]
_speakers: dict[str, Speaker] = {}


def register(kind: str, reach: Reach, existing: Existing) -> None:
    """Called by apps when they are ready. What hung on a thing that exists no more is deleted by the sweep."""
    _kinds[kind] = reach
    _existing[kind] = existing


def existing() -> Mapping[str, Existing]:
    return _existing


def kinds() -> Mapping[str, Reach]:
    return _kinds


def register_speaker(kind: str, speaker: Speaker) -> None:
    """Called by apps whose things speak of files in a library (`library.actions.note_uses`)."""
    _speakers[kind] = speaker


def speakers() -> Mapping[str, Speaker]:
    return _speakers
