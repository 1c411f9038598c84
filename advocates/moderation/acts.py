"""Acts of moderators that can be taken back. Upper apps register theirs by the kind of stream entry."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from advocates.accounts.models import Person
from advocates.core.models import StreamEntry


@dataclass(frozen=True, slots=True)
class Act:
    """A kind of entry, how it reads, and what takes one back: False where the thing is in another state by now.

    `undo(entry, actor)` is part of one transaction with all the others and may be called again. An act that no
    program can take back has None: it is listed for a person.
    """

    kind: str
    label: Any
    undo: Callable[[StreamEntry, Person], bool] | None


_acts: dict[str, Act] = {}


def register(act: Act) -> None:
    """Called by apps when they are ready."""
    _acts[act.kind] = act


def kinds() -> list[str]:
    return sorted(_acts)


def act_of(entry: StreamEntry) -> Act:
    return _acts[entry.kind]
