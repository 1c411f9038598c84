"""The revisions of a page, newest first, by their numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.http import Http404
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from advocates.core.asking import written_once
from advocates.core.refused import Refused
from advocates.core.viewer import Viewer
from advocates.spaces.bylines import Protected, signature
from advocates.wiki.filing import changes
from advocates.wiki.filing.changes import FileChange
from advocates.wiki.history.deeds import deeds_of
from advocates.wiki.models import PageCheck, PageRevision, PageRevisionQuerySet, WikiPage
from advocates.wiki.models.shown import REVISION, history

ON_PAGE = 50
NUMBER, HIDDEN = (REVISION.index(name) for name in ("number", "hidden_at"))


class Line(NamedTuple):
    """A revision in the history."""

    number: int
    saved_at: datetime
    summary: str
    lang: str
    is_minor: bool
    restored: int | None
    is_merged: bool
    is_hidden: bool
    name: str
    group: str
    checked_by: list[str]
    # The one before it that can be read, with which it is compared; 0 where there is none on this page.
    before: int
    files: list[FileChange]


CHECKED = ("number", "person__full_name", "written_as", "mandate__organisation__name", "person__is_protected",
           "mandate__organisation__is_protected")  # fmt: skip


SHOWN = ("page", "number", "title", "source", "lang", "summary", "saved_at", "written_as", "person__full_name",
         "person__is_protected", "mandate__organisation__name", "mandate__organisation__slug",
         "mandate__organisation__is_protected")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the history; `older` is where it goes on, 0 at its end."""

    lines: list[Line]
    older: int
    # What was done after a revision beside its text, drawn; by the number of the revision.
    deeds: Mapping[int, SafeString]


def part_of(viewer: Viewer, page: WikiPage, before: int) -> Part:
    """The revisions before a number, of a page that the viewer reads."""
    rows = history(page.pk, before, ON_PAGE + 1)
    beside = _Beside(_checked(page, rows), _filed(viewer, page, rows))
    lines, earlier = [], 0
    for at, row in reversed(list(enumerate(rows))):
        if at < ON_PAGE:
            lines.append(_line(page.space.kind, beside, earlier, *row))
        earlier = row[NUMBER] if row[HIDDEN] is None else earlier
    lines.reverse()
    first = lines[-1].number if lines else before
    return Part(lines, first if len(rows) > ON_PAGE else 0, deeds_of(viewer, page, first, before))


@dataclass(frozen=True, slots=True)
class _Beside:
    """By the number of a revision: who has checked it, and which files came and went with it."""

    checked: dict[int, list[str]]
    filed: dict[int, list[FileChange]]


def _filed(viewer: Viewer, page: WikiPage, rows: Sequence[Any]) -> dict[int, list[FileChange]]:
    if not rows:
        return {}
    return changes.by_revision(viewer, page.pk, rows[-1][NUMBER], rows[0][NUMBER])


def _checked(page: WikiPage, rows: Sequence[Any]) -> dict[int, list[str]]:
    """By the number of the revision, who has checked it."""
    checked: dict[int, list[str]] = {}
    if page.checked_id and rows:
        numbers = rows[-1][NUMBER], rows[0][NUMBER]
        found = PageCheck.objects.filter(page=page, number__range=numbers).order_by("at")
        for number, name, written_as, group, *hidden in found.values_list(*CHECKED):
            protected = Protected.where(page.space.kind, *hidden)
            by = signature(name or written_as, group or "", "", "", protected)
            checked.setdefault(number, []).append(by.name)
    return checked


def _line(kind: str, beside: _Beside, before: int, *row: Any) -> Line:
    (
        number,
        saved_at,
        summary,
        lang,
        is_minor,
        restored,
        merged_from,
        hidden_at,
        name,
        written_as,
        group,
        *hidden,
    ) = row
    by = signature(name or written_as, group or "", "", "", Protected.where(kind, *hidden))
    return Line(
        number=number,
        saved_at=saved_at,
        summary="" if hidden_at else summary,
        lang=lang,
        is_minor=is_minor,
        restored=restored,
        is_merged=merged_from is not None,
        is_hidden=hidden_at is not None,
        name=by.name,
        group=by.organisation,
        checked_by=beside.checked.get(number, []),
        before=before,
        files=[] if hidden_at else beside.filed.get(number, []),
    )


def number_of(text: str) -> int:
    """A number of a revision in an address; anything else is not found."""
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10):
        raise Http404
    return int(text)


def revision_of(viewer: Viewer, page: WikiPage, number: int) -> PageRevision:
    """A revision of a page that the viewer reads, with what its byline says; any other does not exist.

    Raises `RevisionHidden`.
    """
    return revisions_of(viewer, page, [number])[0]


def revisions_of(viewer: Viewer, page: WikiPage, numbers: Sequence[int]) -> list[PageRevision]:
    """The same for several, asked at once, in the order of their numbers here."""
    rows: list[PageRevision] = _revisions(viewer, page.pk, list(numbers))
    found = {revision.number: revision for revision in rows}
    for number in numbers:
        if number not in found and PageRevision.is_hidden_at(page.pk, number):
            raise RevisionHidden(page)
        if number not in found:
            raise Http404
    return [found[number] for number in numbers]


class RevisionHidden(Refused):
    """Moderators keep its text from everybody."""

    def __init__(self, page: WikiPage) -> None:
        super().__init__(
            _("A moderator has hidden the text of this revision."),
            next_url=f"{page.address}history/",
            next_label=_("History of the page"),
        )


@written_once
def _revisions(viewer: Viewer, page: int, numbers: list[int]) -> PageRevisionQuerySet:
    found = PageRevision.objects.visible_to(viewer).filter(page=page, number__in=numbers)
    return found.select_related("person", "mandate__organisation").only(*SHOWN)
