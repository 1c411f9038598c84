"""Bubbles that do not touch: near ones of the same region become one, others move apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import hypot

# Two targets never come nearer than this (WCAG 2.2, 2.5.8), however small their dots are.
APART_PX = 24
BREATH_PX = 3
SLACK_PX = 0.5
ROUNDS = 24


@dataclass(frozen=True)
class Bubble:
    """One marker: countries (most groups first), their groups, the region, and a place in pixels or percent."""

    codes: tuple[str, ...]
    count: int
    region: str
    x: float
    y: float

    def at(self, x: float, y: float) -> Bubble:
        """The same marker elsewhere."""
        return replace(self, x=x, y=y)


def radius(count: int) -> float:
    """Pixels of a drawn bubble; a single group is a dot without a number."""
    if count == 1:
        return 8.5
    return 15 if count < 10 else 19 if count < 100 else 23


def clusters_of(
    places: Iterable[Bubble],
    size: Callable[[int], float] = radius,
    *,
    gap: float = APART_PX,
    nearness: float = 1,
    fixed: Sequence[tuple[float, float]] = (),
) -> list[Bubble]:
    """Join what is near inside a region, then part what still touches.

    `nearness` is the share of the wanted distance below which two become one (infinite: the whole region does);
    `fixed` are places to keep clear.
    """
    found: dict[str, list[Bubble]] = {}
    for place in sorted(places, key=lambda b: (-b.count, b.codes)):
        group = found.setdefault(place.region, [])
        grown = place
        while (i := _nearest(group, grown, size, gap, nearness)) is not None:
            grown = _joined(group.pop(i), grown)
        group.append(grown)
    return _parted([bubble for group in found.values() for bubble in group], size, gap, fixed)


def _nearest(
    group: Sequence[Bubble], place: Bubble, size: Callable[[int], float], gap: float, nearness: float
) -> int | None:
    """Which bubble of the group is so near that it should be one with this, the nearest first."""
    best, index, own = 0.0, None, size(place.count) + BREATH_PX
    for i, other in enumerate(group):
        near = hypot(other.x - place.x, other.y - place.y) - nearness * max(gap, own + size(other.count))
        if near < best:
            best, index = near, i
    return index


def _joined(a: Bubble, b: Bubble) -> Bubble:
    """Both, at the middle of their groups."""
    count = a.count + b.count
    x, y = (a.x * a.count + b.x * b.count) / count, (a.y * a.count + b.y * b.count) / count
    big, small = (a, b) if a.count >= b.count else (b, a)
    return Bubble(big.codes + small.codes, count, a.region, x, y)


def _parted(
    bubbles: list[Bubble], size: Callable[[int], float], gap: float, fixed: Sequence[tuple[float, float]]
) -> list[Bubble]:
    """Push overlapping bubbles apart, half the way each, until none overlap or the rounds are over."""
    spots = [[b.x, b.y] for b in bubbles] + [list(spot) for spot in fixed]
    sizes = [size(b.count) for b in bubbles] + [size(2)] * len(fixed)
    pairs = _close_pairs(spots, sizes, gap, len(bubbles))
    for _ in range(ROUNDS):
        if not sum([_pushed(spots[i], spots[j], wanted, j < len(bubbles)) for i, j, wanted in pairs]):
            break
    return [b.at(x, y) for b, (x, y) in zip(bubbles, spots, strict=False)]


def _close_pairs(
    spots: Sequence[Sequence[float]], sizes: Sequence[float], gap: float, free: int
) -> list[tuple[int, int, float]]:
    """Pairs that may ever touch, with the distance that they should keep; the first of each may move."""
    found = []
    for i in range(free):
        x, y = spots[i]
        for j in range(i + 1, len(spots)):
            wanted = max(gap, sizes[i] + sizes[j] + BREATH_PX)
            reach = 2 * wanted
            if abs(spots[j][0] - x) < reach and abs(spots[j][1] - y) < reach:
                found.append((i, j, wanted))
    return found


def _pushed(a: list[float], b: list[float], wanted: float, both: bool) -> bool:
    """Part two spots to the wanted distance; the second stays where it is unless both may move."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    if dx * dx + dy * dy >= (wanted - SLACK_PX) ** 2:
        return False
    near = hypot(dx, dy)
    way_x, way_y = (dx / near, dy / near) if near else (1.0, 0.0)
    by = (wanted - near) / (2 if both else 1)
    a[0], a[1] = a[0] - way_x * by, a[1] - way_y * by
    if both:
        b[0], b[1] = b[0] + way_x * by, b[1] + way_y * by
    return True
