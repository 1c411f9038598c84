"""Maps: light, without touching bubbles, and with a way to every country that has a group."""

import csv
import gzip
import re
import runpy
import tomllib
from collections import Counter
from itertools import combinations
from math import hypot
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from advocates.organisations.geo import worldmap
from advocates.organisations.geo.countries import COUNTRIES
from advocates.organisations.geo.worldmap import Cluster, Words

ROOT = Path(__file__).parents[3]
WORLD = ROOT / "advocates/static/img/world.svg"
PICTURE = "/world.svg"
REGIONS = {
    row["id"]: row["countries"]
    for row in tomllib.loads((ROOT / "scripts/map/regions.toml").read_text(encoding="utf-8"))["regions"]
}
REGION_OF = worldmap.region_of(REGIONS)
EVERYWHERE = dict.fromkeys(COUNTRIES, 1)
SOME = Counter(
    {
        "ES": 7,
        "GB": 6,
        "DE": 3,
        "BE": 3,
        "TR": 3,
        "EG": 3,
        "IL": 2,
        "PS": 1,
        "FJ": 1,
        "NZ": 1,
        "US": 3,
        "IN": 1,
    }
)
WORDS = Words(
    link=lambda cluster: f"?in={','.join(cluster.codes)}", label=lambda cluster: f"{cluster.count} groups"
)
COUNTS = [pytest.param(SOME, id="some"), pytest.param(EVERYWHERE, id="everywhere")]


def places(markup: str) -> list[tuple[float, float, float, str]]:
    """Left and top in percent, radius in pixels, and the address of each link."""
    found = re.findall(
        r'<svg x="([\d.]+)%" y="([\d.]+)%"><a href="([^"]*)".*?class="dot" r="([\d.]+)"', markup
    )
    return [(float(x), float(y), float(r), href) for x, y, href, r in found]


def codes(markup: str) -> list[str]:
    return [code for *_, href in places(markup) for code in href.removeprefix("?in=").split(",")]


def ratio(svg: str) -> float:
    _, _, width, height = map(float, re.search(r'viewBox="([^"]+)"', svg)[1].split())
    return height / width


def weight(markup: str) -> int:
    return len(gzip.compress(markup.encode(), 9))


def test_the_regions_hold_every_country_once() -> None:
    assert Counter(code for codes in REGIONS.values() for code in codes) == Counter(list(COUNTRIES))


@pytest.mark.parametrize("counts", COUNTS)
def test_the_world_weighs_at_most_18_kb(counts: dict) -> None:
    assert weight(WORLD.read_text() + worldmap.world_svg(counts, PICTURE)) <= 18_000


def test_a_country_with_a_group_is_taken_out_of_the_picture() -> None:
    shapes = set(re.findall(r'<path id="([^"]+)"', WORLD.read_text()))
    used = re.findall(rf'<use class="m" href="{PICTURE}#([^"]+)"/>', worldmap.world_svg(EVERYWHERE, PICTURE))
    assert len(used) > 160
    assert set(used) <= shapes


def test_the_picture_is_drawn_from_the_same_shapes_as_the_rest() -> None:
    drawing = runpy.run_path(str(ROOT / "scripts" / "map" / "world_svg.py"))
    assert drawing["drawn"](worldmap.DATA / "world.json") == WORLD.read_text()


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("counts", COUNTS)
def test_a_region_weighs_at_most_25_kb(region: str, counts: dict) -> None:
    assert weight(worldmap.region_svg(region, counts, REGIONS)) <= 25_000


@pytest.mark.parametrize("code", sorted(COUNTRIES))
def test_a_country_is_marked_in_light_surroundings(code: str) -> None:
    svg = worldmap.country_svg(code, SOME, REGIONS)
    assert 'class="is-on"' in svg
    assert weight(svg) <= 12_000
    assert 0.45 < ratio(svg) < 0.75


def test_the_stitched_world_weighs_at_most_5_kb() -> None:
    assert weight(worldmap.stitched_svg(EVERYWHERE)) <= 5_000


def test_markup_is_well_formed_and_has_no_inline_style() -> None:
    for markup in (
        worldmap.world_svg(SOME, PICTURE),
        worldmap.markers(SOME, region_of=REGION_OF, **WORDS),
        worldmap.region_svg("asia-pacific", SOME, REGIONS),
        worldmap.country_svg("FR", SOME, REGIONS),
        worldmap.stitched_svg(SOME),
    ):
        ET.fromstring(markup)  # noqa: S314 - our own markup
        assert "style=" not in markup


def test_no_shape_runs_across_the_whole_map() -> None:
    for ring in worldmap._view("world").shapes["RU"]:
        x, widest = 0, 0
        for dx, _ in re.findall(r"(-?\d+) ?(-?\d+)", ring[4].partition("l")[2]):
            x, widest = x + int(dx), max(widest, abs(int(dx)))
        assert widest < 200


def test_fiji_lies_east_of_new_zealand_and_hawaii_in_the_west() -> None:
    points = worldmap._view("world").points
    assert points["FJ"][0] > points["AU"][0]
    assert points["WS"][0] > points["FJ"][0]
    assert points["PF"][0] < points["CL"][0]


@pytest.mark.parametrize("counts", COUNTS)
@pytest.mark.parametrize("mode", ["fine", "coarse"])
def test_every_country_with_a_group_is_behind_one_marker(counts: dict, mode: str) -> None:
    assert Counter(codes(worldmap.markers(counts, region_of=REGION_OF, mode=mode, **WORDS))) == Counter(
        list(counts)
    )
    for region, members in REGIONS.items():
        inside = [code for code in members if code in counts]
        assert sorted(codes(worldmap.region_markers(region, counts, REGIONS, mode=mode, **WORDS))) == sorted(
            inside
        )


def assert_apart(markup: str, width: float, height: float) -> None:
    for (ax, ay, ar, a), (bx, by, br, b) in combinations(places(markup), 2):
        distance = hypot((ax - bx) / 100 * width, (ay - by) / 100 * height)
        assert distance >= max(24, ar + br), (a, b)


def test_world_bubbles_do_not_touch_on_a_desktop() -> None:
    height = ratio(worldmap.world_svg(SOME, PICTURE)) * 1150
    assert_apart(worldmap.markers(SOME, region_of=REGION_OF, **WORDS), 1150, height)
    assert_apart(worldmap.markers(EVERYWHERE, region_of=REGION_OF, **WORDS), 1150, height)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("counts", COUNTS)
def test_region_bubbles_do_not_touch(region: str, counts: dict) -> None:
    high = ratio(worldmap.region_svg(region, counts, REGIONS))
    assert_apart(worldmap.region_markers(region, counts, REGIONS, **WORDS), 1150, high * 1150)
    assert_apart(worldmap.region_markers(region, counts, REGIONS, mode="coarse", **WORDS), 358, high * 358)


def test_phones_get_one_bubble_for_each_region() -> None:
    markup = worldmap.markers(EVERYWHERE, region_of=REGION_OF, mode="coarse", **WORDS)
    assert len(places(markup)) == 6
    assert_apart(markup, 358, ratio(worldmap.world_svg(EVERYWHERE, PICTURE)) * 358)


def test_markers_stay_inside_the_map() -> None:
    for mode in ("fine", "coarse"):
        for x, y, *_ in places(worldmap.markers(EVERYWHERE, region_of=REGION_OF, mode=mode, **WORDS)):
            assert 0 < x < 100
            assert 0 < y < 100


def test_a_region_without_a_drawing_of_its_own_falls_back_to_the_world() -> None:
    regions = {"nordic": ["SE", "NO", "FI"], "rest": ["FR"]}
    svg = worldmap.region_svg("nordic", {"SE": 1}, regions)
    assert 'class="m"' in svg
    assert codes(worldmap.region_markers("nordic", {"SE": 1}, regions, **WORDS)) == ["SE"]
    assert 'class="is-on"' in worldmap.country_svg("SE", {}, regions)


def test_a_country_page_links_to_neighbours_and_not_to_itself() -> None:
    markup = worldmap.country_markers("PT", SOME + Counter({"PT": 2}), REGIONS, **WORDS)
    assert codes(markup) == ["ES"]
    assert 'class="here" aria-hidden="true"' in markup


def test_names_and_addresses_are_escaped() -> None:
    words = Words(link=lambda _: '/?a=1&b="', label=lambda _: "<b>Côte d'Ivoire</b>", title='"Groups"')
    markup = worldmap.markers({"CI": 1}, region_of=REGION_OF, **words)
    assert "<b>" not in markup
    assert 'href="/?a=1&amp;b=&quot;"' in markup
    assert 'aria-label="&quot;Groups&quot;"' in markup


def test_a_cluster_names_the_country_with_most_groups_first() -> None:
    seen: list[Cluster] = []
    words = Words(link=lambda cluster: seen.append(cluster) or "#", label=lambda _: "x")
    worldmap.markers({"PT": 1, "ES": 7}, region_of=REGION_OF, mode="coarse", **words)
    assert seen == [Cluster(("ES", "PT"), 8, "western-europe")]


def test_nothing_to_show_is_no_overlay() -> None:
    assert worldmap.markers({}, region_of=REGION_OF, **WORDS) == ""
    assert worldmap.markers({"FR": 0}, region_of=REGION_OF, **WORDS) == ""


def test_the_real_list_if_present() -> None:
    rows = ROOT / "advocates/organisations/data/organisations.csv"
    if not rows.exists():
        pytest.skip("the directory's first input is not beside the code")
    with rows.open(encoding="utf-8-sig", newline="") as lines:
        counts = Counter(row["country_code"] for row in csv.DictReader(lines))
    fine = worldmap.markers(counts, region_of=REGION_OF, **WORDS)
    assert Counter(codes(fine)) == Counter(list(counts))
    assert_apart(fine, 1150, ratio(worldmap.world_svg(counts, PICTURE)) * 1150)
