"""The revisions of a page, newest first, by their numbers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404

from advocates.core.viewer import Viewer
from advocates.spaces.bylines import Protected, signature
from advocates.wiki.models import PageCheck, PageRevision, WikiPage
from advocates.wiki.models.shown import history

ON_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A revision in the history."""

    number: int
    saved_at: datetime
    summary: str
    lang: str
    is_minor: bool
    restored: int | None
    is_merged: bool
    name: str
    group: str
    # How many letters it is longer than the one before; None where that is not on this page.
    grown: int | None
    checked_by: list[str]

    @property
    def before(self) -> int:
        return self.number - 1


CHECKED = ("number", "person__full_name", "written_as", "mandate__organisation__name", "person__is_protected",
           "mandate__organisation__is_protected")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the history; `older` is where it goes on, 0 at its end."""

    lines: list[Line]
    older: int


def part_of(page: WikiPage, before: int) -> Part:
    """The revisions before a number, of a page that the viewer reads."""
    rows = history(page.pk, before, ON_PAGE + 1)
    checked: dict[int, list[str]] = {}
    if page.checked_id and rows:
        numbers = rows[-1].number, rows[0].number
        found = PageCheck.objects.filter(page=page, number__range=numbers).order_by("at")
        for number, name, written_as, group, *hidden in found.values_list(*CHECKED):
            protected = Protected.where(page.space.kind, *hidden)
            by = signature(name or written_as, group or "", "", "", protected)
            checked.setdefault(number, []).append(by.name)
    shown = rows[:ON_PAGE]
    sizes = [row.size for row in rows] + [0] * (bool(rows) and rows[-1].number == 1)
    lines = [
        _line(
            row, page.space.kind, sizes[at + 1] if at + 1 < len(sizes) else None, checked.get(row.number, [])
        )
        for at, row in enumerate(shown)
    ]
    return Part(lines, shown[-1].number if len(rows) > ON_PAGE else 0)


def _line(row: Any, kind: str, size_before: int | None, checked_by: list[str]) -> Line:
    protected = Protected.where(kind, row.is_person_protected, row.is_group_protected)
    by = signature(row.name or row.written_as, row.group or "", "", "", protected)
    return Line(
        number=row.number,
        saved_at=row.saved_at,
        summary=row.summary,
        lang=row.lang,
        is_minor=row.is_minor,
        restored=row.restored,
        is_merged=row.merged_from is not None,
        name=by.name,
        group=by.organisation,
        grown=None if size_before is None else row.size - size_before,
        checked_by=checked_by,
    )


def number_of(text: str) -> int:
    """A number of a revision in an address; anything else is not found."""
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10):
        raise Http404
    return int(text)


def revision_of(viewer: Viewer, page: WikiPage, number: int) -> PageRevision:
    """A revision of a page that the viewer reads, with its byline; any other does not exist."""
    found = PageRevision.objects.visible_to(viewer).filter(page=page, number=number)
    if (revision := found.select_related("person", "mandate__organisation").first()) is None:
        raise Http404
    return revision
