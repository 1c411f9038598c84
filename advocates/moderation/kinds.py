"""What can be reported and hidden. Upper apps register their things; this app knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString

from advocates.core.viewer import Viewer
from advocates.spaces.models import Space


@dataclass(frozen=True, slots=True)
class Target:
    """One thing as a case speaks of it. `html` is clean; `url` is where it stands."""

    kind: str
    id: str
    space: Space
    author_id: int | None
    organisation_id: int | None
    byline: str
    title: str
    html: SafeString
    lang: str
    url: str
    is_hidden: bool = False


Deed = Callable[[str], None]
Address = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing.

    `fetch(viewer, id)` gives what the viewer may read. `describe(id)` gives it also when it is hidden, and is asked
    only for those who may see the case; None where it is gone. `hide(id)` and `restore(id)` are part of the
    transaction of the decision and may be called again. `link(id)` is an address, built without asking a table.
    """

    name: str
    label: Any
    link: Address
    fetch: Callable[[Viewer, str], Target | None]
    describe: Callable[[str], Target | None]
    hide: Deed
    restore: Deed


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Called by apps when they are ready; the name stands in addresses."""
    _kinds[kind.name] = kind


def kind_of(name: str) -> Kind | None:
    return _kinds.get(name)


def fetch(viewer: Viewer, name: str, id: str) -> Target | None:
    """A thing that the viewer may read; None for any other, and for a kind that nobody registered."""
    kind = kind_of(name)
    return kind.fetch(viewer, id) if kind else None


def describe(viewer: Viewer, name: str, id: str) -> Target | None:
    """A thing whether it is hidden or not, for those who may see its case; without the way to a place that is closed
    to them."""
    kind = kind_of(name)
    found = kind.describe(id) if kind else None
    if found is not None and found.space.pk not in viewer.spaces:
        return replace(found, url="")
    return found
