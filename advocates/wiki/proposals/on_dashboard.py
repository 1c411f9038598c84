"""What a member's first page says of proposals: those that wait for a review which the viewer may give."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from advocates.core.asking import written_once
from advocates.core.cards import Waiting
from advocates.core.viewer import Viewer
from advocates.wiki.models import PageProposal

MOST = 50


def waiting(viewer: Viewer) -> Iterator[Waiting]:
    """One line, however many there are; one small statement."""
    rows = _to_review(viewer, most=MOST)
    if not rows:
        return
    first, count = rows[0], len(rows)
    one = f"/members/wiki/proposals/{first['public_id']}/"
    yield Waiting(
        title=ngettext("A page waits for a review", "%(count)s pages wait for a review", count)
        % {"count": count},
        text=_("Is “%(title)s” ready for everybody?") % {"title": f"\u2068{first['page__title']}\u2069"},
        url=one if count == 1 else "/members/wiki/proposals/",
        label=pgettext("button", "Review"),
        since=first["proposed_at"],
    )


@written_once
def _to_review(viewer: Viewer, *, most: int) -> QuerySet[PageProposal, dict[str, Any]]:
    found = PageProposal.objects.visible_to(viewer).reviewable_by(viewer).order_by("proposed_at", "pk")
    rows: QuerySet[PageProposal, Any] = found.values("public_id", "proposed_at", "page__title")
    return rows[:most]
