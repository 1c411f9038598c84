"""Entries of the public directory that may be the group that applies."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from advocates.core.names import look
from advocates.core.viewer import VISITOR
from advocates.organisations.directory import Entry, Query, index
from advocates.organisations.finding import LONGEST_TEXT
from advocates.organisations.models import Organisation
from advocates.organisations.vocabulary import State

MOST = 10
# Hosts on which many groups have a page.
SHARED_HOSTS = frozenset(
    {"facebook.com", "m.facebook.com", "instagram.com", "x.com", "twitter.com", "youtube.com", "linkedin.com", "vk.com",
     "t.me", "wa.me", "sites.google.com", "linktr.ee", "wordpress.com", "blogspot.com"}
)  # fmt: skip


def search(text: str, language: str) -> list[Entry]:
    """What the directory finds for some words, the surest first."""
    asked = " ".join(text.replace("\0", " ").split())[:LONGEST_TEXT]
    if not asked:
        return []
    found = index()
    positions = found.positions(found.select(Query(text=asked)), language)
    return [found.entries[position] for position in positions[:MOST]]


def entry_of(slug: str) -> Entry | None:
    """The public entry with this address."""
    return next((entry for entry in index().entries if entry.slug == slug), None)


def claimable(slug: str) -> Organisation | None:
    """A listed organisation that is not a member yet."""
    return Organisation.objects.visible_to(VISITOR).filter(slug=slug[:120], state=State.LISTED).first()


def alike(*, name: str, local_name: str, website: str, but: str = "") -> list[Entry]:
    """Entries with the same website or a name that looks the same; `but` is the one that was chosen."""
    names, host = {look(name), look(local_name)} - {""}, host_of(website)
    return list(_alike(names, host, but))[:MOST]


def _alike(names: set[str], host: str, but: str) -> Iterator[Entry]:
    for entry in index().entries:
        same_name = not names.isdisjoint({look(entry.name), look(entry.local_name)})
        same_host = bool(host) and host == host_of(entry.website)
        if entry.slug != but and (same_name or same_host):
            yield entry


def host_of(website: str) -> str:
    """The host without www; empty where many groups share it."""
    try:
        host = (urlsplit(website).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return "" if host in SHARED_HOSTS else host
