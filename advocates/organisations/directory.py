"""The index of the public directory, in memory: entries, facets as bit sets, words, orders by language.

It holds what a visitor may see and nothing else, so lists, counts, search, map and open data read it without asking
the database. It is made anew when the shared counter of the directory has moved, and when a day has ended: entries age.
"""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from advocates.core import generations
from advocates.core.folding import asked_words, words
from advocates.core.names import look
from advocates.core.profile import profile
from advocates.core.viewer import VISITOR
from advocates.organisations.figures import Facts
from advocates.organisations.freshness import Freshness, freshness
from advocates.organisations.geo.countries import COUNTRIES, country_name, country_search_names, sort_key
from advocates.organisations.models import Channel, Description, Organisation
from advocates.organisations.vocabulary import ConfirmedBy, State
from advocates.organisations.wordindex import WordIndex

FACETS = ("region", "country", "language", "disease", "service")
NOWHERE = "~"


@dataclass(frozen=True, slots=True)
class Entry:
    """What everybody may know of an organisation, ready to be listed."""

    id: int
    slug: str
    name: str
    local_name: str
    local_language: str
    acronym: str
    country: str
    countries: tuple[str, ...]
    city: str
    regions: tuple[str, ...]
    languages: tuple[str, ...]
    disease_areas: tuple[str, ...]
    services: tuple[str, ...]
    website: str
    is_member: bool
    confirmed_on: date | None
    sources: tuple[str, ...]
    point: tuple[float, float] | None
    precision: str
    changed_at: datetime
    has_more: bool
    confirmed_by: str = ""
    freshness: Freshness = Freshness.NEVER

    @property
    def region(self) -> str:
        return self.regions[0] if self.regions else ""

    def values_of(self, facet: str) -> Sequence[str]:
        """The entry's values in a facet."""
        return {
            "region": self.regions,
            "country": self.countries,
            "language": self.languages,
            "disease": self.disease_areas,
            "service": self.services,
        }[facet]


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for; empty strings look for everything."""

    text: str = ""
    region: str = ""
    country: str = ""
    language: str = ""
    disease: str = ""
    services: tuple[str, ...] = ()

    def values_of(self, facet: str) -> tuple[str, ...]:
        """The asked values of a facet; all of them must hold."""
        if facet == "service":
            return self.services
        value: str = getattr(self, facet)
        return (value,) if value else ()

    @property
    def is_empty(self) -> bool:
        return not (self.text or any(self.values_of(facet) for facet in FACETS))


@dataclass(frozen=True, slots=True)
class Selection:
    """The entries that a query finds: as a bit set, and in tiers from the surest to the least sure."""

    bits: int
    tiers: tuple[int, ...]
    ignoring: Mapping[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return self.bits.bit_count()


@dataclass(frozen=True, slots=True)
class Order:
    """All positions as one language sorts the entries."""

    positions: Sequence[int]

    def among(self, bits: int) -> Iterator[int]:
        """The positions that are in the bit set."""
        marks = f"{bits:b}"[::-1].ljust(len(self.positions), "0")
        return (position for position in self.positions if marks[position] == "1")


class Found(Sequence[int]):
    """The positions of a selection, surest tier first; only those that are asked for are looked up."""

    def __init__(self, tiers: Iterable[int], order: Order) -> None:
        self._tiers: list[int] = []
        done = 0
        for tier in tiers:
            self._tiers.append(tier & ~done)
            done |= tier
        self._count, self._order = done.bit_count(), order

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(self._order.among(tier) for tier in self._tiers if tier)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return list(islice(self, *at.indices(self._count)))
        return next(islice(self, range(self._count)[at], None))


class Index:
    """All public entries of one state of the directory. Positions in `entries` are the bits of every bit set."""

    def __init__(self, entries: Sequence[Entry], generation: int, day: date | None = None) -> None:
        self.entries = entries
        self.generation = generation
        self.day = day or timezone.localdate()
        self.made_at = timezone.now()
        self.everything = (1 << len(entries)) - 1
        self.facets: dict[str, dict[str, int]] = {facet: defaultdict(int) for facet in FACETS}
        for position, entry in enumerate(entries):
            for facet in FACETS:
                for value in entry.values_of(facet):
                    self.facets[facet][value] |= 1 << position
        self.homes: dict[str, int] = defaultdict(int)
        for position, entry in enumerate(entries):
            self.homes[entry.country] |= 1 << position
        self.online = self.everything & ~_union(self.facets["country"].values())
        self.by_slug = {entry.slug: position for position, entry in enumerate(entries)}
        self._orders: dict[str, Order] = {}
        # Kept by the pages that are made from this state: rows, sorted names, maps.
        self.parts: dict[str, str] = {}
        self.labels: dict[tuple[str, str], list[tuple[str, SafeString]]] = {}
        self.maps: dict[str, object] = {}

    @cached_property
    def words(self) -> WordIndex:
        """Words of names weigh most; places and diseases lead to all of their groups."""
        index = WordIndex()
        for position, entry in enumerate(self.entries):
            for text in (entry.name, entry.local_name, entry.acronym):
                index.add(words(text), position, strong=True)
            index.add(words(entry.city), position)
        for code in COUNTRIES:
            bits = self.facets["country"].get(code, 0)
            index.add_many((word for name in country_search_names(code) for word in words(name)), bits)
        for disease_id, bits in self.facets["disease"].items():
            index.add_many(disease_words(disease_id), bits)
        return index

    @cached_property
    def looks(self) -> Mapping[str, list[Entry]]:
        """The entries by how their names look."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            for seen in {look(name) for name in (entry.name, entry.local_name) if name}:
                found[seen].append(entry)
        return found

    @cached_property
    def facts(self) -> Facts:
        by_country = Counter({code: bits.bit_count() for code, bits in self.facets["country"].items()})
        by_region = Counter({region: bits.bit_count() for region, bits in self.facets["region"].items()})
        return Facts(
            listed=len(self.entries),
            members=sum(entry.is_member for entry in self.entries),
            confirmed=sum(entry.confirmed_by == ConfirmedBy.ORGANISATION for entry in self.entries),
            countries_with_group=len(by_country),
            languages=len(self.facets["language"]),
            online=sum(not entry.countries for entry in self.entries),
            by_country=by_country,
            by_region=by_region,
            as_of=self.made_at,
        )

    def has_more(self, slug: str) -> bool:
        """Whether the entry has texts or channels of its own; for one that is not in the directory it may."""
        position = self.by_slug.get(slug)
        return position is None or self.entries[position].has_more

    def select(self, query: Query) -> Selection:
        """What the query finds, and for each asked facet what would be found without it (for its counts)."""
        tiers = self.words.find(asked_words(query.text)) if query.text else (self.everything,)
        found = self.everything if not query.text else _union(tiers)
        asked = {facet: self._asked(facet, query) for facet in FACETS}
        bits = found
        for wanted in asked.values():
            bits &= wanted
        ignoring = {}
        for facet in FACETS:
            if query.values_of(facet):
                others = found
                for other, wanted in asked.items():
                    others &= wanted if other != facet else others
                ignoring[facet] = others
        return Selection(bits, tuple(tier & bits for tier in tiers), ignoring)

    def _asked(self, facet: str, query: Query) -> int:
        bits = self.everything
        for value in query.values_of(facet):
            bits &= self.facets[facet].get(value, 0)
        return bits

    def counts(self, facet: str, selection: Selection) -> dict[str, int]:
        """How many entries each value would give, the facet's own choice set aside (services add up instead)."""
        bits = selection.bits if facet == "service" else selection.ignoring.get(facet, selection.bits)
        counted = ((value, (members & bits).bit_count()) for value, members in self.facets[facet].items())
        return {value: count for value, count in counted if count}

    def country_counts(self, selection: Selection) -> dict[str, int]:
        """How many found entries serve each country."""
        counted = (
            (code, (members & selection.bits).bit_count()) for code, members in self.facets["country"].items()
        )
        return {code: count for code, count in counted if count}

    def positions(self, selection: Selection, language: str) -> Found:
        """The found entries, surest tier first, then by country and name as the reader's language sorts them.

        Within a country those that nobody has confirmed for two years come last.
        """
        return Found(selection.tiers, self._order(language))

    def ordered(self, bits: int, language: str) -> Iterator[int]:
        """The positions of a bit set, by country and name, as `positions`."""
        return self._order(language).among(bits)

    def _order(self, language: str) -> Order:
        if language not in self._orders:
            by_name = sorted(range(len(self.entries)), key=lambda at: self._sort_key(at, language))
            self._orders[language] = Order(by_name)
        return self._orders[language]

    def _sort_key(self, position: int, language: str) -> tuple[object, ...]:
        entry = self.entries[position]
        place = sort_key(country_name(entry.country, language), language) if entry.country else (NOWHERE,)
        return (not entry.country, place, entry.freshness.sinks, sort_key(entry.name, language), entry.id)

    def taken(self, bits: int) -> Iterator[Entry]:
        """The entries of a bit set, by position."""
        return (self.entries[position] for position in self.places(bits))

    @staticmethod
    def places(bits: int) -> Iterator[int]:
        """The positions in a bit set, lowest first."""
        while bits:
            lowest = bits & -bits
            yield lowest.bit_length() - 1
            bits ^= lowest


def _union(parts: Iterable[int]) -> int:
    bits = 0
    for part in parts:
        bits |= part
    return bits


@lru_cache(maxsize=256)
def disease_words(disease_id: str) -> tuple[str, ...]:
    """All words of a disease, in every language of the profile."""
    disease = profile().diseases.get(disease_id)
    if disease is None:
        return ()
    names = [*disease.names.values(), *(word for synonyms in disease.synonyms.values() for word in synonyms)]
    return tuple({word for name in names for word in words(name)})


_index: Index | None = None
_lock = threading.Lock()


def index() -> Index:
    """The index of the present state and day; the first caller after a change makes it, the others wait."""
    global _index  # noqa: PLW0603 - one copy per process, told apart by the shared counter and the date
    current = _index
    if current is None or not _is_fresh(current):
        with _lock:
            if _index is None or not _is_fresh(_index):
                generation, day = generations.read("organisations"), timezone.localdate()
                _index = Index(list(_entries(day)), generation, day)
            return _index
    return current


def _is_fresh(known: Index) -> bool:
    return known.generation == generations.read("organisations") and known.day == timezone.localdate()


def forget() -> None:
    """Drop the index (tests change the table behind our back)."""
    global _index  # noqa: PLW0603 - see index
    _index = None


def _entries(day: date | None = None) -> Iterator[Entry]:
    region_of = {code: region.id for region in profile().regions.values() for code in region.countries}
    listed = Organisation.objects.visible_to(VISITOR).in_directory().order_by("id")
    # Most entries have neither text nor channel yet; their pages need not ask for them.
    with_more = {
        *Description.objects.values_list("organisation_id", flat=True),
        *Channel.objects.values_list("organisation_id", flat=True),
    }
    today = day or timezone.localdate()
    for row in listed.iterator(chunk_size=1000):
        countries = tuple(dict.fromkeys(code for code in [row.country, *row.countries] if code in COUNTRIES))
        yield Entry(
            id=row.pk,
            slug=row.slug,
            name=row.name,
            local_name=row.local_name,
            local_language=row.local_language,
            acronym=row.acronym,
            country=row.country,
            countries=countries,
            city=row.city,
            regions=tuple(dict.fromkeys(region_of[code] for code in countries if code in region_of)),
            languages=tuple(row.languages),
            disease_areas=tuple(row.disease_areas),
            services=tuple(row.services),
            website=row.website,
            is_member=row.state == State.MEMBER,
            confirmed_on=row.confirmed_on,
            sources=tuple(row.sources),
            point=public_point(row),
            precision=row.precision,
            changed_at=row.changed_at,
            has_more=row.pk in with_more,
            confirmed_by=row.confirmed_by,
            freshness=freshness(row.confirmed_on, today),
        )


def public_point(row: Organisation) -> tuple[float, float] | None:
    """Latitude and longitude as finely as agreed: a city's is rounded to about a kilometre."""
    if row.latitude is None or row.longitude is None or row.precision == "country":
        return None
    digits = 2 if row.precision == "city" else 5
    return round(float(row.latitude), digits), round(float(row.longitude), digits)
