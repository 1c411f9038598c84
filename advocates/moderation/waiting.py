"""What waits for a moderator, on their first page."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advocates.accounts.models import Closure
from advocates.core.asking import written_once
from advocates.core.cards import Waiting
from advocates.core.viewer import Viewer
from advocates.moderation import policies
from advocates.moderation.models import Case
from advocates.moderation.pausing import policies as pausing
from advocates.moderation.pausing.listing import pauses_for


def waiting(viewer: Viewer) -> Iterable[Waiting]:
    """One line for all cases; only for those whose task it is, so that the page of others asks nothing."""
    if not policies.is_moderator(viewer):
        return []
    ((count, since),) = _free(viewer, timezone.now())
    lines = []
    if count:
        line = ngettext("%(count)s report waits.", "%(count)s reports wait.", count) % {"count": count}
        title, button = _("Somebody has reported something"), _("See the reports")
        lines.append(Waiting(title, line, reverse("moderation:queue"), button, since=since))
    return [*lines, *_appeals(viewer)]


@written_once
def _free(viewer: Viewer, now: datetime) -> QuerySet[Case, Any]:
    """One row: how many cases nobody has taken up, and since when the first of them waits."""
    free = Case.objects.visible_to(viewer, now).waiting().filter(assignee=None)
    together = free.order_by().annotate(together=Value(1)).values("together")
    return together.annotate(count=Count("pk"), since=Min("opened_at")).values_list("count", "since")


def _appeals(viewer: Viewer) -> Iterable[Waiting]:
    """Of those whose account is paused and who ask somebody else, for whoever may answer."""
    if not pausing.pauses_somewhere(viewer):
        return
    asked = _asked_again(viewer, timezone.now())
    moments = [each.appealed_at for each in asked if each.appealed_at and pausing.can_answer(viewer, each)]
    if moments:
        title, line = _("Somebody asks to look at a pause again"), _("Their account is paused.")
        yield Waiting(
            title, line, reverse("moderation:pauses"), _("See the paused accounts"), since=min(moments)
        )


@written_once
def _asked_again(viewer: Viewer, now: datetime) -> QuerySet[Closure]:
    return pauses_for(viewer, now).filter(appealed_at__isnull=False, answered_at=None)
