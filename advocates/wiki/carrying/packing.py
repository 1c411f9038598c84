"""Pages as a ZIP: each as Markdown and as HTML that opens alone, their files, and a list of everything."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
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
from advocates.files.models import File
from advocates.spaces.models import Space
from advocates.wiki.carrying import attaching, fronts
from advocates.wiki.carrying.gathering import FILES, INDEX, Leaf, Text, texts
from advocates.wiki.carrying.names import safe
from advocates.wiki.filing import pictures
from advocates.wiki.showing import trusted

Entry = tuple[str, datetime, bytes]
_ADDRESS = re.compile(
    rf'href="(?:{re.escape(settings.SITE_URL)})?/(members/wiki/([0-9a-z]{{{LENGTH}}})/|[^"/][^"]*)'
)
_PLACE = re.compile(r'((?:id|href)="#?)((?:s|note-|ref-)[0-9]+)"')
_OWN_ANCHOR = re.compile(r' <a class="anchor" [^>]*>#</a>')


def entries(viewer: Viewer, space: Space, found: list[Leaf]) -> Iterator[Entry]:
    """The files of an archive, one after the other."""
    now = timezone.now()
    # In whatever thread the rest is asked for, the language stays the reader's.
    language = get_language() or "en"
    yield f"{INDEX}.html", now, _index(space, found, now, language)
    paths = {leaf.public_id: leaf.path for leaf in found}
    kept: set[str] = set()
    for text in texts(viewer, found):
        at = text.row["changed_at"]
        yield f"{text.leaf.path}.md", at, _markdown(text).encode()
        yield f"{text.leaf.path}.html", at, _alone(text, paths, language)
        for file in text.files:
            if file.public_id not in kept and (content := _content(file)) is not None:
                kept.add(file.public_id)
                yield _file_path(file), file.created_at, content


def _markdown(text: Text) -> str:
    """The text with what stands above it; its files are named as they lie in the archive."""
    folder = posixpath.dirname(text.leaf.path)
    paths = {file.public_id: posixpath.relpath(_file_path(file), folder or ".") for file in text.files}
    names = {file.name.casefold(): file.public_id for file in reversed(text.files)}
    front = _front(text)
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


def _index(space: Space, found: list[Leaf], now: datetime, language: str) -> bytes:
    rows = [
        {"leaf": leaf, "path": quote(leaf.path), "direction": direction(leaf.lang), "level": leaf.level + 1}
        for leaf in found
    ]
    context = {
        "space": space,
        "rows": rows,
        "now": now,
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
        for name, at, content in found:
            info = zipfile.ZipInfo(name, timezone.localtime(at).timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
            yield pipe.taken()
    yield pipe.taken()
