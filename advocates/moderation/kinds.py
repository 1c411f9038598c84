"""What can be reported and hidden. Upper apps register their things; this app knows none of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
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
    # Whether the title is part of what it is about, and not of what it stands in.
    has_own_title: bool = False


@dataclass(frozen=True, slots=True)
class Hanging:
    """A file that hangs on a thing, as a case lists it."""

    id: str
    name: str
    size: int


Deed = Callable[[str], None]
Files = Callable[[str], Sequence[Hanging]]
# Takes the request, the id of the thing and that of the file; None where there is no such file on it.
OpenFile = Callable[[HttpRequest, str, str], HttpResponse | None]
Address = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing.

    `fetch(viewer, id)` gives what the viewer may read. `describe(id)` gives it also when it is hidden, and is asked
    only for those who may see the case; None where it is gone. `hide(id)` and `restore(id)` are part of the
    transaction of the decision and may be called again. `link(id)` is an address, built without asking a table.
    `files(id)` and `open_file(request, id, file)` are asked, like `describe`, only for those who may see the case.
    """

    name: str
    label: Any
    link: Address
    fetch: Callable[[Viewer, str], Target | None]
    describe: Callable[[str], Target | None]
    hide: Deed
    restore: Deed
    files: Files = lambda _id: ()
    open_file: OpenFile = lambda _request, _id, _file: None


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
    to them, and without what that place is about."""
    kind = kind_of(name)
    found = kind.describe(id) if kind else None
    if found is not None and found.space.pk not in viewer.spaces:
        return replace(found, url="", title=found.title if found.has_own_title else "")
    return found


def files_of(name: str, id: str) -> Sequence[Hanging]:
    """What hangs on a thing, for those who may see its case."""
    kind = kind_of(name)
    return kind.files(id) if kind else ()


def open_file(request: HttpRequest, name: str, id: str, file: str) -> HttpResponse | None:
    """One of these files, for those who may see the case; None where it does not hang there."""
    kind = kind_of(name)
    return kind.open_file(request, id, file) if kind else None
