"""Pictures where the text of a page names them: `![what it shows](name of the file)`, and only files of that page."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape, unescape

from advocates.core.documents import PICTURE
from advocates.files.models import File, ShownFile


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that hangs on a page, with what it shows in the page's language or the next best one."""

    public_id: str
    name: str
    alt: str
    lang: str
    width: int
    height: int


def of_shown(files: Iterable[ShownFile]) -> list[Picture]:
    """Of the files that were looked up with their page."""
    return [
        Picture(file.public_id, file.name, file.alt, file.lang, file.width, file.height)
        for file in files
        if file.kind == File.Kind.PICTURE
    ]


def of_files(files: Iterable[File], lang: str) -> list[Picture]:
    """Of files themselves, for a page in a language."""
    found = [(file, *file.alt_in(lang)) for file in files if file.kind == File.Kind.PICTURE]
    return [
        Picture(file.public_id, file.name, alt, told, file.width, file.height) for file, told, alt in found
    ]


# Makes HTML of a picture and what it shows: words and their language, empty for that of the text.
Draw = Callable[[Picture, str, str], str]


def placed(html: str, pictures: Iterable[Picture], draw: Draw | None = None) -> tuple[str, set[str]]:
    """The HTML with its pictures, and their ids; a name that no picture of the page has stays as words."""
    if "<img data-file=" not in html:
        return html, set()
    known: dict[str, Picture] = {}
    for picture in pictures:
        known.setdefault(picture.name.casefold(), picture)
    used: set[str] = set()

    def put(match: re.Match[str]) -> str:
        picture = known.get(unescape(match[1]).casefold())
        if picture is None:
            return f"<bdi>{match[2] or match[1]}</bdi>"
        used.add(picture.public_id)
        words, lang = (match[2], "") if match[2] else (escape(picture.alt), picture.lang)
        return (draw or shown)(picture, words, lang)

    return PICTURE.sub(put, html), used


def shown(picture: Picture, words: str, lang: str) -> str:
    """As its page shows it: small, and a way to the whole of it."""
    address, tongue = f"/members/files/{picture.public_id}/", f' lang="{escape(lang)}"' if lang else ""
    size = f'width="{picture.width}" height="{picture.height}"'
    alt = words or escape(picture.name)
    return f'<a class="pic" href="{address}"><img src="{address}small/" alt="{alt}"{tongue} {size} loading="lazy"></a>'
