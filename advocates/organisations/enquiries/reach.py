"""Which groups a message can reach, who is nearest where it cannot, and whom a region of the network names."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from advocates.core import outbox
from advocates.core.models import Suppression
from advocates.core.profile import Region, profile
from advocates.core.viewer import VISITOR
from advocates.organisations.directory import Entry, Index, index
from advocates.organisations.geo.countries import COUNTRIES, nearest_countries
from advocates.organisations.models import Organisation
from advocates.organisations.vocabulary import IN_DIRECTORY

MOST_NEAR = 3
# An address may be found dead by other mail than ours; so long may a list still show its group.
FRESH_SECONDS = 60


def address_for(organisation: Organisation) -> str:
    """Where mail to a group goes: its private address, else the public one; empty where nothing would arrive."""
    return next(addresses_of(organisation), "")


def addresses_of(organisation: Organisation) -> Iterator[str]:
    """Every address of a group at which mail arrives, as far as we know."""
    if organisation.is_public and organisation.state in IN_DIRECTORY:
        for address in filter(None, (organisation.private_email, organisation.public_email)):
            if not outbox.is_suppressed(address, ""):
                yield address


def region_of(country: str) -> Region | None:
    """The region of the network that a country belongs to."""
    return profile().regions.get(profile().region_of(country)) if country else None


def network_address(country: str) -> str:
    """Whom the network names for a country's region; empty where it names nobody, or nothing would arrive."""
    region = region_of(country)
    if region is None or not region.contact or outbox.is_suppressed(region.contact, ""):
        return ""
    return region.contact


@dataclass(frozen=True, slots=True)
class Reachable:
    """The entries of one state of the directory that can be written to, by the country they are in."""

    groups: Index
    until: float
    by_country: dict[str, list[Entry]]


_reachable: Reachable | None = None


def reachable() -> Reachable:
    """Made once for each state of the directory, and anew after a minute."""
    global _reachable  # noqa: PLW0603 - one copy per process, as the index that it belongs to
    groups, known = index(), _reachable
    if known is None or known.groups is not groups or known.until < time.monotonic():
        known = _reachable = Reachable(groups, time.monotonic() + FRESH_SECONDS, _by_country(groups))
    return known


def _by_country(groups: Index) -> dict[str, list[Entry]]:
    dead = set(Suppression.objects.filter(purpose="").values_list("address_hash", flat=True))
    with_address = (
        Organisation.objects.visible_to(VISITOR)
        .in_directory()
        .exclude(Q(private_email="") & Q(public_email=""))
        .values_list("pk", "private_email", "public_email")
    )
    ids = {pk for pk, *addresses in with_address if _has_living(addresses, dead)}
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in groups.entries:
        if entry.id in ids:
            found[entry.country].append(entry)
    return dict(found)


def _has_living(addresses: Iterable[str], dead: set[str]) -> bool:
    return any(address and not (dead and outbox.address_hash(address) in dead) for address in addresses)


def is_any_in(country: str) -> bool:
    """Whether a group of the country can be written to."""
    return bool(reachable().by_country.get(country))


def nearest_reachable(country: str, languages: Sequence[str] = (), *, without: int = 0) -> list[Entry]:
    """Groups that can be written to instead: of the country, of the nearest ones, and online ones of a language.

    `languages` are those in which help is looked for; without them, the country's own count. `without` is the id of
    the entry that is looked away from.
    """
    by_country = reachable().by_country
    tongues = tuple(languages) or (COUNTRIES[country].languages if country in COUNTRIES else ())
    codes = [country] if country else []
    if country in COUNTRIES:
        codes += nearest_countries(country, by_country, tongues, limit=MOST_NEAR)
    near = [entry for code in codes for entry in _best(by_country.get(code, ()), tongues)]
    online = [] if country == "" else by_country.get("", [])
    near += [entry for entry in _best(online, tongues) if set(entry.languages) & set(tongues)]
    if not country:
        everywhere = [entry for entries in by_country.values() for entry in entries]
        near += [entry for entry in _best(everywhere, tongues) if set(entry.languages) & set(tongues)]
    return [entry for entry in near if entry.id != without][:MOST_NEAR]


def _best(entries: Iterable[Entry], tongues: Sequence[str]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (not set(entry.languages) & set(tongues), entry.name, entry.id))


def forget() -> None:
    """Drop the list (tests change the table behind our back)."""
    global _reachable  # noqa: PLW0603 - see reachable
    _reachable = None
