"""What waits for a moderator, on their first page."""

from collections.abc import Iterable

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advocates.core.cards import Waiting
from advocates.core.viewer import Viewer
from advocates.moderation import policies
from advocates.moderation.models import Case


def waiting(viewer: Viewer) -> Iterable[Waiting]:
    """One line for all cases; only for those whose task it is, so that the page of others asks nothing."""
    if not policies.is_moderator(viewer):
        return []
    free = Case.objects.visible_to(viewer).waiting().filter(assignee=None)
    found = free.aggregate(count=Count("pk"), since=Min("opened_at"))
    count = found["count"]
    if not count:
        return []
    line = ngettext("%(count)s report waits.", "%(count)s reports wait.", count) % {"count": count}
    return [
        Waiting(
            _("Somebody has reported something"),
            line,
            reverse("moderation:queue"),
            _("See the reports"),
            since=found["since"],
        )
    ]
