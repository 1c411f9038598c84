"""Links between files of a folder, and between pages that come in together, made into links by the pages' ids."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from advocates.core import documents
from advocates.wiki.models import name_key
from advocates.wiki.paragraphs import kind_of, pieces

_FILE_LINK = re.compile(
    r"(?<!!)\[([^\[\]\n|]{1,200})\]\(<?([^()<>\s]{1,400}?\.(?:md|markdown))(?:#[^()<>\s]*)?>?\)"
)


@dataclass(frozen=True, slots=True)
class Known:
    """The pages that are there when everything is in: ids by path of file, by title, and by the id they had."""

    paths: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Linked:
    """A text with its links, and the files that it names in vain."""

    source: str
    missing: tuple[str, ...] = ()


def linked(source: str, path: str, known: Known) -> Linked:
    """The text of the file at `path`; code stays as it is."""
    folder, missing = posixpath.dirname(path), []

    def put(match: re.Match[str]) -> str:
        if "://" in match[2]:
            return match[0]
        target = posixpath.normpath(posixpath.join(folder, unquote(match[2])))
        if public_id := known.paths.get(target.casefold()):
            return documents.Link(f"#{public_id}", " ".join(match[1].split())).source
        missing.append(target[:200])
        return match[0]

    # Pieces keep the line ends before them, so that they make the same text again.
    parts = [each if kind_of(each) == "code" else _FILE_LINK.sub(put, each) for each in pieces(source)]
    text = documents.replace_links("\n".join(parts).strip("\n"), dict(_targets(source, known)))
    return Linked(text, tuple(dict.fromkeys(missing)))


def _targets(source: str, known: Known) -> Iterator[tuple[str, str]]:
    for link in documents.links_in(source):
        old = link.target.removeprefix("#") if link.target.startswith("#") else ""
        if public_id := known.ids.get(old) if old else known.titles.get(name_key(link.target)):
            yield link.target, f"#{public_id}"
