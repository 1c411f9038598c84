"""Which pages name a page, by which titles it was known, what lies beside it, and what was deleted in a space."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from advocates.core.asking import written_once
from advocates.core.rows import Rows
from advocates.core.viewer import Viewer
from advocates.spaces.bylines import Protected, Signature, signature
from advocates.spaces.models import Space
from advocates.wiki.listing import place_after, place_in
from advocates.wiki.models import PageDeed, PageLink, PageName, WikiPage

ON_PAGE = 50
# So many titles are offered while one is typed; any other can be typed all the same.
MOST_OFFERED = 200
LINE = ("pk", "page__space_id", "page__public_id", "page__title", "page__lang")
DELETED = ("public_id", "title", "lang", "deleted_at", "deleted_reason", "by", "pk")
BY = ("person__full_name", "written_as", "mandate__organisation__name", "person__is_protected",
      "mandate__organisation__is_protected")  # fmt: skip


def named_by(viewer: Viewer, page: WikiPage, after: int) -> list[Any]:
    """`LINE` of the links to a page after one of them, of those that the viewer reads; one more than are shown."""
    return _named_by(viewer, page.pk, after)


@written_once
def _named_by(viewer: Viewer, page: int, after: int) -> QuerySet[PageLink, Any]:
    links = PageLink.objects.visible_to(viewer).filter(target=page, pk__gt=after)
    return links.order_by("pk").values_list(*LINE)[: ON_PAGE + 1]


def titles_beside(viewer: Viewer, page: WikiPage) -> list[tuple[str, str]]:
    """Language and title of the other pages of its space, those that changed last."""
    found: list[tuple[str, str]] = list(_titles_beside(viewer, page.pk, page.space_id))
    return found


@written_once
def _titles_beside(viewer: Viewer, page: int, space: int) -> QuerySet[WikiPage, Any]:
    beside = WikiPage.objects.visible_to(viewer).standing().filter(space=space).exclude(pk=page)
    return beside.order_by("-changed_at", "-pk").values_list("lang", "title")[:MOST_OFFERED]


def former_titles(page: WikiPage) -> list[str]:
    """Titles that the page had in its space, of a page that the viewer reads."""
    return [key for (key,) in _former_titles(page.pk, page.space_id)]


@written_once
def _former_titles(page: int, space: int) -> QuerySet[PageName, tuple[str]]:
    former = PageName.objects.filter(page=page, space=space, is_current=False, left_as="")
    return former.values_list("key")[:ON_PAGE]


@dataclass(frozen=True, slots=True)
class Deleted:
    """A page that was deleted; without a reason it was hidden by moderators, of whom nobody is named."""

    public_id: str
    title: str
    lang: str
    at: datetime
    reason: str
    by: Signature | None


def deleted_pages(viewer: Viewer, space: Space, after: str) -> tuple[list[Deleted], str]:
    """A part of what was deleted in a space, the last first, and where the list goes on; one question."""
    place: tuple[datetime | None, int | None] = (None, None)
    if after:
        moment, pk = place_in(after, "deleted")
        place = datetime.fromisoformat(moment), pk
    rows = _deleted(viewer, space.pk, *place)
    shown = [_of_row(space, row) for row in rows[:ON_PAGE]]
    more = len(rows) > ON_PAGE
    return shown, place_after(shown[-1].at.isoformat(), rows[ON_PAGE - 1][-1], of="deleted") if more else ""


@written_once
def _deleted(viewer: Viewer, space: int, before: datetime | None, pk: int | None) -> QuerySet[WikiPage, Any]:
    found = WikiPage.objects.visible_to(viewer).filter(space=space, deleted_at__isnull=False)
    if before is not None:
        found = found.filter(Q(deleted_at__lt=before) | Q(deleted_at=before, pk__lt=pk))
    deeds = PageDeed.objects.visible_to(viewer).filter(page=OuterRef("pk"), kind=PageDeed.Kind.DELETED)
    found = found.annotate(by=Rows(deeds.order_by("-pk")[:1], *BY))
    return found.order_by("-deleted_at", "-pk").values_list(*DELETED)[: ON_PAGE + 1]


def _of_row(space: Space, row: Sequence[Any]) -> Deleted:
    public_id, title, lang, at, reason, by, _pk = row
    named = None
    if by and reason:
        name, written_as, group, *hidden = by[0]
        named = signature(name or written_as, group or "", "", "", Protected.where(space.kind, *hidden))
    return Deleted(public_id, title, lang, at, reason, named)
