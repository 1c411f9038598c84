"""The page of site search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.limits import limited
from advocates.core.pagecache import page_cached
from advocates.core.viewer import viewer_of
from advocates.search.sources import ask_all, clean


def has_question(request: HttpRequest) -> bool:
    """Only a search counts against the limit, not its empty form."""
    return bool(request.GET.get("q"))


@audience(Audience.PUBLIC)
@limited("search", when=has_question)
@page_cached(params=["q"], watches=["pages"])
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results of every source, by source; nothing of what was searched for is stored."""
    text = clean(request.GET.get("q", ""))
    parts = ask_all(viewer_of(request), text, get_language() or "en")
    answer = render(request, "search/search.html", {"q": text, "parts": parts})
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
