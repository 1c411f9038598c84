"""The tab “Waiting for my group” of the forum."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_of
from advocates.forum import listing
from advocates.forum.reading import state
from advocates.forum.views import tab_page
from advocates.forum.waiting.for_group import waiting_topics


@audience(Audience.MEMBER)
@require_safe
def forum_waiting(request: HttpRequest) -> HttpResponse:
    """Topics in which it is the turn of the viewer's organisations."""
    viewer = viewer_of(request)
    look = state.look_of(viewer)
    page = listing.page_of(waiting_topics(viewer), viewer, look.marks, request.GET.get("before", ""))
    return tab_page(request, "waiting", page, look)
