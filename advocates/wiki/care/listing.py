"""What in a space needs somebody: pages that are overdue or old, wished for, named by nobody, or naming nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from advocates.core.asking import written_once
from advocates.core.viewer import Viewer
from advocates.spaces.models import Space
from advocates.wiki.listing import place_after, place_in
from advocates.wiki.models import PageLink, PageQuerySet, WikiPage

MOST = 50
SHOWN = ("public_id", "title", "lang", "review_on", "changed_at", "owner__name", "position", "pk")
WISHED = ("title", "count", "key")
# By what each list is ordered, and so where it goes on.
PLACES = {
    "overdue": ("review_on", "pk"),
    "old": ("changed_at", "pk"),
    "wanted": ("count", "key"),
    "orphans": ("position", "pk"),
    "dead_ends": ("pk",),
}
Pages = QuerySet[WikiPage, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """Fifty of a list, of pages `SHOWN`, of wishes `WISHED`, and where it goes on; empty at its end."""

    rows: Sequence[Any]
    after: str


def needs_of(viewer: Viewer, space: Space, asked: Mapping[str, str]) -> dict[str, Part]:
    """By its name each list, from the place that is `asked` for it or from its beginning. Five questions, always."""
    now = timezone.now()
    today, year_ago = timezone.localdate(now), now - WikiPage.GROWS_OLD
    place = {name: _place(name, asked.get(name, "")) for name in PLACES}
    found = {
        "overdue": _overdue(viewer, space.pk, today, *place["overdue"]),
        "old": _old(viewer, space.pk, year_ago, *place["old"]),
        "wanted": _wanted(viewer, space.pk, *place["wanted"]),
        "orphans": _orphans(viewer, space.pk, *place["orphans"]),
        "dead_ends": _dead_ends(viewer, space.pk, *place["dead_ends"]),
    }
    return {name: _part(name, rows) for name, rows in found.items()}


def _place(name: str, text: str) -> list[Any]:
    if not text:
        return [None for _column in PLACES[name]]
    read = {"overdue": date.fromisoformat, "old": datetime.fromisoformat}
    first, *rest = place_in(text, name)
    return [read[name](first) if name in read else first, *rest]


def _part(name: str, rows: Sequence[Any]) -> Part:
    if len(rows) <= MOST:
        return Part(rows, "")
    last = dict(zip(WISHED if name == "wanted" else SHOWN, rows[MOST - 1], strict=True))
    place = [last[column] for column in PLACES[name]]
    told = [each.isoformat() if isinstance(each, date) else each for each in place]
    return Part(rows[:MOST], place_after(*told, of=name))


def _pages(viewer: Viewer, space: int) -> PageQuerySet:
    return WikiPage.objects.visible_to(viewer).standing().filter(space=space)


@written_once
def _overdue(viewer: Viewer, space: int, today: date, day: date | None, pk: int | None) -> Pages:
    found = _pages(viewer, space).overdue(today)
    if day is not None:
        found = found.filter(Q(review_on__gt=day) | Q(review_on=day, pk__gt=pk))
    return _rows("overdue", found)


@written_once
def _old(viewer: Viewer, space: int, year_ago: datetime, moment: datetime | None, pk: int | None) -> Pages:
    is_unchecked = Q(checked=None) | Q(checked__at__lt=year_ago)
    found = _pages(viewer, space).filter(is_unchecked, changed_at__lt=year_ago)
    if moment is not None:
        found = found.filter(Q(changed_at__gt=moment) | Q(changed_at=moment, pk__gt=pk))
    return _rows("old", found)


@written_once
def _wanted(viewer: Viewer, space: int, number: int | None, key: str | None) -> QuerySet[PageLink, Any]:
    wishes = PageLink.objects.visible_to(viewer).filter(target=None, page__space=space)
    by_key = wishes.values("key").annotate(title=Min("title"), count=Count("pk"))
    if number is not None:
        by_key = by_key.filter(Q(count__lt=number) | Q(count=number, key__gt=key))
    return by_key.order_by("-count", "key").values_list(*WISHED)[: MOST + 1]


@written_once
def _orphans(viewer: Viewer, space: int, position: int | None, pk: int | None) -> Pages:
    here = PageLink.objects.visible_to(viewer).filter(target=OuterRef("pk"))
    # In the order of the tree, whose index holds the first pages together. One link is looked for by page: a question
    # whether none exists PostgreSQL turns into a join with all links of the wiki.
    nobodys = _pages(viewer, space).alias(link=Subquery(here.values("pk")[:1])).filter(link=None, parent=None)
    if position is not None:
        nobodys = nobodys.filter(Q(position__gt=position) | Q(position=position, pk__gt=pk))
    return _rows("orphans", nobodys)


@written_once
def _dead_ends(viewer: Viewer, space: int, pk: int | None) -> Pages:
    found = _pages(viewer, space).filter(is_dead_end=True)
    return _rows("dead_ends", found if pk is None else found.filter(pk__gt=pk))


def _rows(name: str, pages: PageQuerySet) -> Pages:
    return pages.order_by(*PLACES[name]).values_list(*SHOWN)[: MOST + 1]
