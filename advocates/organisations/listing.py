"""What the directory's pages show of a selection: rows, facets with counts, the map, what to try instead."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, cast

from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from advocates.core.folding import fold
from advocates.core.profile import in_language, profile
from advocates.organisations import maps
from advocates.organisations.directory import Entry, Index, Query, Selection
from advocates.organisations.finding import as_parameters
from advocates.organisations.geo.countries import (
    COUNTRIES,
    country_name,
    country_search_names,
    language_name,
    nearest_countries,
)
from advocates.organisations.presenting import row_context
from advocates.organisations.vocabulary import Service

MOST_KEPT_PARTS = 4000
MOST_KEPT_MAPS = 400
MOST_NEAR = 5


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one country's heading; without a heading where the list is sorted by relevance."""

    head: str
    count: int
    rows: Sequence[SafeString]

    @property
    def markup(self) -> SafeString:
        return SafeString("".join(self.rows))


def rows(groups: Index, positions: Iterable[int], language: str) -> list[SafeString]:
    """The entries as list rows. A row depends on the entry and the language alone, so it is rendered once for both."""
    return [_row(groups, position, language) for position in positions]


def _row(groups: Index, position: int, language: str) -> SafeString:
    return _kept(
        groups, f"{language}/{position}", "_row.html", lambda: row_context(groups.entries[position], language)
    )


def _kept(groups: Index, key: str, template: str, context: Callable[[], dict[str, Any]]) -> SafeString:
    """A rendered part, made once for each state of the directory."""
    if key not in groups.parts:
        if len(groups.parts) > MOST_KEPT_PARTS:
            groups.parts.clear()
        groups.parts[key] = get_template(f"organisations/{template}").render(context())
    return SafeString(groups.parts[key])


def sections(groups: Index, selection: Selection, positions: Sequence[int], language: str) -> list[Section]:
    """A page's rows, under the headings of their countries; a search by words is sorted by relevance instead."""
    if len(selection.tiers) > 1:
        return [Section("", 0, rows(groups, positions, language))]
    found: dict[str, list[int]] = {}
    for position in positions:
        found.setdefault(groups.entries[position].country, []).append(position)
    counts = {code: (groups.homes[code] & selection.bits).bit_count() for code in found}
    return [
        Section(_head(groups, code, counts[code], language), counts[code], rows(groups, members, language))
        for code, members in found.items()
    ]


def _head(groups: Index, code: str, count: int, language: str) -> SafeString:
    name = country_name(code, language) if code else _("Online, in no one country")
    context = {"code": code, "name": name, "count": count}
    return _kept(groups, f"{language}/{code}/{count}", "_country_head.html", lambda: context)


def table(groups: Index, positions: Iterable[int], language: str) -> list[dict[str, Any]]:
    """The same entries as rows of a table."""
    return [row_context(groups.entries[position], language) for position in positions]


def summary(groups: Index, selection: Selection) -> dict[str, int]:
    """How many groups in how many countries."""
    countries = sum(1 for bits in groups.facets["country"].values() if bits & selection.bits)
    return {"groups": selection.count, "countries": countries, "all": len(groups.entries)}


def region_context(groups: Index, selection: Selection, query: Query, language: str) -> dict[str, Any]:
    """The chosen region, and the way back to the whole world with the rest of the question kept."""
    region = profile().regions.get(query.region)
    return {
        "region": region,
        "region_name": in_language(region.names, language) if region else "",
        "world_url": f"{reverse('directory')}?{as_parameters(query, region='')}".removesuffix("?"),
        "world_count": selection.ignoring.get("region", selection.bits).bit_count(),
    }


def map_of(groups: Index, selection: Selection, query: Query, language: str) -> maps.Map:
    """The map of the selection: the chosen region's, else the world's."""
    return _kept_map(
        groups, f"{language}?{as_parameters(query)}", lambda: _drawn(groups, selection, query, language)
    )


def small_map_of(groups: Index, selection: Selection, query: Query, language: str) -> maps.Map:
    """The same for a small frame on somebody else's page."""
    if not query.region:
        return map_of(groups, selection, query, language)
    inside = profile().regions[query.region].countries
    counts = {code: n for code, n in groups.country_counts(selection).items() if code in inside}
    return _kept_map(
        groups,
        f"{language}?{as_parameters(query)}&small",
        lambda: maps.small_region_map(query.region, counts, query, language),
    )


def country_map(groups: Index, code: str, language: str) -> maps.Map:
    """The map of a country and its surroundings."""
    return _kept_map(
        groups, f"{language}/{code}", lambda: maps.country_map(code, groups.facts.by_country, language)
    )


def _kept_map(groups: Index, key: str, draw: Callable[[], maps.Map]) -> maps.Map:
    """A map is drawn once for each question, language and state of the directory."""
    if key not in groups.maps:
        if len(groups.maps) > MOST_KEPT_MAPS:
            groups.maps.clear()
        groups.maps[key] = draw()
    return cast(maps.Map, groups.maps[key])


def _drawn(groups: Index, selection: Selection, query: Query, language: str) -> maps.Map:
    counts = groups.country_counts(selection)
    if query.region:
        inside = profile().regions[query.region].countries
        return maps.region_map(
            query.region, {c: n for c, n in counts.items() if c in inside}, query, language
        )
    return maps.world_map(counts, query, language)


def chosen(query: Query, language: str) -> list[dict[str, str]]:
    """The filters in force, each with the address that takes it away."""
    labels = []
    if query.text:
        labels.append(("q", "", query.text))
    if query.region:
        labels.append(("region", "", in_language(profile().regions[query.region].names, language)))
    if query.country:
        labels.append(("country", "", country_name(query.country, language)))
    if query.language:
        labels.append(("language", "", language_name(query.language, language)))
    if query.disease:
        labels.append(("disease", "", in_language(profile().diseases[query.disease].names, language)))
    labels += [("service", value, str(Service(value).label)) for value in query.services]
    directory = reverse("directory")
    return [
        {"label": label, "url": f"{directory}?{as_parameters(query, **{name: _without(query, value)})}"}
        for name, value, label in labels
    ]


def _without(query: Query, service: str) -> list[str]:
    return [other for other in query.services if other != service] if service else []


def downloads(query: Query) -> dict[str, str]:
    """Addresses of this very selection as open data."""
    parameters = as_parameters(query)
    ending = f"?{parameters}" if parameters else ""
    return {kind: reverse(f"open_data:organisations_{kind}") + ending for kind in ("csv", "geojson", "json")}


def instead(groups: Index, query: Query, language: str) -> dict[str, Any]:
    """Where to look when nothing was found: the same without one filter, neighbours, the region, the language."""
    code = query.country or country_called(query.text)
    wider = []
    for facet in ("service", "disease", "language", "country", "region", "text"):
        asked = query.text if facet == "text" else query.values_of(facet)
        if not asked:
            continue
        name = {"service": "services"}.get(facet, facet)
        without = Query(**{**_parts(query), name: () if facet == "service" else ""})
        count = groups.select(without).count
        if count and not without.is_empty:
            wider.append(
                {"facet": facet, "count": count, "url": f"{reverse('directory')}?{as_parameters(without)}"}
            )
    region = profile().regions.get(profile().region_of(code)) if code else None
    return {
        "wider": wider,
        "country": {"code": code, "name": country_name(code, language)} if code else None,
        "near": near(groups, code, language) if code else [],
        "region": {"id": region.id, "name": in_language(region.names, language)} if region else None,
        "region_count": groups.facts.by_region[region.id] if region else 0,
    }


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    return {fold(name): code for code in COUNTRIES for name in country_search_names(code) if name != code}


def country_called(text: str) -> str:
    """The code of the country that has this name in one of the network's languages, if there is one."""
    return _country_names().get(fold(text), "")


def _parts(query: Query) -> dict[str, Any]:
    return {
        name: getattr(query, name)
        for name in ("text", "region", "country", "language", "disease", "services")
    }


def near(groups: Index, code: str, language: str) -> list[dict[str, Any]]:
    """The nearest other countries with groups, by shared language and distance."""
    with_groups = [other for other in groups.facts.by_country if other != code]
    return [
        {
            "code": other,
            "name": country_name(other, language),
            "count": groups.facts.by_country[other],
            "shared": _(", ").join(
                language_name(tongue, language)
                for tongue in COUNTRIES[other].languages
                if tongue in COUNTRIES[code].languages
            ),
        }
        for other in nearest_countries(code, with_groups, limit=MOST_NEAR)
    ]


def online_in_languages(groups: Index, code: str, language: str) -> list[SafeString]:
    """Online communities that belong to no country and speak one of this country's languages."""
    bits = 0
    for tongue in COUNTRIES[code].languages:
        bits |= groups.facets["language"].get(tongue, 0)
    return rows(groups, islice(groups.ordered(bits & groups.online, language), MOST_NEAR), language)


def public_url(entry: Entry) -> str:
    """The entry's own page."""
    return reverse("organisation", args=[entry.slug])
