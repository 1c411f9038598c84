"""Times as the reader's own clock says them, on the pages that only one person sees."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from advocates.core.viewer import viewer_of

PLACES = ("/members/", "/account/")


def in_own_zone(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: activate the time zone of whoever is signed in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        person: Any = viewer_of(request).person if request.path_info.startswith(PLACES) else None
        if person is None:
            return get_response(request)
        with timezone.override(person.zone):
            return get_response(request)

    return middleware
