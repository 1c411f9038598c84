"""What can be commented on: apps that publish register a host for each section of the site."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from advocates.spaces.talks import key_of


@dataclass(frozen=True, slots=True)
class Commented:
    """Something published, in one language, as it is now. `id` is the same in all its languages."""

    kind: str
    id: str
    slug: str
    title: str
    lang: str
    address: str
    is_open: bool
    closes_on: date | None = None
    # What the section of the site is called, in the reader's language.
    section: str = ""

    @property
    def key(self) -> str:
        """The name by which the topic knows it."""
        return key_of(self.kind, self.id)

    @property
    def comments_address(self) -> str:
        """With the language's prefix, as that of the thing itself."""
        return f"{self.address}comments/"


@dataclass(frozen=True, slots=True)
class Host:
    """`by_slug` gives what is published at a slug in a language, else what once was; `by_id` the same in a language,
    or in another where there is none in this. Both give None for what is not public at this moment. `addresses` are
    those of the thing itself, by language, in the order of the languages."""

    by_slug: Callable[[str, str], Commented | None]
    by_id: Callable[[str, str], Commented | None]
    addresses: Callable[[str], Mapping[str, str]] = lambda _id: {}


_hosts: dict[str, Host] = {}


def register(kind: str, host: Host) -> None:
    """Called by apps when they are ready; the kind is the first word of the section's address."""
    _hosts[kind] = host


def by_slug(kind: str, slug: str, language: str) -> Commented | None:
    host = _hosts.get(kind)
    return host.by_slug(slug, language) if host is not None else None


def by_key(key: str | None, language: str) -> Commented | None:
    """What a topic is about."""
    kind, _colon, id = (key or "").partition(":")
    host = _hosts.get(kind)
    return host.by_id(id, language) if host is not None else None


def addresses_of(about: Commented) -> dict[str, str]:
    """Where its comments stand, by language."""
    return {code: f"{address}comments/" for code, address in _hosts[about.kind].addresses(about.id).items()}


def is_commented(key: str | None) -> bool:
    """Whether the topic with this key holds comments, which are written at their own address alone."""
    return (key or "").partition(":")[0] in _hosts
