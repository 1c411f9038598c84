"""In the back office: how many cases wait where, and taking back what one moderator did. No text of members."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from advocates.accounts.models import Person
from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.models import StreamEntry
from advocates.core.viewer import viewer_of
from advocates.moderation import acts, policies
from advocates.moderation.forms import UndoForm
from advocates.moderation.models import Case
from advocates.moderation.pausing.listing import pauses_appealed
from advocates.moderation.undoing import actions as undoing

LOOKED_BACK = timedelta(days=30)
SHOWN = 50


@audience(Audience.MODERATOR, Audience.STAFF)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What waits for the viewer, by space; for staff, who did how much as a moderator."""
    viewer = viewer_of(request)
    waiting = Case.objects.visible_to(viewer).waiting()
    may_undo = policies.can_undo_acts(viewer)
    context = {
        "count": waiting.count(),
        "late": [case for case in waiting.order_by("opened_at")[:SHOWN] if case.is_late],
        "oldest": waiting.aggregate(at=Min("opened_at"))["at"],
        "by_state": list(waiting.values("state").annotate(count=Count("id")).order_by("state")),
        "may_read": bool(viewer.mandates),
        "may_undo": may_undo,
        "appeals": pauses_appealed() if may_undo else [],
        "moderators": undoing.moderators(timezone.now() - LOOKED_BACK) if may_undo else [],
    }
    return render(request, "moderation/board.html", context)


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def acts_undo(request: HttpRequest, person: str) -> HttpResponse:
    """List what one moderator did in the last days, and take it back after this page."""
    moderator = get_object_or_404(Person, public_id=person)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        since = timezone.now() - timedelta(days=form.cleaned_data["days"])
        ended = undoing.undo_acts(actor=person_of(request), person=moderator, since=since)
        messages.success(request, _sentence(ended))
        return redirect("moderation_office:acts_undo", moderator.public_id)
    found = undoing.acts_of(moderator, timezone.now() - LOOKED_BACK)[:SHOWN]
    context = {
        "moderator": moderator,
        "form": form,
        "rows": [_row(entry) for entry in found],
    }
    return render(request, "moderation/acts_undo.html", context, status=422 if form.errors else 200)


def _row(entry: StreamEntry) -> dict[str, Any]:
    act = acts.act_of(entry)
    return {"at": entry.at, "act": act.label, "is_by_hand": act.undo is None}


def _sentence(ended: undoing.Undone) -> str:
    done = ngettext("%(count)s act was taken back.", "%(count)s acts were taken back.", ended.done)
    sentences = [done % {"count": ended.done}]
    if ended.left:
        sentences.append(_("%(count)s could not be, since things have moved on.") % {"count": ended.left})
    return " ".join(sentences)
