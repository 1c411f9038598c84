"""Feeds that the apps register: what each is called, and its entries, newest first.

A feed is public and the same for everybody who asks for it in one language and scope. Its entries, their order and
their dates must follow from what is public alone, or a change of something private would show in them.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

MOST = 50
# What a scope may name; a feed that does not know one of them leaves it aside.
SCOPES = ("region", "country", "kind")
# RFC 4287 wants a date of a feed in which nothing has happened yet, too.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened. `id` is stable for ever; `at` is when it happened.

    `changed_at` is when what is said of it was published last, for what can be published anew.
    """

    id: str
    at: datetime
    title: str
    text: str
    url: str
    kind: str
    changed_at: datetime | None = None

    @property
    def updated_at(self) -> datetime:
        """Never before it happened: old news may be published with a date of its own."""
        return max(self.at, self.changed_at or self.at)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in the language that is active: its name, the page that it belongs to, and its entries."""

    title: str
    subtitle: str
    home_url: str
    items: Sequence[Item]

    @property
    def updated_at(self) -> datetime:
        return max((item.updated_at for item in self.items), default=NEVER)


class UnknownScope(LookupError):
    """There is no such region, country, kind, …"""


Source = Callable[[Mapping[str, str]], Feed]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Called by apps when they are ready: `/feeds/<name>.atom`, `.rss` and `.json` answer with what `source` returns.

    It is given the scope (of `SCOPES`, those that were asked for), and raises `UnknownScope` for one that it does
    not know.
    """
    _sources[name] = source


def feed_of(name: str, scope: Mapping[str, str]) -> Feed:
    """The registered feed; `UnknownScope` where there is none."""
    if name not in _sources:
        raise UnknownScope(name)
    return _sources[name](scope)


def stable_id(*parts: object) -> str:
    """A name for ever (RFC 4122, version 5) of what these parts say together."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(map(str, parts))).urn
