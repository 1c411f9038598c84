"""What waits for a moderator, on their first page."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
    lines = []
    if count := Case.objects.visible_to(viewer).waiting().filter(assignee=None).count():
        line = ngettext("%(count)s report waits.", "%(count)s reports wait.", count) % {"count": count}
        where, button = reverse("moderation:queue"), _("See the reports")
        lines.append(Waiting(_("Somebody has reported something"), line, where, button))
    if pausing.pauses_somewhere(viewer):
        open_appeals = pauses_for(viewer).filter(appealed_at__isnull=False, answered_at=None)
        asked = any(pausing.can_answer(viewer, each) for each in open_appeals)
        where, button = reverse("moderation:pauses"), _("See the paused accounts")
        title, line = _("Somebody asks to look at a pause again"), _("Their account is paused.")
        lines += [Waiting(title, line, where, button)] * asked
    return lines
