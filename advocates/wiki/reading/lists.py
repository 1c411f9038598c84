"""Lists of pages: each line is a stencil."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.safestring import SafeString

from advocates.core.stencils import stencil
from advocates.spaces.models import Space
from advocates.wiki.listing import Shelf

LINE = ("public_id", "title", "lang", "note")
SHELF = ("public_id", "name", "pages")


def draw_line(
    public_id: str,
    title: str,
    lang: str,
    has_below: object = False,
    *,
    note: str = "",
    is_elsewhere: bool = False,
) -> SafeString:
    """A page in a list, and what else is said of it."""
    kind = stencil(
        "wiki/_line.html", LINE, has_below=bool(has_below), is_elsewhere=is_elsewhere, has_note=bool(note)
    )
    return kind.fill({"public_id": public_id, "title": title, "lang": lang, "note": note})


def draw_lines(pages: Iterable[Sequence[Any]]) -> SafeString:
    """Pages of a list, each with its id, title, language, and whether others lie below it."""
    return joined(draw_line(*page) for page in pages)


def joined(drawn: Iterable[SafeString]) -> SafeString:
    """Parts that were drawn, one after the other."""
    return SafeString("".join(drawn))


def draw_shelves(shelves: Iterable[Shelf]) -> SafeString:
    """The spaces with their first pages."""
    return joined(_shelf(each) for each in shelves)


def _shelf(shelf: Shelf) -> SafeString:
    space = shelf.space
    kind = stencil(
        "wiki/_shelf.html",
        SHELF,
        is_room=space.kind == Space.Kind.ROOM,
        is_narrow=space.kind != Space.Kind.MEMBERS,
        is_closed=space.is_closed,
        has_pages=bool(shelf.pages),
        has_more=shelf.has_more,
    )
    return kind.fill({"public_id": space.public_id, "name": space.name, "pages": draw_lines(shelf.pages)})
