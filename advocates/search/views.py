"""The page of site search."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.limits import limited
from advocates.core.pagecache import page_cached
from advocates.core.viewer import viewer_of
from advocates.search.sources import ask_all, clean, kinds


def has_question(request: HttpRequest) -> bool:
    """Only a search counts against the limit, not its empty form."""
    return bool(request.GET.get("q"))


@audience(Audience.PUBLIC)
@limited("search", when=has_question)
@page_cached(params=["q", "kind"], watches=["pages"])
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results of every source, by source, or of one alone; nothing of what was searched for is stored."""
    offered, kind = kinds(), request.GET.get("kind", "")
    if kind and kind not in offered:
        raise Http404
    text = clean(request.GET.get("q", ""))
    parts = ask_all(viewer_of(request), text, get_language() or "en", kind)
    answer = render(
        request, "search/search.html", {"q": text, "parts": parts, "kind": kind, "kinds": offered.items()}
    )
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
