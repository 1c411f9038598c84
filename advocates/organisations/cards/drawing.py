"""The card itself: 1200 by 630 pixels, few colours, a few kilobytes."""

import hashlib
from dataclasses import astuple, dataclass
from io import BytesIO

from PIL import Image, ImageDraw

from advocates.organisations.cards.lettering import can_draw, cleaned, faces, fitted, put
from advocates.organisations.cards.shapes import polylines, square, stitch

WIDTH, HEIGHT = 1200, 630
CLOTH, DEEP, THREAD, WHITE, SOFT = "#202B6B", "#182052", "#F6A821", "#FFFFFF", "#D6DCF8"
# Raised when cards look different from then on.
DESIGN = 1
MARGIN, QUILT, GAP = 72, 300, 56
SEAM = 500
BASE = 584
COLOURS = 64
LEADING, APART = 1.22, 22
# The mark of the platform, as in templates/components/brand.html, without its curves.
MARK_THREAD = "M28 4.5V9A8 8 0 0 1 23 15.8M13 20.2A8 8 0 0 0 8 27V31.5"
MARK_LIGHT = "M8 4.5V9A10 10 0 0 0 16 17.5L20 19.5A10 10 0 0 1 28 27V31.5"


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card. `seeds` are the groups whose squares are sewn on it: one, or up to nine."""

    title: str
    subtitle: str
    detail: str
    # The same in Latin letters, for fonts that lack those of the reader's language.
    plain_detail: str
    network: str
    seeds: tuple[str, ...]
    is_right_to_left: bool


def version(card: Card) -> str:
    """Changes with anything that changes the picture."""
    facts = repr((DESIGN, len(faces()), astuple(card)))
    return hashlib.blake2b(facts.encode(errors="replace"), digest_size=8).hexdigest()


def draw(card: Card) -> bytes:
    """A PNG."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), CLOTH)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, SEAM, WIDTH, HEIGHT), fill=DEEP)
    stitch(pen, SEAM - 5, WIDTH, THREAD)
    _sew(picture, card)
    _write(pen, card)
    file = BytesIO()
    few = picture.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, "PNG", optimize=True)
    return file.getvalue()


def _sew(picture: Image.Image, card: Card) -> None:
    left = WIDTH - MARGIN - QUILT if card.is_right_to_left else MARGIN
    if len(card.seeds) <= 1:
        places = [(0, 0, QUILT)]
    else:
        side = (QUILT - 16) // 3
        places = [(at % 3 * (side + 8), at // 3 * (side + 8), side) for at in range(9)]
    for seed, (x, y, size) in zip(card.seeds, places, strict=False):
        tile, mask = square(seed, size)
        picture.paste(tile, (left + x, MARGIN + y), mask)


def _write(pen: ImageDraw.ImageDraw, card: Card) -> None:
    from_right = card.is_right_to_left
    beside = QUILT + GAP if card.seeds else 0
    start = WIDTH - MARGIN - beside if from_right else MARGIN + beside
    blocks = _set(card, WIDTH - 2 * MARGIN - beside)
    height = sum(round(size * LEADING) * len(lines) for size, lines, _colour in blocks) + APART * len(blocks)
    y = MARGIN + max(0, (QUILT - height) // 2)
    for size, lines, colour in blocks:
        for line in lines:
            y += round(size * LEADING)
            put(pen, (start, y), line, size, colour, from_right=from_right)
        y += APART
    _sign(pen, card, from_right)


def _set(card: Card, width: int) -> list[tuple[int, list[str], str]]:
    """Size, lines and colour of each text."""
    return [(*fitted(text, width, sizes, most), colour) for text, sizes, most, colour in _texts(card)]


def _texts(card: Card) -> list[tuple[str, tuple[int, ...], int, str]]:
    """What can be drawn of the card's texts, with sizes to try, most lines, and colour."""
    names = [name for text in (card.title, card.subtitle) if can_draw(name := cleaned(text))]
    details = (cleaned(card.detail), cleaned(card.plain_detail))
    detail = next((text for text in details if can_draw(text)), "")
    found: list[tuple[str, tuple[int, ...], int, str]] = []
    if names:
        found.append((names[0], (72, 64, 56, 48, 42), 3, WHITE))
    if len(names) > 1 and names[1] != names[0]:
        found.append((names[1], (38, 34, 30), 1, SOFT))
    if detail:
        found.append((detail, (38, 34, 30), 1, THREAD))
    return found


def _sign(pen: ImageDraw.ImageDraw, card: Card, from_right: bool) -> None:
    """Whose directory it is."""
    left = WIDTH - MARGIN - 48 if from_right else MARGIN
    for path, colour in ((MARK_THREAD, THREAD), (MARK_LIGHT, WHITE)):
        for line in polylines(path):
            points = [(left + x * 1.35, BASE - 40 + y * 1.35) for x, y in line]
            pen.line(points, fill=colour, width=7, joint="curve")
    network = cleaned(card.network)
    if can_draw(network):
        start = left - 22 if from_right else left + 70
        size, lines = fitted(network, WIDTH - 2 * MARGIN - 70, (32, 28, 24), 1)
        put(pen, (start, BASE - 6), lines[0], size, WHITE, from_right=from_right)
