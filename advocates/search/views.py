"""The page of site search."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.limits import limited
from advocates.core.pagecache import page_cached
from advocates.core.viewer import viewer_of
from advocates.search import page_index
from advocates.search.narrowing import PARAMETERS, narrowed_by
from advocates.search.sources import ask_all, clean, kinds


def has_question(request: HttpRequest) -> bool:
    """Only a search counts against the limit, not its empty form."""
    return bool(request.GET.get("q"))


@audience(Audience.PUBLIC)
@limited("search", when=has_question)
@page_cached(params=["q", "kind", *PARAMETERS], watches=["pages"])
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results of every source, by source, or of one alone; nothing of what was searched for is stored."""
    offered, kind = kinds(), request.GET.get("kind", "")
    if kind and kind not in offered:
        raise Http404
    narrowed, text = narrowed_by(request.GET), clean(request.GET.get("q", ""))
    asked = (viewer_of(request), text, get_language() or "en", kind, narrowed)
    context = {
        "q": text,
        "parts": ask_all(*asked),
        "facets": page_index.facets(*asked),
        "is_narrowed": bool(narrowed),
        "kind": kind,
        "kinds": offered.items(),
    }
    answer = render(request, "search/search.html", context)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
