"""The line drawings of the interface and the squares of the quilt, as ready strings of SVG."""

import zlib

from django.utils.safestring import SafeString

# On a grid of 24 units, drawn with a pen of 2.
_SHAPES = {
    "arrow": '<path d="M4 12h16m-6-6 6 6-6 6"/>',
    "at": '<circle cx="12" cy="12" r="4"/><path d="M16 8v5.5c0 3.5 5 3 5-1.5a9 9 0 1 0-3.5 7"/>',
    "back": '<path d="m15.5 5-7 7 7 7"/>',
    "bell": '<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zm4 4.5h4"/>',
    "bold": '<path d="M7 4.5h5.5a3.6 3.6 0 0 1 0 7.3H7zm0 7.3h6.5a3.8 3.8 0 0 1 0 7.7H7z"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="15" rx="2"/><path d="M4 10.5h16M8.5 3v4.5m7-4.5v4.5"/>',
    "chat": '<path d="M4 5h16v12h-9l-5 4v-4H4z"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7"/>',
    "chev": '<path d="m8.5 5 7 7-7 7"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 6.5V12l4 2.5"/>',
    "down": '<path d="m5 8.5 7 7 7-7"/>',
    "download": '<path d="M12 3.5V15m-5-4.5 5 5 5-5M5 20.5h14"/>',
    "external": '<path d="M10 5H5v14h14v-5M14 4.5h5.5V10m0-5.5-9 9"/>',
    "eye": (
        '<path d="M2.5 12c2-4 5.5-6.5 9.5-6.5s7.5 2.5 9.5 6.5c-2 4-5.5 6.5-9.5 6.5S4.5 16 2.5 12z"/>'
        '<circle cx="12" cy="12" r="3"/>'
    ),
    "file": '<path d="M6 3h8l5 5v13H6zm8 0v5h5M9.5 13h6m-6 4h4"/>',
    "filter": '<path d="M4 7h16M7 12h10m-7 5h4"/>',
    "flag": '<path d="M5.5 21V4h13l-3 4.5 3 4.5h-13"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c5 5 5 13 0 18-5-5-5-13 0-18z"/>',
    "heading": '<path d="M6 5v14M18 5v14M6 12h12"/>',
    "heart": '<path d="M12 20c-5-3.5-8-6.8-8-10.5C4 4.5 10 4 12 8c2-4 8-3.5 8 1.5 0 3.7-3 7-8 10.5z"/>',
    "home": '<path d="M3.5 11.5 12 4l8.5 7.5M6 9.5V20h12V9.5M10 20v-6h4v6"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5m0-9v.1"/>',
    "key": '<circle cx="8" cy="15.5" r="4.5"/><path d="M11.5 12 20 3.5m-4 4 3 3"/>',
    "lang": (
        '<path d="M3.5 6H13M8.5 3.5V6c0 4-2 6.5-5 8M6 9.5c1 2.5 2.8 4.2 5.5 5.3M12 20.5l4.2-10 4.3 10'
        'M13.5 17h5.6"/>'
    ),
    "link": (
        '<path d="M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1"/>'
    ),
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6v.1m0 5.9v.1m0 5.9v.1"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>',
    "mail": '<rect x="3" y="5.5" width="18" height="13" rx="2"/><path d="m3.5 7.5 8.5 6 8.5-6"/>',
    "map": '<path d="M9 4 3.5 6.5v13L9 17l6 3 5.5-2.5v-13L15 7zm0 0v13m6-10v13"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "minus": '<path d="M5 12h14"/>',
    "pen": '<path d="m4 20 1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5l3.5 3.5"/>',
    "people": (
        '<circle cx="9" cy="8" r="3.5"/>'
        '<path d="M2.5 20c0-7.5 13-7.5 13 0m.5-15.2a3.5 3.5 0 0 1 0 6.4m2 3.3c2 1 3.5 2.8 3.5 5.5"/>'
    ),
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c0-8 16-8 16 0"/>',
    "phone": (
        '<path d="M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4c0 .6-.4 1-1 1C10.7 20 4 13.3 4 5c0-.6.4-1 1-1z"/>'
    ),
    "pin": (
        '<path d="M12 21.5c-4.5-4.5-7-8-7-11.5a7 7 0 0 1 14 0c0 3.5-2.5 7-7 11.5z"/>'
        '<circle cx="12" cy="9.8" r="2.4"/>'
    ),
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6.5H7z"/>',
    "quote": '<path d="M10 7H4.5v6.5H10zm0 6.5c0 2-1 3.5-3.5 4M19.5 7H14v6.5h5.5zm0 6.5c0 2-1 3.5-3.5 4"/>',
    "reply": '<path d="M9 6 4 11l5 5M4 11h9a7 7 0 0 1 7 7"/>',
    "rss": '<path d="M5 11a8 8 0 0 1 8 8M5 4.5A14.5 14.5 0 0 1 19.5 19M5.8 18.2v.1"/>',
    "search": '<circle cx="11" cy="11" r="7"/><path d="m16 16 5 5"/>',
    "share": '<path d="M12 15V3.5M7.5 8 12 3.5 16.5 8M6 12v8.5h12V12"/>',
    "shield": ('<path d="m12 3 7.5 3v5.5c0 4.5-3 8-7.5 9.5-4.5-1.5-7.5-5-7.5-9.5V6zm-3.5 9 2.5 2.5 4.5-5"/>'),
    "undo": '<path d="M8 5.5 3.5 10 8 14.5M3.5 10H14a5.5 5.5 0 0 1 0 11h-3"/>',
    "warn": '<path d="M12 4 2.8 20h18.4zm0 6v4.5m0 2.8v.1"/>',
    "x": '<path d="m6 6 12 12M18 6 6 18"/>',
}
# These point along the line of reading, so they turn round in right-to-left scripts.
_TURNING = frozenset({"arrow", "back", "chev", "list", "reply", "undo"})

# Ten stitched squares on a grid of 32 units. Their numbers are stored nowhere, but a changed order
# would give every organisation another square.
_PATTERNS = (
    "M3 5h7m3 0h7m3 0h7M0 12h5m3 0h7m3 0h7m3 0h7M3 20h7m3 0h7m3 0h7M0 27h5m3 0h7m3 0h7m3 0h7",
    "M6 2v8M2 6h8m6-4v8m-4-4h8m6-4v8m-4-4h8M6 12v8m-4-4h8m6-4v8m-4-4h8m6-4v8m-4-4h8M6 22v8m-4-4h8m6-4v8m-4-4h8"
    "m6-4v8m-4-4h8",
    "M4.5 4.5h23v23h-23zm6 6h11v11h-11zM16 16v.1",
    "M16 2.5 29.5 16 16 29.5 2.5 16zm0 7 6.5 6.5-6.5 6.5L9.5 16z",
    "M0 15a8 8 0 0 1 16 0 8 8 0 0 1 16 0M4.5 15a3.5 3.5 0 0 1 7 0m9 0a3.5 3.5 0 0 1 7 0M-8 27a8 8 0 0 1 16 0"
    " 8 8 0 0 1 16 0 8 8 0 0 1 16 0M12.5 27a3.5 3.5 0 0 1 7 0M0 23.5a3.5 3.5 0 0 1 3.5 3.5m25 0a3.5 3.5 0 0"
    " 1 3.5-3.5",
    "M16 0A16 16 0 0 1 0 16a16 16 0 0 1 16 16 16 16 0 0 1 16-16A16 16 0 0 1 16 0zm0 12v8m-4-4h8",
    "M16 3v8m0 10v8M3 16h8m10 0h8M7 7l5.5 5.5m7 7L25 25m0-18-5.5 5.5m-7 7L7 25",
    "m2.5 9.5 6.7-6 6.8 6 6.8-6 6.7 6m-27 9.5 6.7-6 6.8 6 6.8-6 6.7 6m-27 9.5 6.7-6 6.8 6 6.8-6 6.7 6",
    "M0 10A10 10 0 0 0 10 0M0 18.5A18.5 18.5 0 0 0 18.5 0M0 27A27 27 0 0 0 27 0m-5 32a10 10 0 0 1 10-10",
    "M11 2.5v27m10-27v27M2.5 11h27m-27 10h27",
)
_COLOURS = 6
_SIZES = {"s": " tile--s", "m": "", "l": " tile--l"}


def _icon(name: str, shape: str) -> SafeString:
    turning = " icon--dir" if name in _TURNING else ""
    return SafeString(f'<svg class="icon{turning}" viewBox="0 0 24 24" aria-hidden="true">{shape}</svg>')


def _tiles(size: str) -> tuple[SafeString, ...]:
    return tuple(
        SafeString(
            f'<svg class="tile t{colour}{size}" viewBox="0 0 32 32" aria-hidden="true">'
            f'<use href="#q-{pattern}"/></svg>'
        )
        for colour in range(1, _COLOURS + 1)
        for pattern in range(len(_PATTERNS))
    )


ICONS = {name: _icon(name, shape) for name, shape in _SHAPES.items()}
TILES = {letter: _tiles(css_class) for letter, css_class in _SIZES.items()}
TILE_PATTERNS = SafeString(
    '<svg width="0" height="0" hidden>'
    + "".join(
        f'<symbol id="q-{number}" viewBox="0 0 32 32"><path d="{path}"/></symbol>'
        for number, path in enumerate(_PATTERNS)
    )
    + "</svg>"
)


def tile(seed: object, size: str = "m") -> SafeString:
    """Return the quilt square of `seed` (an id). The same seed gives the same square for ever, on every machine."""
    return TILES[size][_number_of(seed)]


def tile_design(seed: object) -> tuple[str, int]:
    """The path of the same square on a grid of 32 units, and the number of its colours, for whoever draws it."""
    colour, pattern = divmod(_number_of(seed), len(_PATTERNS))
    return _PATTERNS[pattern], colour + 1


def _number_of(seed: object) -> int:
    return zlib.crc32(str(seed).encode()) % (_COLOURS * len(_PATTERNS))
