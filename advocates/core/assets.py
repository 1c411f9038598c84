"""Style sheets, scripts and pictures of our own, put together in memory when the process starts.

`static/css/first/` is what the first paint needs: one static inline style, the same on every page, allowed by its
hash. `static/css/rest/` is the bundle `site.css`. Each script, picture and vendored file has an address that holds
the hash of its content, so it may be kept for a year. No build step, no files written.
"""

import base64
import hashlib
import mimetypes
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from advocates.core.packed import Effort, Packed, StartResponse
from advocates.core.profile import Colour, profile

STATIC = Path(__file__).resolve().parent.parent / "static"
ADDRESS = "/static/a/"
FOLDERS = {"js": ("*.js",), "img": ("*",), "vendor": ("**/*.js", "**/*.css", "**/*.svg")}
HEADERS = (
    ("Cache-Control", "public, max-age=31536000, immutable"),
    ("Vary", "Accept-Encoding"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    # An SVG that is opened by itself is a document.
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
)
IMPORT = re.compile(r"""((?:\bfrom|\bimport)\s*\(?\s*)(["'])(\.{1,2}/[^"']+)\2""")
CSS_PART = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(/\*.*?\*/)|(\s+)""", re.DOTALL)
CSS_GAP = re.compile(r" ?([{};,]) ?|(?<=:) ")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything that is served, as it is at this moment."""

    inline: SafeString
    inline_hash: str
    addresses: dict[str, str]
    files: dict[str, Packed]


def inline_css() -> SafeString:
    """The style of the first paint, to be put between `<style>` and `</style>` byte by byte."""
    return _bundle().inline


def inline_css_hash() -> str:
    """`sha256-…` of the inline style, for Content-Security-Policy."""
    return _bundle().inline_hash


def asset_url(name: str) -> str:
    """The address of `site.css`, `map.js`, `logo.svg`, `vendor/…`; LookupError for a name that is not there."""
    try:
        return _bundle().addresses[name]
    except KeyError:
        raise LookupError(f"There is no asset “{name}” in {STATIC}") from None


def has_asset(name: str) -> bool:
    """Whether there is such an asset."""
    return name in _bundle().addresses


class Assets:
    """WSGI front: our assets from memory; everything else is the application's."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        _bundle()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        if path.startswith(ADDRESS):
            file = _bundle().files.get(path)
            if file is not None and environ["REQUEST_METHOD"] in {"GET", "HEAD"}:
                return file.answer(environ, start_response)
        return self.application(environ, start_response)


def minified(css: str) -> str:
    """The style sheet without comments and needless white space; strings stay as they are."""

    def shorter(match: re.Match[str]) -> str:
        string, comment, _space = match.groups()
        return string or ("" if comment else " ")

    # Strings are set aside, so that removing gaps cannot touch them.
    strings: list[str] = []
    text = CSS_PART.sub(shorter, css)
    text = re.sub(
        r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""", lambda match: _set_aside(match, strings), text
    )
    text = CSS_GAP.sub(lambda match: match[1] or "", re.sub(r" +", " ", text)).replace(";}", "}").strip()
    return re.sub("\0(\\d+)\0", lambda match: strings[int(match[1])], text)


def _set_aside(match: re.Match[str], strings: list[str]) -> str:
    strings.append(match[0])
    return f"\0{len(strings) - 1}\0"


def _bundle() -> Bundle:
    return _built(_state(STATIC) if settings.DEBUG else 0, profile().colours)


@lru_cache(maxsize=1)
def _built(_state_of_files: int, colours: tuple[Colour, ...]) -> Bundle:
    return build(STATIC, colours)


def _state(root: Path) -> int:
    return hash(tuple((path, path.stat().st_mtime_ns) for path in sorted(root.rglob("*")) if path.is_file()))


def build(root: Path, colours: Iterable[Colour] = ()) -> Bundle:
    """Read the folder and put its files together; the network's own colours come last in the inline style."""
    inline = minified(_joined(root / "css" / "first"))
    inline += _own_colours(colours, inline)
    contents = {
        "site.css": minified(_joined(root / "css" / "rest")).encode(),
        # Beside the other, so that no visitor loads what only members see.
        "members.css": minified(_joined(root / "css" / "members")).encode(),
    }
    contents.update(_contents(root))
    addresses: dict[str, str] = {}
    files: dict[str, Packed] = {}
    effort = Effort.ONCE if settings.DEBUG else Effort.FOR_EVER
    for name in _dependencies_first(contents):
        body = contents[name] = _with_addresses(name, contents[name], addresses)
        addresses[name] = address = _address(name, body)
        files[address] = Packed([("Content-Type", _type_of(name)), *HEADERS], body, effort)
    digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    return Bundle(mark_safe(inline), f"sha256-{digest}", addresses, files)  # noqa: S308 - our own file


def _own_colours(colours: Iterable[Colour], style: str) -> str:
    """The roles that the profile gives another colour, outside of any layer, so that they win."""
    rules = []
    for colour in colours:
        if f"--{colour.name}:" not in style:
            raise SystemExit(
                f"advocates: The profile cannot be used: there is no colour called {colour.name}."
            )
        rules.append(f"--{colour.name}:var(--day,{colour.day}) var(--night,{colour.night})")
    return f":root{{{';'.join(rules)}}}" if rules else ""


def _joined(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.css")))


def _contents(root: Path) -> Iterator[tuple[str, bytes]]:
    for folder, patterns in FOLDERS.items():
        for path in sorted({path for pattern in patterns for path in (root / folder).glob(pattern)}):
            if path.is_file() and not path.name.startswith("."):
                within = path.relative_to(root / folder).as_posix()
                yield (f"vendor/{within}" if folder == "vendor" else within), path.read_bytes()


def _address(name: str, body: bytes) -> str:
    stem, _, ending = name.rpartition(".")
    return f"{ADDRESS}{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{ending}"


def _type_of(name: str) -> str:
    if name.endswith(".js"):
        return "text/javascript; charset=utf-8"
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _imports(name: str, body: bytes) -> list[str]:
    """The assets that a module imports by relative path."""
    if not name.endswith(".js"):
        return []
    return [_target(name, match[3]) for match in IMPORT.finditer(body.decode())]


def _target(name: str, relative: str) -> str:
    parts = name.split("/")[:-1]
    for part in relative.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in {".", ".."}:
            parts.append(part)
    return "/".join(parts)


def _dependencies_first(contents: dict[str, bytes]) -> list[str]:
    """The names in an order in which each module comes after those it imports: its hash must cover theirs."""
    order: list[str] = []
    open_names: list[str] = []

    def visit(name: str) -> None:
        if name in order:
            return
        if name in open_names:
            raise ValueError(f"Scripts import each other in a circle: {' → '.join([*open_names, name])}")
        open_names.append(name)
        for needed in _imports(name, contents[name]):
            if needed not in contents:
                raise ValueError(f"{name} imports {needed}, which is not there")
            visit(needed)
        open_names.pop()
        order.append(name)

    for name in contents:
        visit(name)
    return order


def _with_addresses(name: str, body: bytes, addresses: dict[str, str]) -> bytes:
    if not name.endswith(".js"):
        return body

    def hashed(match: re.Match[str]) -> str:
        return f"{match[1]}{match[2]}{addresses[_target(name, match[3])]}{match[2]}"

    return IMPORT.sub(hashed, body.decode()).encode()
