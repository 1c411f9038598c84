"""What in a space needs somebody: pages that are overdue or old, wished for, named by nobody, or naming nobody."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.utils import timezone

from advocates.core.viewer import Viewer
from advocates.spaces.models import Space
from advocates.wiki.models import PageLink, PageQuerySet, WikiPage

MOST = 50
SHOWN = ("public_id", "title", "lang", "review_on", "changed_at", "owner__name")


@dataclass(frozen=True, slots=True)
class Needs:
    """Each list has its first fifty."""

    overdue: list[Any]
    old: list[Any]
    wanted: list[Any]
    orphans: list[Any]
    dead_ends: list[Any]


def needs_of(viewer: Viewer, space: Space) -> Needs:
    """Five questions, whatever there is."""
    now = timezone.now()
    pages = WikiPage.objects.visible_to(viewer).standing().filter(space=space)
    links = PageLink.objects.visible_to(viewer)
    overdue = pages.overdue(timezone.localdate(now)).order_by("review_on", "pk")
    year = now - WikiPage.GROWS_OLD
    old = pages.filter(Q(checked=None) | Q(checked__at__lt=year), changed_at__lt=year).order_by(
        "changed_at", "pk"
    )
    wanted = links.filter(target=None, page__space=space, page__deleted_at=None).values("key")
    wanted = wanted.annotate(title=Min("title"), count=Count("pk")).order_by("-count", "key")
    here = links.filter(target=OuterRef("pk"))
    orphans = pages.filter(~Exists(here), parent=None, path="").order_by("pk")
    dead_ends = pages.filter(~Exists(links.filter(page=OuterRef("pk"), target__isnull=False))).order_by("pk")
    return Needs(
        _rows(overdue),
        _rows(old),
        list(wanted.values("title", "count")[:MOST]),
        _rows(orphans),
        _rows(dead_ends),
    )


def _rows(pages: PageQuerySet) -> list[Any]:
    return list(pages.annotate(owner_name=F("owner__name")).values(*SHOWN)[:MOST])
