"""Things that have a talk: a conversation of their own, for whoever reads them.

An app that has such things registers a host; the forum registers the engine that keeps their conversations. Neither
needs to know the other. A talk stands where its thing stands: whoever moves, renames, deletes or restores one calls
`keep` in the same transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, IntegerField, Value
from django.db.models.expressions import BaseExpression

from advocates.core.viewer import Viewer
from advocates.spaces.models import Space

LONGEST_KIND = 12


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing that has a talk, as it is now. `trail` is the way to it, as breadcrumbs, with itself at the end.

    `elsewhere` is the address at which it is talked about, where that is not the members' page of talks: what is
    published is talked about in public, and written there alone.
    """

    kind: str
    public_id: str
    space: Space
    title: str
    lang: str
    address: str
    is_gone: bool = False
    trail: Sequence[dict[str, str]] = ()
    elsewhere: str = ""

    @property
    def key(self) -> str:
        return key_of(self.kind, self.public_id)


@dataclass(frozen=True, slots=True)
class Host:
    """What an app says of its things.

    `find` gives those of some ids that the viewer may see. `held` gives one for a deed, whoever does it, and holds it
    until the transaction ends. `followers` says, by its id, who wants to know what is said: person and how closely,
    as the forum counts (0: nothing, 2: told, 3: at once).
    """

    find: Callable[[Viewer, Sequence[str]], dict[str, Subject]]
    held: Callable[[str], Subject | None]
    followers: Callable[[str], Iterable[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Engine:
    """What keeps conversations. `count` makes a column of how many posts stand about a thing, for its own question."""

    count: Callable[[str, F], BaseExpression]
    keep: Callable[[Subject], None]


_hosts: dict[str, Host] = {}
_engines: list[Engine] = []


def register_host(kind: str, host: Host) -> None:
    """Called by apps when they are ready. The kind is a short word that stands in addresses."""
    if not (kind.isalpha() and kind.islower() and len(kind) <= LONGEST_KIND):
        raise ValueError(f"{kind!r} cannot stand in an address")
    _hosts[kind] = host


def register_engine(engine: Engine) -> None:
    """Called once, by the app that keeps conversations."""
    _engines[:] = [engine]


def kinds() -> list[str]:
    """All that have a host."""
    return sorted(_hosts)


def key_of(kind: str, public_id: str) -> str:
    """The name by which a talk knows its thing."""
    return f"{kind}:{public_id}"


def address_of(kind: str, public_id: str) -> str:
    """Where one talks about a thing, also when nobody has yet."""
    return f"/members/forum/about/{kind}/{public_id}/"


def address_of_key(key: str) -> str:
    """The same, from the name."""
    kind, _colon, public_id = key.partition(":")
    return address_of(kind, public_id)


def find(viewer: Viewer, kind: str, public_ids: Sequence[str]) -> dict[str, Subject]:
    """Those that the viewer may see; of a kind that nobody speaks for there are none."""
    host = _hosts.get(kind)
    return host.find(viewer, public_ids) if host is not None else {}


def held(key: str) -> Subject | None:
    """A thing for a deed, held until the transaction ends; None where there is none any more."""
    kind, _colon, public_id = key.partition(":")
    host = _hosts.get(kind)
    return host.held(public_id) if host is not None else None


def followers(key: str) -> list[tuple[int, int]]:
    """Who wants to know what is said about a thing, and how closely."""
    kind, _colon, public_id = key.partition(":")
    host = _hosts.get(kind)
    return list(host.followers(public_id)) if host is not None else []


def count(kind: str, public_id: F) -> BaseExpression:
    """A column with the number of posts in the talk of a row; `public_id` is its outer reference."""
    if not _engines:
        none: Any = Value(0, output_field=IntegerField())
        return none  # type: ignore[no-any-return]
    return _engines[0].count(kind, public_id)


def keep(subject: Subject) -> None:
    """The thing has another title or place, was deleted or restored: its talk follows. Call it in the deed."""
    for engine in _engines:
        engine.keep(subject)
