"""A member's first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from advocates.core import cards
from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_of


@audience(Audience.MEMBER)
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """What needs an answer first, then what is new; the own organisation beside it."""
    waiting, beside = cards.all_for(viewer_of(request))
    return render(request, "dashboard/dashboard.html", {"waiting": waiting, "cards": beside})
