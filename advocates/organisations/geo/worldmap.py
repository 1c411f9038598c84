"""Maps as markup: the world, a region, the surroundings of a country, and the stitched world of the home page.

Shapes are drawn ahead of time from Natural Earth (public domain); `scripts/map/` says how. Nothing here
knows the database, the address of a page or the reader's language: callers pass in how many groups each country
has, and callables for links and names. Returned strings are safe markup: every name and link is escaped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from math import inf
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict, Unpack

from .clusters import Bubble, clusters_of, radius

Counts = Mapping[str, int]
Regions = Mapping[str, Sequence[str]]
Mode = Literal["fine", "coarse"]
Box = tuple[int, int, int, int]

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Layout:
    """A set of markers: the narrowest map, in CSS pixels, on which they must not touch, and when two become one.

    Bubbles nearer than the share `nearness` of their sizes are joined; others only move apart.
    """

    width: int
    nearness: float


FINE = Layout(960, 0.85)
COARSE = Layout(326, 0.85)
WHOLE_REGIONS = Layout(326, inf)

# Windows on a country, narrowest first: the first that shows other land is taken. Above the last, the world map serves.
WINDOWS_KM = (1000, 2000, 4000)
WIDEST_KM = 10000
# How wide a map is for its height, at most and at least.
FLATTEST, STEEPEST = 2.0, 1.6
MOST_PADDING_KM = 600
EDGE_PX = 22


@dataclass(frozen=True)
class Cluster:
    """What one marker stands for: countries (most groups first), their groups, and the region they are in."""

    codes: tuple[str, ...]
    count: int
    region: str


class Words(TypedDict):
    """What only the caller knows: where a marker leads, its name, the name of all markers, how numbers look."""

    link: Callable[[Cluster], str]
    label: Callable[[Cluster], str]
    title: NotRequired[str]
    number: NotRequired[Callable[[int], str]]


@dataclass(frozen=True)
class View:
    """Drawn geometry in one projection. `km` is the length of a unit; rings carry their box and path."""

    shapes: Mapping[str, Sequence[Sequence[Any]]]
    points: Mapping[str, Sequence[int]]
    main: Mapping[str, Sequence[int]]
    frame: Sequence[int]
    km: float


@lru_cache(maxsize=16)
def _view(name: str) -> View:
    return View(**json.loads((DATA / f"{name}.json").read_text()))


def region_of(regions: Regions) -> dict[str, str]:
    """The region of each country code."""
    return {code: region for region, codes in regions.items() for code in codes}


def world_svg(counts: Counts, picture: str) -> str:
    """The shapes of the whole world, taken out of the `picture` at that address; class `m` where there is a group."""
    view = _view("world")
    return _of_picture(view, _box(_widened(view, view.frame, _members(counts))), _members(counts), picture)


def _of_picture(view: View, box: Box, members: Sequence[str], picture: str) -> str:
    own = [f'<use class="m" href="{picture}#{code.lower()}"/>' for code in members if code in view.shapes]
    dots = _islands(view, [code for code in members if code not in view.shapes], box, "m")
    return _land(box, f'<use href="{picture}#land"/>', *own, dots)


def markers(
    counts: Counts, *, region_of: Mapping[str, str], mode: Mode = "fine", **words: Unpack[Words]
) -> str:
    """The links over the world map: clusters inside a region ("fine"), or one for each region ("coarse")."""
    view = _view("world")
    box = _box(_widened(view, view.frame, _members(counts)))
    bubbles = _bubbles(view, box, counts, region_of, FINE if mode == "fine" else WHOLE_REGIONS)
    return _overlay(_links(bubbles, words), mode, words)


def region_svg(region_id: str, counts: Counts, regions: Regions) -> str:
    """The shapes of a region and of its neighbours (class `o`), with every member country inside the frame."""
    view, box = _region_view(region_id, counts, regions)
    inside = set(regions.get(region_id, ()))
    members = [code for code in _members(counts) if code in inside]
    land = _part(view, box, (code for code in view.shapes if code in inside and code not in members))
    others = _part(view, box, (code for code in view.shapes if code not in inside))
    own = [f'<path class="m" d="{path}"/>' for code in members if (path := _part(view, box, [code]))]
    dots = _islands(view, [code for code in members if code not in view.shapes], box, "m")
    return _land(box, f'<path class="o" d="{others}"/>', f'<path d="{land}"/>', *own, dots)


def small_region_svg(region_id: str, counts: Counts, regions: Regions, picture: str) -> str:
    """The region's part of the picture of the whole world: less exact, and ten kilobytes less on the page."""
    view, box = _region_view(region_id, counts, regions, is_small=True)
    return _of_picture(view, box, _members(counts), picture)


def region_markers(
    region_id: str,
    counts: Counts,
    regions: Regions,
    *,
    mode: Mode = "fine",
    is_small: bool = False,
    **words: Unpack[Words],
) -> str:
    """The links over `region_svg`: countries with groups, close neighbours together under all their names."""
    view, box = _region_view(region_id, counts, regions, is_small)
    inside = dict.fromkeys(regions.get(region_id, ()), region_id)
    bubbles = _bubbles(view, box, counts, inside, FINE if mode == "fine" else COARSE)
    return _overlay(_links(bubbles, words), "only" if is_small else mode, words)


def country_svg(code: str, counts: Counts, regions: Regions) -> str:
    """The surroundings of one country (class `is-on`), wide enough to recognise where an island lies."""
    view, box = _country_view(code, regions)
    members = [other for other in _members(counts) if other != code]
    land = _part(view, box, (other for other in view.shapes if other != code and other not in members))
    near = [f'<path class="m" d="{path}"/>' for other in members if (path := _part(view, box, [other]))]
    own = _part(view, box, [code], smallest=0)
    here = f'<path class="is-on" d="{own}"/>' if own else ""
    dot = _islands(view, [code], box, "is-on") if _largest(view, code) * 80 < box[2] else ""
    return _land(box, f'<path d="{land}"/>', *near, here, dot)


def country_markers(code: str, counts: Counts, regions: Regions, **words: Unpack[Words]) -> str:
    """The links over `country_svg` to neighbours with groups; the country itself is marked, without a link."""
    view, box = _country_view(code, regions)
    near = {other: n for other, n in counts.items() if other != code and _within(view, other, box)}
    bubbles = _bubbles(view, box, near, region_of(regions), COARSE, clear_of=code)
    return _overlay(
        _here(view, box, code, counts.get(code, 0), words) + _links(bubbles, words), "only", words
    )


def stitched_svg(counts: Counts) -> str:
    """The world in running stitches: `a` for land, `b` for countries with a group, a knot where groups are."""
    raw = _stitches()
    members = set(_members(counts))
    plain = sorted(cell for code, cells in raw["cells"].items() if code not in members for cell in cells)
    bright = sorted(cell for code, cells in raw["cells"].items() if code in members for cell in cells)
    box = " ".join(map(str, raw["frame"]))
    placed = [
        Bubble((code,), n, "", *raw["points"][code])
        for code, n in counts.items()
        if n and code in raw["points"]
    ]
    knots = "".join(
        f'<circle class="knot" cx="{b.x:.0f}" cy="{b.y:.0f}" r="{4.5 if b.count < 4 else 6.5}"/>'
        for b in clusters_of(placed, lambda _: 3.5, gap=14)
    )
    return (
        f'<svg class="hero__map" viewBox="{box}" aria-hidden="true" focusable="false">'
        '<g fill="none" stroke-width="3.3" stroke-linecap="round">'
        f'<path class="a" stroke="#44519D" d="{_stitch_path(plain)}"/>'
        f'<path class="b" stroke="#AEB9EC" d="{_stitch_path(bright)}"/></g>'
        f'<g fill="#F6A821" stroke="#202B6B" stroke-width="1.6">{knots}</g></svg>'
    )


@lru_cache(maxsize=1)
def _stitches() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads((DATA / "stitches.json").read_text())
    return raw


def _stitch_path(cells: Sequence[int]) -> str:
    """Dashes of 7 on a grid of 12 by 9, every second row moved by half a step; see `scripts/map/`."""
    parts: list[str] = []
    row, end = -1, 0
    for cell in cells:
        at, column = divmod(cell, 100)
        x = column * 12 + at % 2 * 6
        parts.append(f"m{x - end} 0h7" if at == row else f"M{x} {at * 9 + 20}h7")
        row, end = at, x + 7
    return "".join(parts)


def _members(counts: Counts) -> list[str]:
    return [code for code, count in counts.items() if count > 0]


def _box(corners: Sequence[float]) -> Box:
    x0, y0, x1, y1 = (round(value) for value in corners)
    return x0, y0, x1 - x0, y1 - y0


def _part(view: View, box: Box, codes: Iterable[str], smallest: float = 1 / 320) -> str:
    """The pieces of these countries that reach into the box, without those that are specks in it."""
    x, y, width, height = box
    speck = width * smallest
    return "".join(
        ring[4]
        for code in codes
        for ring in view.shapes.get(code, ())
        if ring[2] > x
        and ring[0] < x + width
        and ring[3] > y
        and ring[1] < y + height
        and (ring[2] - ring[0] > speck or ring[3] - ring[1] > speck)
    )


def _largest(view: View, code: str) -> float:
    """The longer side of the largest piece of a country, in units."""
    return max((max(ring[2] - ring[0], ring[3] - ring[1]) for ring in view.shapes.get(code, ())), default=0)


def _islands(view: View, codes: Sequence[str], box: Box, kind: str) -> str:
    """Dots for places too small to have a shape."""
    size = max(2, round(box[2] / 250))
    return "".join(
        f'<circle class="{kind}" cx="{view.points[code][0]}" cy="{view.points[code][1]}" r="{size}"/>'
        for code in codes
        if code in view.points
    )


def _land(box: Box, *parts: str) -> str:
    x, y, width, height = box
    return (
        f'<svg class="map__land" viewBox="{x} {y} {width} {height}" aria-hidden="true" focusable="false">'
        f"{''.join(parts)}</svg>"
    )


def _region_view(
    region_id: str, counts: Counts, regions: Regions, is_small: bool = False
) -> tuple[View, Box]:
    """The region's own drawing; for a region that has none, or a small map, its part of the world map."""
    codes = regions.get(region_id, ())
    members = [code for code in codes if counts.get(code, 0) > 0]
    if region_id in _drawn() and not is_small:
        view = _view(f"region-{region_id}")
        return view, _shaped(_widened(view, view.frame, members))
    view = _view("world")
    points = [view.points[code] for code in codes if code in view.points]
    start = (*points[0], *points[0]) if points else view.frame
    return view, _shaped(_widened(view, start, codes))


def _widened(view: View, frame: Sequence[int], codes: Iterable[str]) -> Sequence[int]:
    """The frame, made larger until none of these countries lies outside."""
    x0, y0, x1, y1 = frame
    pad = max(30, (x1 - x0) // 30)
    for code in codes:
        x, y = view.points.get(code, frame[:2])
        if not (x0 <= x <= x1 and y0 <= y <= y1):
            x0, y0, x1, y1 = min(x0, x - pad), min(y0, y - pad), max(x1, x + pad), max(y1, y + pad)
    return x0, y0, x1, y1


@lru_cache(maxsize=1)
def _drawn() -> frozenset[str]:
    return frozenset(path.stem.removeprefix("region-") for path in DATA.glob("region-*.json"))


def _shaped(corners: Sequence[float]) -> Box:
    """The box, widened or heightened round its middle until it suits a page."""
    x0, y0, x1, y1 = corners
    width, height = x1 - x0, y1 - y0
    wider, higher = max(width, height * STEEPEST), max(height, width / FLATTEST)
    x, y = (x0 + x1 - wider) / 2, (y0 + y1 - higher) / 2
    return _box((x, y, x + wider, y + higher))


def _country_view(code: str, regions: Regions) -> tuple[View, Box]:
    """The drawing that holds the country, and a box round its main pieces that shows where in the world it is."""
    region = region_of(regions).get(code, "")
    view = _view(f"region-{region}" if region in _drawn() else "world")
    if code not in view.points or _country_box(view, code, 0)[2] * view.km > WIDEST_KM:
        view = _view("world")
    box = _country_box(view, code, WINDOWS_KM[0])
    for window in WINDOWS_KM[1:]:
        if _part(view, box, (other for other in view.shapes if other != code)):
            break
        box = _country_box(view, code, window)
    return view, box


def _country_box(view: View, code: str, window_km: float) -> Box:
    px, py = view.points[code]
    x0, y0, x1, y1 = view.main.get(code, (px, py, px, py))
    x0, y0, x1, y1 = min(x0, px), min(y0, py), max(x1, px), max(y1, py)
    most = MOST_PADDING_KM / view.km
    pad_x = max(min((x1 - x0) * 0.25, most), (window_km / view.km - (x1 - x0)) / 2)
    pad_y = max(min((y1 - y0) * 0.15, most), (window_km / STEEPEST / view.km - (y1 - y0)) / 2)
    return _shaped((x0 - pad_x, y0 - pad_y, x1 + pad_x, y1 + pad_y))


def _within(view: View, code: str, box: Box) -> bool:
    x, y, width, height = box
    px, py = view.points.get(code, (x - 1, y - 1))
    return x <= px <= x + width and y <= py <= y + height


def _bubbles(
    view: View, box: Box, counts: Counts, region_of: Mapping[str, str], layout: Layout, clear_of: str = ""
) -> list[Bubble]:
    """Markers that do not touch, in percent of the box. Places beyond its edge are drawn on the edge."""
    wide = layout.width
    high = wide * box[3] / box[2]
    placed = []
    for code, count in counts.items():
        region = region_of.get(code)
        if count > 0 and region is not None:
            x, y = _share(view, box, code)
            placed.append(Bubble((code,), count, region, _held(x * wide, wide), _held(y * high, high)))
    fixed = [(x * wide, y * high) for x, y in [_share(view, box, clear_of)]] if clear_of else []
    found = clusters_of(placed, nearness=layout.nearness, fixed=fixed)
    order = {region: i for i, region in enumerate(dict.fromkeys(region_of.values()))}
    found.sort(key=lambda b: (order[b.region], -b.count, b.codes))
    return [b.at(_held(b.x, wide) / wide * 100, _held(b.y, high) / high * 100) for b in found]


def _share(view: View, box: Box, code: str) -> tuple[float, float]:
    """Where a country's label point lies, as a share of the box; its lower left corner for what no view knows."""
    x, y, width, height = box
    px, py = view.points.get(code, (x, y + height))
    return (px - x) / width, (py - y) / height


def _held(value: float, size: float) -> float:
    return min(max(value, EDGE_PX), size - EDGE_PX)


def _links(bubbles: Iterable[Bubble], words: Words) -> str:
    parts = []
    for bubble in bubbles:
        cluster = Cluster(bubble.codes, bubble.count, bubble.region)
        name, href = escape(words["label"](cluster)), escape(words["link"](cluster))
        parts.append(
            f'<svg x="{bubble.x:.1f}%" y="{bubble.y:.1f}%"><a href="{href}" aria-label="{name}">'
            f"<title>{name}</title>{_dot(bubble.count, words)}</a></svg>"
        )
    return "".join(parts)


def _dot(count: int, words: Words) -> str:
    size = radius(count)
    text = f'<text dy="5">{escape(words.get("number", str)(count))}</text>' if count > 1 else ""
    return f'<circle class="hit" r="{max(20, size):g}"/><circle class="dot" r="{size:g}"/>{text}'


def _here(view: View, box: Box, code: str, count: int, words: Words) -> str:
    """The country that a page is about: marked, not a link."""
    small = '<circle class="ring" r="14"/>' if _largest(view, code) * 20 < box[2] else ""
    inner = _dot(count, words) if count else small
    if not inner:
        return ""
    x, y = _share(view, box, code)
    return f'<svg x="{x:.1%}" y="{y:.1%}"><g class="here" aria-hidden="true">{inner}</g></svg>'


def _overlay(inner: str, kind: Literal["fine", "coarse", "only"], words: Words) -> str:
    if not inner:
        return ""
    title = words.get("title", "")
    name = f' role="group" aria-label="{escape(title)}"' if title else ""
    return f'<svg class="map__dots map__dots--{kind}"{name}>{inner}</svg>'
