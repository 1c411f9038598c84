"""What a member's first page says about the wiki: what the own groups have to look at, and what changed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from advocates.core.asking import written_once
from advocates.core.cards import Card
from advocates.core.viewer import Viewer
from advocates.wiki.models import PageQuerySet, WikiPage
from advocates.wiki.watching.actions import PAGE

MOST_SHOWN, MOST_LISTED = 5, 100
SHOWN = ("public_id", "title", "lang", "review_on", "changed_at", "space__kind")


def cards(viewer: Viewer) -> Iterator[Card]:
    """One small statement, and a second one where the bell rings for pages."""
    due = due_pages(viewer, timezone.localdate(), most=MOST_SHOWN + 1)
    if due:
        yield Card("wiki/watching/card_due.html", _part(due))
    rung = sorted(pk for about, pk, _space in viewer.bell if about == PAGE)[-MOST_LISTED:]
    changed = changed_pages(viewer, rung, most=MOST_SHOWN + 1) if rung else []
    if changed:
        yield Card("wiki/watching/card_changed.html", _part(changed))


def _part(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"pages": rows[:MOST_SHOWN], "has_more": len(rows) > MOST_SHOWN}


@written_once
def due_pages(viewer: Viewer, today: date, *, most: int) -> QuerySet[WikiPage, dict[str, Any]]:
    """Pages that the viewer's organisations look after and that are to be looked at again, the longest due first."""
    own = [held.organisation for held in viewer.mandates]
    found = WikiPage.objects.visible_to(viewer).overdue(today).filter(owner__in=own)
    return _rows(found.order_by("review_on", "pk"), most)


@written_once
def changed_pages(viewer: Viewer, ids: list[int], *, most: int) -> QuerySet[WikiPage, dict[str, Any]]:
    """Of some pages those that the viewer reads, the newest first; what was deleted stands among the notices."""
    found = WikiPage.objects.visible_to(viewer).standing().filter(pk__in=ids)
    return _rows(found.order_by("-changed_at", "-pk"), most)


def _rows(pages: PageQuerySet, most: int) -> QuerySet[WikiPage, dict[str, Any]]:
    rows: QuerySet[WikiPage, dict[str, Any]] = pages.values(*SHOWN)[:most]
    return rows
