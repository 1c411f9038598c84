"""No refusal loses a text that was sent by a form: not the end of a session, not a place that has closed.

A form may be sent after the session has ended, after the mandate or the space was lost, or with a ticket that became
old through signing in again. Each of those answers would be a page without the text. Here the text comes back instead,
in a form that sends it once more to the same address: to a stranger nothing is stored, the text stands on the page
alone, signing in happens in another window, and then this one is sent. Whoever is signed in has it as a draft besides.

The page shows only what a form of our own sent: another site can make a browser send a form here, and would else put
its words on our page. It depends on nothing but what was sent, so it tells nobody whether an address exists.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

from advocates.core.access import first_fence
from advocates.core.viewer import viewer_of
from advocates.spaces.drafts import composer
from advocates.spaces.drafts.pieces import PREFIX, joined
from advocates.spaces.models import Draft

AREA = "/members/"
REFUSALS = frozenset({403, 404, 429})
# Fields that the page draws by itself, or that must be new.
NOT_CARRIED = frozenset({"csrfmiddlewaretoken", "text", "upload"})
MOST_FIELDS = 30


class KeepText:
    """Middleware around the fences."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if request.method != "POST" or not request.path_info.startswith(AREA):
            return answer
        is_fenced = answer.status_code == 302 and is_own_form(request) and first_fence(request) is not None
        if (is_fenced or answer.status_code in REFUSALS) and is_own_form(request) and text_of(request):
            return again(request, 403 if is_fenced else answer.status_code, answer)
        return answer


def is_own_form(request: HttpRequest) -> bool:
    """Whether a page of this site sent it as a form; programs of ours keep their text themselves."""
    own = f"{request.scheme}://{request.get_host()}"
    is_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return is_page and request.headers.get("Origin", "") == own


def text_of(request: HttpRequest) -> str:
    """The text that was sent; none where the form cannot be read."""
    try:
        return joined(request.POST) or request.POST.get("text", "").strip()
    except (RequestDataTooBig, TooManyFieldsSent, UnreadablePostError, MultiPartParserError):
        return ""


def again(request: HttpRequest, status: int, refusal: HttpResponse) -> HttpResponse:
    """The page with the text."""
    viewer = viewer_of(request)
    kept: Draft | None = composer.keep_refused(request) if viewer.mandates else None
    sent: list[tuple[str, Any]] = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_CARRIED and not name.startswith(PREFIX)
    ]
    context = {
        "text": joined(request.POST) or request.POST["text"],
        "fields": sent[:MOST_FIELDS],
        "action": request.get_full_path(),
        "is_stranger": not viewer.is_signed_in,
        "may_send": not viewer.is_signed_in or (bool(viewer.mandates) and status in {403, 429}),
        "is_kept": kept is not None,
        "is_late": status == 429,
    }
    answer = render(request, "spaces/drafts/text_kept.html", context, status=status)
    if "Retry-After" in refusal.headers:
        answer.headers["Retry-After"] = refusal.headers["Retry-After"]
    return answer
