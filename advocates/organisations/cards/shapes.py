"""The quilt square and the running stitch as pixels: the paths of the interface's drawings, flattened to lines."""

import math
import re
from collections.abc import Iterator

from PIL import Image, ImageDraw

from advocates.core.drawings import tile_design

Point = tuple[float, float]
# Ground and thread of each pair, as in static/css/rest/tile.css.
PAIRS = {
    1: ("#202B6B", "#E6EAF8"),
    2: ("#F6A821", "#182052"),
    3: ("#3A4AA6", "#FFEBC2"),
    4: ("#CFD6F1", "#2C3A8C"),
    5: ("#FFEBC2", "#A35F00"),
    6: ("#12183A", "#FFC04D"),
}
# A hair round each, since one of the grounds is the cloth's own colour.
EDGE = "#5564B4"
GRID, PEN = 32, 2.1
# Drawn larger and made smaller, since lines have hard edges.
FINER = 3
TOKEN = re.compile(r"([MmHhVvLlAaZz])|(-?(?:\d+\.?\d*|\.\d+))")
TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "A": 7, "Z": 0}


def polylines(path: str) -> list[list[Point]]:
    """The lines of a path; of its commands those that the quilt's patterns use."""
    lines: list[list[Point]] = []
    here, start = (0.0, 0.0), (0.0, 0.0)
    for command, numbers in _steps(path):
        origin = here if command.islower() else (0.0, 0.0)
        kind = command.upper()
        if kind == "M":
            here = start = _to(kind, numbers, here, origin)
            lines.append([here])
            continue
        goal = start if kind == "Z" else _to(kind, numbers, here, origin)
        if kind == "A":
            lines[-1] += _arc(here, goal, numbers)
        lines[-1].append(goal)
        here = goal
    return lines


def _steps(path: str) -> Iterator[tuple[str, list[float]]]:
    command, numbers = "", list[float]()
    for letter, number in TOKEN.findall(path):
        if letter:
            command = letter
            if not TAKES[command.upper()]:
                yield command, []
            continue
        numbers.append(float(number))
        if len(numbers) == TAKES[command.upper()]:
            yield command, numbers
            numbers = []
            # More pairs after a move are lines.
            command = {"M": "L", "m": "l"}.get(command, command)


def _to(kind: str, numbers: list[float], here: Point, origin: Point) -> Point:
    if kind == "H":
        return origin[0] + numbers[0], here[1]
    if kind == "V":
        return here[0], origin[1] + numbers[0]
    return origin[0] + numbers[-2], origin[1] + numbers[-1]


def _arc(start: Point, end: Point, numbers: list[float], pieces: int = 16) -> list[Point]:
    """Points on the part of a circle between two points; all arcs of the patterns are of circles."""
    radius, is_large, is_clockwise = numbers[0], bool(numbers[3]), bool(numbers[4])
    across, up = end[0] - start[0], end[1] - start[1]
    length = math.hypot(across, up)
    radius = max(radius, length / 2)
    rise = math.sqrt(max(radius**2 - (length / 2) ** 2, 0)) * (1 if is_large != is_clockwise else -1)
    centre = (
        (start[0] + end[0]) / 2 - rise * up / length,
        (start[1] + end[1]) / 2 + rise * across / length,
    )
    first = math.atan2(start[1] - centre[1], start[0] - centre[0])
    last = math.atan2(end[1] - centre[1], end[0] - centre[0])
    turn = (last - first) % (2 * math.pi) - (0 if is_clockwise else 2 * math.pi)
    angles = [first + turn * piece / pieces for piece in range(1, pieces)]
    return [(centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)) for angle in angles]


def square(seed: str, size: int) -> tuple[Image.Image, Image.Image]:
    """The quilt square of a group and its mask with round corners."""
    path, number = tile_design(seed)
    ground, thread = PAIRS[number]
    large, scale = size * FINER, size * FINER / GRID
    picture = Image.new("RGB", (large, large), ground)
    pen = ImageDraw.Draw(picture)
    width = PEN * scale
    for line in polylines(path):
        points = [(x * scale, y * scale) for x, y in line]
        pen.line(points, fill=thread, width=round(width), joint="curve")
        for x, y in (points[0], points[-1]):
            pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=thread)
    mask, box = Image.new("L", (large, large), 0), (0, 0, large - 1, large - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius=large // 12, fill=255)
    pen.rounded_rectangle(box, radius=large // 12, outline=EDGE, width=2 * FINER)
    small = (size, size)
    return picture.resize(small, Image.Resampling.LANCZOS), mask.resize(small, Image.Resampling.LANCZOS)


def stitch(pen: ImageDraw.ImageDraw, height: int, width: int, colour: str) -> None:
    """The running stitch across the whole picture."""
    dash, gap, thick = 42, 24, 9
    for x in range(-dash // 2, width, dash + gap):
        pen.rounded_rectangle((x, height, x + dash, height + thick), radius=thick // 2, fill=colour)
