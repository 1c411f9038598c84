"""Comments as HTML: each is a stencil, drawn once for its kind, filled with what is its own."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocates.core import drawings
from advocates.core.languages import direction
from advocates.core.moments import moment_of
from advocates.core.stencils import Stencil, stencil
from advocates.core.viewer import Viewer
from advocates.forum.comments.reading import Row
from advocates.forum.showing import written
from advocates.organisations.geo.countries import country_name
from advocates.spaces.bylines import Protected, Signature, signature
from advocates.spaces.models import Kind

HOLES = (
    "number", "tile", "name", "iso", "moment", "line", "lang", "direction", "html", "public_id", "post_id", "address",
)  # fmt: skip


def draw(rows: Iterable[Row], viewer: Viewer, address: str, *, may_answer: bool) -> SafeString:
    """All of them; an answer whose comment does not stand before it on the page says that it is one."""
    person: Any = viewer.person
    drawn, above = [], 0
    # Most comments of a page are of the same kind.
    shapes: dict[tuple[bool, ...], Stencil] = {}
    for row in rows:
        if not row.is_answer:
            above = row.number
        kind = (
            row.is_answer,
            row.is_answer and row.root != above,
            bool(row.organisation),
            row.edited_at is not None,
            person is not None and row.person_id == person.pk,
        )
        if kind not in shapes:
            shapes[kind] = _shape(kind, may_answer=may_answer, may_hide="" in viewer.moderates)
        drawn.append(shapes[kind].fill(_words(row, address)))
    return SafeString("".join(drawn))


def _shape(kind: tuple[bool, ...], **rights: bool) -> Stencil:
    names = ("is_answer", "is_alone", "is_members", "is_edited", "is_own")
    values: dict[str, Any] = {**dict(zip(names, kind, strict=True)), **rights}
    return stencil("forum/comments/_comment.html", HOLES, **values)


def signed(row: Row) -> Signature:
    """Who stands above a comment."""
    slug = row.slug or row.written_as
    protected = Protected.where(Kind.PUBLIC, row.is_person_protected, row.is_group_protected)
    return signature(row.name or row.written_as, row.organisation or "", row.country or "", slug, protected)


def _words(row: Row, address: str) -> Mapping[str, Any]:
    by, at = signed(row), moment_of(row.written_at)
    place = country_name(by.country, get_language() or "en") if by.country else ""
    return {
        "number": row.number,
        "tile": drawings.tile(by.tile),
        "name": by.name,
        "iso": at.iso,
        "moment": at.date,
        "line": _line(by.organisation, place),
        "lang": row.lang,
        "direction": direction(row.lang),
        "html": written(row.html),
        "public_id": row.public_id,
        "post_id": row.post_id,
        "address": address,
    }


def _line(organisation: str, place: str) -> str:
    if not organisation:
        return ""
    return (
        _("%(organisation)s, %(country)s") % {"organisation": organisation, "country": place}
        if place
        else organisation
    )
