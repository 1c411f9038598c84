"""The files of an archive: which page names which, which are there already, and how a text names what hangs on it."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from advocates.core.documents import file_name_of
from advocates.core.identifiers import LENGTH
from advocates.core.mailable import one_line, storable
from advocates.files.names import clean_name
from advocates.wiki.carrying import fronts
from advocates.wiki.carrying.gathering import FILES
from advocates.wiki.paragraphs import kind_of, pieces

# Of a file its name, of a picture what it shows: as much as is kept.
LONGEST = 500
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_OURS = re.compile(rf"{FILES}/([0-9a-z]{{{LENGTH}}}) ([^/]+)")
_NAMED = re.compile(rf"(!?)\[([^\[\]\n]{{0,{LONGEST}}})\]\((?:<([^<>\n]{{1,400}})>|([^()<>\s]{{1,400}}))\)")
_ADDRESS = re.compile(rf"/members/files/([0-9a-z]{{{LENGTH}}})/")


@dataclass(frozen=True, slots=True)
class Named:
    """A file as a page names it: how it is called, and by language what it shows."""

    name: str = ""
    alts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hung:
    """What a text names: the file's id, and its name on the page."""

    public_id: str
    name: str


def _written(mark: str, words: str, target: str) -> str:
    plain = re.fullmatch(r"[^()<>\s]+", target)
    return f"{mark}[{words}]({target if plain else f'<{target}>'})"


def replaced(source: str, other: Callable[[str, str, str], str | None]) -> str:
    """The text with other targets of links and pictures; code stays as it is.

    `other` is told the sign before (`!` or none), the words and the target, and answers with a target, or with None
    where it stays.
    """

    def put(match: re.Match[str]) -> str:
        target = other(match[1], match[2], match[3] or match[4])
        return match[0] if target is None else _written(match[1], match[2], target)

    parts = [each if kind_of(each) == "code" else _NAMED.sub(put, each) for each in pieces(source)]
    return "\n".join(parts).strip("\n")


def plain(source: str) -> str:
    """The same text however the names of its pictures were written."""
    return replaced(source, lambda mark, _words, target: file_name_of(target) or None if mark else None)


def outward(source: str, paths: Mapping[str, str], names: Mapping[str, str]) -> str:
    """The text as it stands in an archive: `paths` by ids of files, `names` the ids by their names on the page."""

    def other(mark: str, _words: str, target: str) -> str | None:
        if mark:
            found = names.get(file_name_of(target).casefold(), "")
        else:
            address = _ADDRESS.fullmatch(target)
            found = address[1] if address else ""
        return quote(paths[found]) if found in paths else None

    return replaced(source, other)


def inward(source: str, path: str, hung: Mapping[str, Hung]) -> str:
    """The text as it stands on a page: `hung` are the files by their paths in the archive, in small letters."""

    def other(mark: str, _words: str, target: str) -> str | None:
        found = hung.get(_path(path, target).casefold())
        if found is None:
            return None
        return found.name if mark else f"/members/files/{found.public_id}/"

    return replaced(source, other)


def _path(path: str, target: str) -> str:
    if "://" in target or target.startswith("/"):
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target)))


def named_in(source: str, front: Mapping[str, str], path: str) -> dict[str, Named]:
    """By their paths in small letters, the files that a page names: above its text, and in it."""
    found: dict[str, Named] = {}
    for told in fronts.listed(front.get("files", "")):
        target = _path(path, str(told.get("file", ""))[:400])
        found[target.casefold()] = Named(
            one_line(str(told.get("name", "")))[:140], dict(_alts(told.get("shows")))
        )
    for each in pieces(source):
        if kind_of(each) != "code":
            for match in _NAMED.finditer(each):
                target = _path(path, match[3] or match[4]).casefold()
                if target and target not in found:
                    found[target] = Named()
    return found


def _alts(told: Any) -> Iterator[tuple[str, str]]:
    for lang, words in list(told.items())[:40] if isinstance(told, dict) else ():
        if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", str(lang)) and isinstance(words, str):
            yield str(lang)[:16], " ".join(storable(words).split())[:LONGEST]


def id_in(path: str) -> str:
    """The id that the file had on the site where the archive was made."""
    match = _OURS.fullmatch(path)
    return match[1] if match else ""


def name_for(path: str, told: Iterable[Named]) -> str:
    """As the file is called when it hangs: as it was called, else as it is called in the archive."""
    called = next((each.name for each in told if each.name), "")
    match = _OURS.fullmatch(path)
    name = called or (match[2] if match else posixpath.basename(path))
    ending = "webp" if path.casefold().endswith(PICTURES) else path.rpartition(".")[2].casefold()
    return clean_name(name, ending)


def files_told(files: Sequence[Any], path_of: Callable[[Any], str]) -> list[dict[str, Any]]:
    """What stands above the text of a page about its files."""
    return [
        {
            "file": path_of(file),
            "name": file.name,
            "shows": {lang: words for lang, words in {**file.alts, file.lang: file.alt}.items() if words},
        }
        for file in files
    ]
