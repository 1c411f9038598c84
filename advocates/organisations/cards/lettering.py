"""Words as pixels: which font has the letters, where a line breaks, and whether a text can be drawn at all."""

import json
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import ImageDraw, ImageFont, features

from advocates.core.assets import STATIC

FOLDER = STATIC / "vendor" / "noto-sans"
# Of these scripts the letters join and move; without the library that knows how, they would be wrong.
JOINED = ("arabic", "devanagari", "thai")
DOTS = "…"
Line = Sequence[tuple["Face", str]]


@dataclass(frozen=True, slots=True)
class Face:
    """A font file with the letters that it has."""

    name: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @property
    def is_joined(self) -> bool:
        return any(script in self.name for script in JOINED)

    def has(self, letter: str) -> bool:
        """Whether it can draw the letter."""
        at = bisect_right(self.starts, ord(letter)) - 1
        return at >= 0 and ord(letter) <= self.ends[at]

    def font(self, size: int) -> ImageFont.FreeTypeFont:
        """The font in a size, in pixels."""
        return _font(self.name, size)


@lru_cache(maxsize=64)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FOLDER / name, size)


@lru_cache(maxsize=1)
def faces() -> tuple[Face, ...]:
    """Those that can be used here; Latin letters first."""
    text = (Path(__file__).parent / "coverage.json").read_text(encoding="utf-8")
    found = [
        Face(name, tuple(first for first, _last in ranges), tuple(last for _first, last in ranges))
        for name, ranges in json.loads(text).items()
    ]
    found.sort(key=lambda face: (face.is_joined, "latin-700" not in face.name, face.name))
    can_join = features.check("raqm") and features.check("fribidi")
    return tuple(face for face in found if can_join or not face.is_joined)


def cleaned(text: str) -> str:
    """The text as it is drawn: composed letters, no signs that are not to be seen."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(letter for letter in composed if unicodedata.category(letter) not in ("Cc", "Cf", "Cs"))


def is_right_to_left(text: str) -> bool:
    """Whether any of it is written from the right."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def in_runs(text: str) -> list[tuple[Face, str]] | None:
    """The text cut where the font changes; None if a letter is in none, or words run both ways."""
    if is_right_to_left(text):
        whole = (face for face in faces() if all(map(face.has, text)))
        return next(([(face, text)] for face in whole), None)
    runs: list[tuple[Face, str]] = []
    for letter in text:
        known = [runs[-1][0]] if runs and runs[-1][0].has(letter) else faces()
        face = next((face for face in known if face.has(letter)), None)
        if face is None:
            return None
        if runs and runs[-1][0] is face:
            runs[-1] = (face, runs[-1][1] + letter)
        else:
            runs.append((face, letter))
    return runs


def can_draw(text: str) -> bool:
    """Whether every letter of it would be right."""
    return bool(text) and in_runs(text) is not None


def width_of(text: str, size: int) -> float:
    """In pixels, of a text that can be drawn."""
    runs = in_runs(text) or ()
    return sum((face.font(size).getlength(part, **_way(face, part)) for face, part in runs), 0.0)


def _way(face: Face, text: str) -> dict[str, Any]:
    return {"direction": "rtl"} if face.is_joined and is_right_to_left(text) else {}


def put(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, colour: str, *, from_right: bool
) -> None:
    """Write a line; `at` is where its base line begins for the eye of the reader."""
    x, y = at
    if from_right:
        x -= width_of(text, size)
    for face, part in in_runs(text) or ():
        way = _way(face, part)
        pen.text((x, y), part, font=face.font(size), fill=colour, anchor="ls", **way)
        x += face.font(size).getlength(part, **way)


def fitted(text: str, width: float, sizes: Sequence[int], most: int) -> tuple[int, list[str]]:
    """The largest size in which the text takes at most so many lines; in the smallest it is cut."""
    for size in sizes:
        lines = wrapped(text, width, size)
        if len(lines) <= most:
            return size, lines
    last = lines[most - 1]
    while last and (width_of(last + DOTS, size) > width or not can_draw(last + DOTS)):
        last = last[:-1].rstrip()
    # Letters from the right have no dots of their own; they end as they are.
    ended = [last + DOTS] if last else [lines[most - 1]]
    return size, [*lines[: most - 1], *ended]


def wrapped(text: str, width: float, size: int) -> list[str]:
    """The text in lines; a word that is wider than the line is broken, never before a mark that stands on a letter."""
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        if width_of(longer, size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, width, size)
        lines += full
    return [*lines, line]


def _broken(word: str, width: float, size: int) -> list[str]:
    parts = [""]
    for letter in word:
        is_mark = unicodedata.category(letter).startswith("M")
        if parts[-1] and not is_mark and width_of(parts[-1] + letter, size) > width:
            parts.append("")
        parts[-1] += letter
    return parts
