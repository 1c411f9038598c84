"""The list of what will happen by itself, and of what came late."""

from datetime import datetime, timedelta

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.models import Page, PageLogEntry, Revision

from advocates.core.access import Audience, audience
from advocates.publishing.models import PlannedLaunch
from advocates.publishing.scheduling.late import PUBLISHED_LATE

SHOWN = 100
REMEMBERED = timedelta(days=30)


@audience(Audience.EDITOR, Audience.STAFF)
@require_safe
def scheduled(request):
    """By the clock of whoever looks, whose zone is named."""
    with timezone.override(request.user.zone):
        context = {
            "to_publish": to_publish(),
            "to_launch": to_launch(),
            "to_take_back": to_take_back(),
            "late": late(),
            "zone": request.user.zone,
        }
        return render(request, "publishing/scheduling/scheduled.html", context)


def to_publish():
    """Versions with their moment, the next one first."""
    due = Revision.page_revisions.filter(approved_go_live_at__isnull=False).order_by(
        "approved_go_live_at", "pk"
    )
    rows = list(due.values("object_id", "object_str", "approved_go_live_at")[:SHOWN])
    return [
        {"page": row["object_id"], "title": row["object_str"], "at": row["approved_go_live_at"]}
        for row in rows
    ]


def to_launch():
    """Pages that are published together with their languages, the next ones first."""
    rows = PlannedLaunch.objects.select_related("page__locale").order_by("at", "pk")
    return rows.prefetch_related("page__launch_ticks__locale")[:SHOWN]


def to_take_back():
    """Pages with the moment on which they end."""
    pages = Page.objects.live().filter(expire_at__isnull=False).select_related("locale")
    return pages.order_by("expire_at", "pk")[:SHOWN]


def late():
    """What was published late because nothing ran at its moment, the newest first."""
    entries = PageLogEntry.objects.filter(action=PUBLISHED_LATE, timestamp__gt=timezone.now() - REMEMBERED)
    rows = entries.order_by("-timestamp", "-pk").values("page_id", "label", "timestamp", "data")[:SHOWN]
    return [
        {
            "page": row["page_id"],
            "title": row["label"],
            "due": datetime.fromisoformat(row["data"]["due"]),
            "at": row["timestamp"],
        }
        for row in rows
    ]
