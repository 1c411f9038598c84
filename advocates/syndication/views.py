"""Feeds at `/feeds/<name>.atom`, `.rss` and `.json`; `?lang=` chooses the language."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.content_languages import asked_by, language_of_content
from advocates.core.packed import tag_of
from advocates.core.pagecache import page_cached
from advocates.core.profile import profile
from advocates.syndication import formats
from advocates.syndication.feeds import SCOPES, UnknownScope, feed_of

LONGEST_SCOPE = 60
ATOM, JSON = "application/atom+xml; charset=utf-8", "application/feed+json; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"


@audience(Audience.PUBLIC)
@page_cached(params=("lang", *SCOPES))
@require_safe
def feed_atom(request: HttpRequest, name: str) -> HttpResponse:
    """Atom, for feed readers."""
    return _answer(request, name, formats.as_atom, ATOM)


@audience(Audience.PUBLIC)
@page_cached(params=("lang", *SCOPES))
@require_safe
def feed_rss(request: HttpRequest, name: str) -> HttpResponse:
    """RSS, for programs that know nothing newer."""
    return _answer(request, name, formats.as_rss, RSS)


@audience(Audience.PUBLIC)
@page_cached(params=("lang", *SCOPES))
@require_safe
def feed_json(request: HttpRequest, name: str) -> HttpResponse:
    """JSON Feed, for programs."""
    return _answer(request, name, formats.as_json, JSON)


def _answer(
    request: HttpRequest, name: str, written: Callable[..., bytes], content_type: str
) -> HttpResponse:
    scope = {key: request.GET[key] for key in SCOPES if request.GET.get(key)}
    if any(len(value) > LONGEST_SCOPE for value in scope.values()):
        raise Http404
    with asked_by(request):
        language = language_of_content()
        try:
            feed = feed_of(name, scope)
        except UnknownScope as error:
            raise Http404 from error
    url = _own_address(request, {**scope, "lang": language})
    body = written(feed, url=url, language=language, author=profile().name)
    answer: Any = HttpResponse(body, content_type=content_type)
    answer.headers["ETag"] = f'"{tag_of(body)}"'
    # Told, but not judged by: an entry that is taken out of the public leaves the newest date as it was.
    answer.headers["Last-Modified"] = http_date(feed.updated_at.timestamp())
    answer.headers["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=answer.headers["ETag"], response=answer) or answer


def _own_address(request: HttpRequest, parameters: dict[str, str]) -> str:
    """One and the same for one scope and language, however it was asked for."""
    if parameters["lang"] == settings.LANGUAGE_CODE:
        del parameters["lang"]
    query = urlencode(sorted(parameters.items()))
    return f"{settings.SITE_URL}{request.path}{'?' if query else ''}{query}"
