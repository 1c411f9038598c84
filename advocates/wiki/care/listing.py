"""What in a space needs somebody: pages that are overdue or old, wished for, named by nobody, or naming nobody."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from advocates.core.asking import written_once
from advocates.core.viewer import Viewer
from advocates.spaces.models import Space
from advocates.wiki.models import PageLink, PageQuerySet, WikiPage

MOST = 50
SHOWN = ("public_id", "title", "lang", "review_on", "changed_at", "owner__name")
Pages = QuerySet[WikiPage, Any]


@dataclass(frozen=True, slots=True)
class Needs:
    """Each list has its first fifty: of pages `SHOWN`, of wishes their title and on how many pages it is named."""

    overdue: list[Any]
    old: list[Any]
    wanted: list[Any]
    orphans: list[Any]
    dead_ends: list[Any]


def needs_of(viewer: Viewer, space: Space) -> Needs:
    """Five questions, whatever there is."""
    now = timezone.now()
    return Needs(
        _overdue(viewer, space.pk, timezone.localdate(now)),
        _old(viewer, space.pk, now - WikiPage.GROWS_OLD),
        _wanted(viewer, space.pk),
        _orphans(viewer, space.pk),
        _dead_ends(viewer, space.pk),
    )


def _pages(viewer: Viewer, space: int) -> PageQuerySet:
    return WikiPage.objects.visible_to(viewer).standing().filter(space=space)


@written_once
def _overdue(viewer: Viewer, space: int, today: date) -> Pages:
    return _rows(_pages(viewer, space).overdue(today).order_by("review_on", "pk"))


@written_once
def _old(viewer: Viewer, space: int, year_ago: datetime) -> Pages:
    is_unchecked = Q(checked=None) | Q(checked__at__lt=year_ago)
    found = _pages(viewer, space).filter(is_unchecked, changed_at__lt=year_ago)
    return _rows(found.order_by("changed_at", "pk"))


@written_once
def _wanted(viewer: Viewer, space: int) -> QuerySet[PageLink, Any]:
    wishes = PageLink.objects.visible_to(viewer).filter(target=None, page__space=space)
    by_key = wishes.values("key").annotate(title=Min("title"), count=Count("pk"))
    return by_key.order_by("-count", "key").values_list("title", "count")[:MOST]


@written_once
def _orphans(viewer: Viewer, space: int) -> Pages:
    here = PageLink.objects.visible_to(viewer).filter(target=OuterRef("pk"))
    # In the order of the tree, whose index holds the first pages together. One link is looked for by page: a question
    # whether none exists PostgreSQL turns into a join with all links of the wiki.
    nobodys = _pages(viewer, space).alias(link=Subquery(here.values("pk")[:1])).filter(link=None, parent=None)
    return _rows(nobodys.in_order())


@written_once
def _dead_ends(viewer: Viewer, space: int) -> Pages:
    return _rows(_pages(viewer, space).filter(is_dead_end=True).order_by("pk"))


def _rows(pages: PageQuerySet) -> Pages:
    return pages.values_list(*SHOWN)[:MOST]
