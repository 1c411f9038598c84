"""What an answer of a website says about it: alive, gone, for sale, or leading to somebody else's."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from advocates.core import fetch_failures
from advocates.core.fetch import Fetched
from advocates.core.fetch_failures import FetchFailed
from advocates.organisations.models import WebsiteCheck

Outcome = WebsiteCheck.Outcome
# Hosts that show advertisements on names that nobody uses any more, or sell them.
PARKING = frozenset({
    "above.com", "afternic.com", "bodis.com", "dan.com", "domainmarket.com", "hugedomains.com", "parkingcrew.net",
    "parklogic.com", "sedo.com", "sedoparking.com", "skenzo.com", "uniregistry.com", "undeveloped.com",
})  # fmt: skip
_LINKS = re.compile(
    rb"""(?:<(?:script|iframe|frame)\b[^>]{0,300}?\bsrc|location(?:\.href)?)\s*=\s*["']?(?:https?:)?//([a-z0-9.-]{3,253})"""
)
_TITLE = re.compile(rb"<title[^>]{0,200}>(.{0,300}?)</title>", re.DOTALL)
_FOR_SALE = re.compile(
    rb"domain (?:name )?(?:is |may be )?for sale|this domain is (?:parked|available)|parked domain|buy this domain|"
    rb"domain parking|\bhugedomains\b"
)
# Second levels under which a country gives out names.
_SHARED = frozenset(
    ("ac", "asso", "co", "com", "edu", "go", "gob", "gov", "gv", "ne", "net", "nom", "or", "org")
)
# Answers of a host that is there, but does not want a program to look.
_TURNED_AWAY = frozenset({401, 403, 405, 406, 407, 418, 425, 428, 429, 451})
_GONE = frozenset({404, 410})
_SAYS_NOTHING = frozenset({fetch_failures.NotAllowed.reason})
_ALIVE = frozenset({fetch_failures.TooMuch.reason, fetch_failures.WrongKind.reason})


@dataclass(frozen=True, slots=True)
class Finding:
    """One look at a website. `reason` is a failure's reason, `http-` and a status, or empty."""

    outcome: Outcome
    reason: str = ""
    target: str = ""

    @property
    def is_failure(self) -> bool:
        return self.outcome == Outcome.DEAD

    @property
    def may_be_our_own(self) -> bool:
        """Whether it would look the same if our own way to the network were broken."""
        return self.reason in {"no-such-host", "unreachable", "too-slow"}


def from_answer(answer: Fetched) -> Finding:
    """What an answer says."""
    if answer.location:
        return _led_away(answer.location)
    if answer.is_success:
        return Finding(Outcome.PARKED if is_parked(answer) else Outcome.FINE)
    reason = f"http-{answer.status}"
    if answer.status in _GONE or answer.status >= 500:
        return Finding(Outcome.DEAD, reason)
    return Finding(Outcome.UNSURE, "turned-away" if answer.status in _TURNED_AWAY else reason)


def from_failure(failure: FetchFailed) -> Finding:
    """What it says that there was none."""
    if failure.reason in _ALIVE:
        return Finding(Outcome.FINE)
    return Finding(Outcome.UNSURE if failure.reason in _SAYS_NOTHING else Outcome.DEAD, failure.reason)


def _led_away(location: str) -> Finding:
    outcome = Outcome.PARKED if _is_parking(host_of(location)) else Outcome.MOVED
    return Finding(outcome, target=location[:300])


def is_parked(answer: Fetched) -> bool:
    """Clear signs only: a part that comes from such a host, or a title that offers the name."""
    if _is_parking(host_of(answer.url)):
        return True
    text = answer.body[:65_536].lower()
    title = _TITLE.search(text)
    return bool(title and _FOR_SALE.search(title[1])) or any(
        _is_parking(host.decode("ascii")) for host in _LINKS.findall(text)
    )


def _is_parking(host: str) -> bool:
    return registrable(host) in PARKING


def host_of(address: str) -> str:
    """The host of a web address; empty for what is none."""
    try:
        return (urlsplit(address).hostname or "").removesuffix(".")
    except ValueError:
        return ""


def registrable(host: str) -> str:
    """The part of a host name that somebody has registered, without a list of all registries: a careful guess."""
    labels = host.split(".")
    is_shared = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SHARED
    return ".".join(labels[-3:] if is_shared else labels[-2:])


def is_same_site(first: str, second: str) -> bool:
    """Whether two addresses belong to the same registered name."""
    return registrable(host_of(first)) == registrable(host_of(second))
