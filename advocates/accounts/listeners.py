"""Who wants to know when an account changes in a way that others see: upper apps register, the deed calls.

Each callback is a part of the deed's transaction.
"""

from collections.abc import Callable

from advocates.accounts.models import Closure, Person

Renamed = Callable[[Person, str], None]
InMemory = Callable[[Person | None, Closure], None]
_renamed: list[Renamed] = []
_died: list[InMemory] = []
_undone: list[InMemory] = []


def on_rename(callback: Renamed) -> None:
    """`callback(person, old name)` after a full name was changed."""
    if callback not in _renamed:
        _renamed.append(callback)


def on_memorial(callback: InMemory) -> None:
    """`callback(actor, closure)` after a person was marked as deceased."""
    if callback not in _died:
        _died.append(callback)


def on_memorial_undone(callback: InMemory) -> None:
    """`callback(actor, closure)` after that turned out to be wrong."""
    if callback not in _undone:
        _undone.append(callback)


def tell_renamed(person: Person, old: str) -> None:
    """Called by the deed."""
    for callback in _renamed:
        callback(person, old)


def tell_memorial(actor: Person | None, closure: Closure) -> None:
    """Called by the deed."""
    for callback in _died:
        callback(actor, closure)


def tell_memorial_undone(actor: Person | None, closure: Closure) -> None:
    """Called by the deed."""
    for callback in _undone:
        callback(actor, closure)
