"""What waits for a reviewer on the first page of the members' area."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advocates.core.cards import Waiting
from advocates.core.viewer import Viewer
from advocates.organisations.applications.review import clock, policies
from advocates.organisations.models import Application, Seat

MOST = 50


def waiting(viewer: Viewer) -> Iterator[Waiting]:
    """Own reviews that wait for the viewer, and in one line how many have a free place."""
    if not policies.is_reviewer(viewer):
        return
    own = (
        Seat.objects.visible_to(viewer)
        .held_by(viewer)
        .filter(application__state=Application.State.REVIEW, recommended_at=None)
    )
    for seat in own.select_related("application")[:MOST]:
        mark = clock.mark_of(seat.application)
        yield Waiting(
            _("Review the application of %(name)s") % {"name": seat.application.name},
            ngettext("It waits for %(days)s day.", "It waits for %(days)s days.", mark.days)
            % {"days": mark.days},
            reverse("review", args=[seat.application.public_id]),
            _("Go on"),
            is_urgent=mark.colour == "bad",
            since=seat.application.state_since,
        )
    found = _free(viewer)
    if free := len(found):
        yield Waiting(
            ngettext(
                "%(count)s application looks for reviewers", "%(count)s applications look for reviewers", free
            )
            % {"count": free},
            _("A group waits for an answer. Two people of other organisations decide."),
            reverse("review_list"),
            _("See what waits"),
            since=min(application.state_since for application in found),
        )


def _free(viewer: Viewer) -> list[Application]:
    seen = Application.objects.visible_to(viewer).reviewable_by(viewer).in_review()
    roster = policies.reviewers()
    rows = seen.prefetch_related("seats", "answers")[:MOST]
    return [each for each in rows if policies.can_take_seat(viewer, each, roster)]
