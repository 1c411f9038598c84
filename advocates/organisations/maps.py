"""The directory's maps in the reader's language: shapes by `geo.worldmap`, links and names by us."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from advocates.core.assets import asset_url
from advocates.core.profile import in_language, profile
from advocates.organisations.directory import Query
from advocates.organisations.finding import as_parameters
from advocates.organisations.geo import worldmap
from advocates.organisations.geo.countries import country_name
from advocates.organisations.geo.worldmap import Cluster

MOST_NAMES = 4
Layer = Literal["fine", "coarse"]
Labeller = Callable[[Cluster], str]


@dataclass(frozen=True, slots=True)
class Map:
    """Shapes and the layers of markers (one for wide pages, one for phones)."""

    shapes: SafeString
    markers: tuple[SafeString, ...]


def regions() -> dict[str, tuple[str, ...]]:
    """Region ids to their countries, as the drawing asks for them."""
    return {region.id: tuple(region.countries) for region in profile().regions.values()}


def world_map(counts: Mapping[str, int], query: Query, language: str) -> Map:
    """The whole world; a marker leads to its country, or to its region with the same question."""
    of_region = worldmap.region_of(regions())
    link = _linker(query)
    labels: dict[Layer, Labeller] = {"fine": _labeller(language), "coarse": _region_labeller(language)}
    layers = [
        worldmap.markers(
            counts, region_of=of_region, mode=mode, link=link, label=label,
            title=_("Patient groups on the map"), number=number_format,
        )
        for mode, label in labels.items()
    ]  # fmt: skip
    return Map(_shapes("world", tuple(sorted(counts))), tuple(mark_safe(layer) for layer in layers))  # noqa: S308 - escaped where it is made


def region_map(region: str, counts: Mapping[str, int], query: Query, language: str) -> Map:
    """One region, cropped and finer."""
    layers = [
        worldmap.region_markers(
            region, counts, regions(), mode=mode, link=_linker(query), label=_labeller(language),
            title=_("Patient groups on the map"), number=number_format,
        )
        for mode in ("fine", "coarse")
    ]  # fmt: skip
    return Map(_shapes(region, tuple(sorted(counts))), tuple(mark_safe(layer) for layer in layers))  # noqa: S308 - escaped where it is made


def small_region_map(region: str, counts: Mapping[str, int], query: Query, language: str) -> Map:
    """One region on few bytes, with one layer of markers for every width."""
    layer = worldmap.region_markers(
        region, counts, regions(), mode="coarse", is_small=True, link=_linker(query), label=_labeller(language),
        title=_("Patient groups on the map"), number=number_format,
    )  # fmt: skip
    shapes = worldmap.small_region_svg(region, counts, regions(), asset_url("world.svg"))
    return Map(mark_safe(shapes), (mark_safe(layer),))  # noqa: S308 - escaped where it is made


def country_map(code: str, counts: Mapping[str, int], language: str) -> Map:
    """A country and its surroundings."""
    layer = worldmap.country_markers(
        code, counts, regions(), link=_linker(Query()), label=_labeller(language),
        title=_("Patient groups on the map"), number=number_format,
    )  # fmt: skip
    shapes = worldmap.country_svg(code, counts, regions())
    return Map(mark_safe(shapes), (mark_safe(layer),))  # noqa: S308 - escaped where it is made


@lru_cache(maxsize=512)
def place_map(code: str, language: str) -> Map:
    """The map on the page of one group: its country alone, the same for every group there."""
    return country_map(code, {code: 1}, language)


@lru_cache(maxsize=64)
def _shapes(area: str, with_groups: tuple[str, ...]) -> SafeString:
    counts = dict.fromkeys(with_groups, 1)
    if area == "world":
        drawn = worldmap.world_svg(counts, asset_url("world.svg"))
    else:
        drawn = worldmap.region_svg(area, counts, regions())
    return mark_safe(drawn)  # noqa: S308 - drawn from our own numbers


def _linker(query: Query) -> Callable[[Cluster], str]:
    directory = reverse("directory")

    def link(cluster: Cluster) -> str:
        if len(cluster.codes) == 1 and query.is_empty:
            return reverse("country", args=[cluster.codes[0].lower()])
        if len(cluster.codes) == 1:
            return f"{directory}?{as_parameters(query, country=cluster.codes[0].lower(), region='')}#list"
        return f"{directory}?{as_parameters(query, region=cluster.region)}#list"

    return link


def _labeller(language: str) -> Labeller:
    def label(cluster: Cluster) -> str:
        names = [country_name(code, language) for code in cluster.codes[:MOST_NAMES]]
        more = len(cluster.codes) - len(names)
        values = {
            "count": number_format(cluster.count),
            "names": _(", ").join(names),
            "more": number_format(more),
        }
        if more:
            return (
                npgettext(
                    "map",
                    "%(count)s group: %(names)s and more",
                    "%(count)s groups: %(names)s and %(more)s more",
                    cluster.count,
                )
                % values
            )
        return ngettext("%(count)s group: %(names)s", "%(count)s groups: %(names)s", cluster.count) % values

    return label


def _region_labeller(language: str) -> Labeller:
    def label(cluster: Cluster) -> str:
        region = profile().regions.get(cluster.region)
        name = in_language(region.names, language) if region else ""
        values = {"count": number_format(cluster.count), "names": name}
        return ngettext("%(count)s group: %(names)s", "%(count)s groups: %(names)s", cluster.count) % values

    return label
