"""Pages as a ZIP: each as Markdown and as HTML that opens alone, their files, and a list of everything."""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from html import escape
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, override

from advocates.core.identifiers import LENGTH
from advocates.core.languages import direction
from advocates.core.secrets import Unreadable
from advocates.core.viewer import Viewer
from advocates.files import storing
from advocates.files.models import File, LibraryFile
from advocates.spaces.models import Space
from advocates.wiki.carrying import attaching, fronts
from advocates.wiki.carrying.gathering import FILES, INDEX, LIBRARY, Leaf, Scope, Text, leaves, texts
from advocates.wiki.carrying.names import safe
from advocates.wiki.filing import pictures
from advocates.wiki.showing import trusted

# A part of an archive: in bytes, before anything is made smaller, and in files. It can be brought in again as it is.
MOST_OF_PART, MOST_IN_PART = 20 * 2**20, 900
_ADDRESS = re.compile(
    rf'href="(?:{re.escape(settings.SITE_URL)})?/(members/wiki/([0-9a-z]{{{LENGTH}}})/|[^"/][^"]*)'
)
TEXTS = (".md", ".html")
_PLACE = re.compile(r'((?:id|href)="#?)((?:s|note-|ref-)[0-9]+)"')
_OWN_ANCHOR = re.compile(r' <a class="anchor" [^>]*>#</a>')


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of an archive; pictures and documents are read only when their turn comes, None where they are gone."""

    name: str
    at: datetime
    size: int
    read: Callable[[], bytes | None]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What belongs together: a page with its files, or a file of the library; `above` are the pages above it."""

    entries: Sequence[Entry]
    above: Sequence[Entry] = field(default_factory=list)


def bundles(viewer: Viewer, scope: Scope) -> Iterator[Bundle]:
    """All that an archive holds, in the order of the tree; its list first, the library last."""
    now, found = timezone.now(), leaves(viewer, scope)
    # In whatever thread the rest is asked for, the language stays the reader's.
    language = get_language() or "en"
    library = list(scope.library(viewer).select_related("current").order_by("title", "pk"))
    yield Bundle([_entry(f"{INDEX}.html", now, _index(scope.space, found, library, language))])
    paths = {leaf.public_id: leaf.path for leaf in found}
    above: list[Entry] = []
    for text in texts(viewer, found):
        at, name = text.row["changed_at"], f"{text.leaf.path}.md"
        own = [
            _entry(name, at, _markdown(text).encode()),
            _entry(f"{text.leaf.path}.html", at, _alone(text, paths, language)),
        ]
        above = above[: text.leaf.level]
        yield Bundle([*own, *(_kept(_file_path(file), file) for file in text.files)], above)
        above = [*above, _entry(name, at, _markdown(text, is_again=True).encode())]
    for item in library:
        if item.current is not None:
            yield Bundle([_kept(_library_path(item, item.current), item.current)])


def entries(viewer: Viewer, scope: Scope) -> Iterator[Entry]:
    """The files of an archive that is not divided, one after the other, each once."""
    seen: set[str] = set()
    for bundle in bundles(viewer, scope):
        for entry in bundle.entries:
            if entry.name not in seen:
                seen.add(entry.name)
                yield entry


def parts(found: Iterable[Bundle]) -> Iterator[list[Entry]]:
    """Parts that are archives of their own: a page stays with its files as far as they fit into one.

    Where a part begins below other pages, these stand in it again, so that it can be brought in by itself.
    """
    part: dict[str, Entry] = {}
    weight = 0
    for bundle in found:
        size = sum(entry.size for entry in bundle.entries if entry.name not in part)
        if part and (weight + size > MOST_OF_PART or len(part) + len(bundle.entries) > MOST_IN_PART):
            yield list(part.values())
            part = {entry.name: entry for entry in bundle.above}
            weight = sum(entry.size for entry in bundle.above)
        for entry in bundle.entries:
            if part and weight + entry.size > MOST_OF_PART:
                yield list(part.values())
                part, weight = {}, 0
            if entry.name not in part:
                part[entry.name], weight = entry, weight + entry.size
    yield list(part.values())


def _entry(name: str, at: datetime, content: bytes) -> Entry:
    return Entry(name, at, len(content), lambda: content)


def _kept(name: str, file: File) -> Entry:
    return Entry(name, file.created_at, file.size, partial(_content, file))


def _markdown(text: Text, *, is_again: bool = False) -> str:
    """The text with what stands above it; its files are named as they lie in the archive.

    One that stands in a part again only says where the pages below it belong.
    """
    folder = posixpath.dirname(text.leaf.path)
    paths = {file.public_id: posixpath.relpath(_file_path(file), folder or ".") for file in text.files}
    names = {file.name.casefold(): file.public_id for file in reversed(text.files)}
    front = _front(text) | ({fronts.AGAIN: "yes"} if is_again else {})
    if text.files:
        front["files"] = attaching.files_told(text.files, lambda file: paths[file.public_id])
    return fronts.written(front, attaching.outward(text.source, paths, names))


def _front(text: Text) -> dict[str, Any]:
    row = text.row
    return {
        "title": row["title"],
        "lang": row["lang"],
        "source": source_url(row["public_id"]),
        "date": timezone.localdate(row["changed_at"]).isoformat(),
        "revision": row["revision"],
        "byline": text.byline,
    }


def source_url(public_id: str) -> str:
    """The address of a page on this site, in full."""
    return f"{settings.SITE_URL}/members/wiki/{public_id}/"


def _content(file: File) -> bytes | None:
    try:
        return storing.content_of(file, False)
    except (FileNotFoundError, Unreadable):
        return None


def _file_path(file: File) -> str:
    stem, _dot, ending = file.name.rpartition(".")
    return f"{FILES}/{file.public_id} {safe(stem)}.{safe(ending)}"


def _library_path(item: LibraryFile, file: File) -> str:
    return f"{LIBRARY}/{item.public_id} {safe(item.title)}.{safe(file.name.rpartition('.')[2])}"


def _alone(text: Text, paths: Mapping[str, str], language: str) -> bytes:
    row, folder = text.row, posixpath.dirname(text.leaf.path)
    html = _ADDRESS.sub(lambda match: _leading(match, paths, folder), _OWN_ANCHOR.sub("", row["html"]))
    html, used = pictures.placed(
        html, pictures.of_files(text.files, row["lang"]), lambda *shown: _beside(text, folder, *shown)
    )
    context: dict[str, Any] = {
        "row": row,
        "direction": direction(row["lang"]),
        "html": trusted(html),
        "url": source_url(row["public_id"]),
        "byline": text.byline,
        "index": _relative(f"{INDEX}.html", folder),
        "files": [
            (_relative(_file_path(file), folder), file.name, *file.alt_in(row["lang"]))
            for file in text.files
            if file.public_id not in used
        ],
    }
    return _drawn("wiki/carrying/alone.html", context, language)


def _beside(text: Text, folder: str, picture: pictures.Picture, words: str, lang: str) -> str:
    """A picture of the archive in the page that opens alone."""
    file = next(file for file in text.files if file.public_id == picture.public_id)
    tongue = f' lang="{escape(lang)}"' if lang else ""
    return f'<img src="{_relative(_file_path(file), folder)}" alt="{words or escape(picture.name)}"{tongue}>'


def apart(html: str, public_id: str) -> str:
    """The HTML of a page that stands beside others: no place in it has the name of a place in another one."""
    return _PLACE.sub(rf'\g<1>{public_id}-\g<2>"', _OWN_ANCHOR.sub("", html))


def _leading(match: re.Match[str], paths: Mapping[str, str], folder: str) -> str:
    """A link to a page in the archive leads there, every other one to the site."""
    path = paths.get(match[2] or "")
    return f'href="{_relative(f"{path}.html", folder)}' if path else f'href="{settings.SITE_URL}/{match[1]}'


def _relative(path: str, folder: str) -> str:
    return quote(posixpath.relpath(path, folder or "."))


def _index(space: Space, found: list[Leaf], library: Sequence[LibraryFile], language: str) -> bytes:
    rows = [
        {"leaf": leaf, "path": quote(leaf.path), "direction": direction(leaf.lang), "level": leaf.level + 1}
        for leaf in found
    ]
    context = {
        "space": space,
        "rows": rows,
        "library": [
            (item, quote(_library_path(item, item.current))) for item in library if item.current is not None
        ],
        "now": timezone.now(),
        "language": language,
        "direction": direction(language),
    }
    return _drawn("wiki/carrying/index.html", context, language)


def _drawn(template: str, context: dict[str, Any], language: str) -> bytes:
    with override(language):
        return render_to_string(template, context).encode()


class _Pipe(io.RawIOBase):
    """What is written comes out again at once; there is no way back, and so no seeking."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self.parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        parts, self.parts = self.parts, []
        return b"".join(parts)


def zipped(found: Iterable[Entry]) -> Iterator[bytes]:
    """The archive, piece by piece, as its files are made."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in found:
            if (content := entry.read()) is None:
                continue
            info = zipfile.ZipInfo(entry.name, timezone.localtime(entry.at).timetuple()[:6])
            # Pictures and documents are small already.
            is_text = entry.name.endswith(TEXTS)
            info.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
            yield pipe.taken()
    yield pipe.taken()
