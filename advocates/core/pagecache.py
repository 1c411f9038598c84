"""The page cache: pages for visitors, kept for a minute and answered before Django.

A view takes part by `@page_cached`. A page is kept only if it is the same for every visitor, which is held by guards
that each stand alone and each have a test that shows the leak without them:

* the request carries no session cookie, no credentials, no body, and its address is none of the private ones;
* the view is marked for the public alone and its address holds no token;
* every query parameter is known to the view and given once (the key holds path and parameters, nothing else);
* whatever else a request can say (other cookies, Host, X-Forwarded-*, Accept, Accept-Language, method overrides) is
  taken away before the view sees it, so that a stored page cannot depend on it;
* the answer is a complete 200 that sets no cookie, and the viewer was a visitor to the end;
* the generations of the data (`core.generations`) were read before the view ran, so that a rendering that began
  before a commit is never taken for fresh.

Stored pages say `Cache-Control: public, max-age=0, must-revalidate` and `Vary: Accept-Encoding, Cookie`: a browser or
proxy may keep them, but has to ask each time, with the cookies of whoever asks, and gets a 304 or their own page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, overload
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import split_domain_port, validate_host
from django.utils import translation

from advocates.core.access import Audience, audience_of
from advocates.core.i18n import language_of_address
from advocates.core.packed import (
    Application,
    Headers,
    StartResponse,
    compressed,
    for_one_reader,
    streamed,
    whole,
)
from advocates.core.shelf import Marks, Page, Shelf, marks_of
from advocates.core.viewer import viewer_of

PLACE = "advocates.page"
LONGEST = 60
MOST_QUERY = 500
MOST_PAIRS = 30
STATIC_PREFIX = "/static/"
# Pages for one reader that are long and show no key; those of an account may.
LONG_PREFIXES = ("/members/", "/account/languages/")
READS = frozenset({"GET", "HEAD"})
NO_BODY = frozenset({"", "0"})
PRIVATE_PREFIXES = ("/account/", "/members/", "/manage/", "/join/", "/link/")
FOR_VISITORS = "public, max-age=0, must-revalidate"
VARY = "Accept-Encoding, Cookie"
REPLACED = frozenset({"cache-control", "content-length", "etag", "vary"})
# What a view of a page that may be kept is told about the request, besides `wsgi.*`.
TOLD = ("REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "SERVER_PROTOCOL", "REMOTE_ADDR", PLACE)

View = Callable[..., HttpResponse]
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a view says about its page."""

    params: frozenset[str]
    multiple: frozenset[str]
    seconds: float
    watches: tuple[str, ...]


@dataclass(slots=True)
class Place:
    """A place in the cache that a request may fill; a view takes it by `take`."""

    query: str
    pairs: Pairs
    request: HttpRequest | None = None
    rules: Rules | None = None
    marks: Marks = ()

    def take(self, request: HttpRequest, rules: Rules) -> None:
        """Remember whose page it is, and the generations as they are before the view reads anything."""
        self.request, self.rules, self.marks = request, rules, marks_of(rules.watches)


class PageCache:
    """WSGI front."""

    def __init__(self, application: Application) -> None:
        self.application = application
        # Each look at a setting takes a tenth of a hit's time.
        self.hosts, self.session_cookie = tuple(settings.ALLOWED_HOSTS), settings.SESSION_COOKIE_NAME
        most: int = getattr(settings, "PAGE_CACHE_BYTES", 16 * 2**20)
        self.plain: Shelf[Page] = Shelf(most * 3 // 4)
        # Apart, because anybody can invent searches, and those must not push out the pages that everybody reads.
        self.searches: Shelf[Page] = Shelf(most // 4)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if not self.is_visitors_read(environ):
            return self.for_somebody(environ, start_response)
        query, pairs = normal(environ["QUERY_STRING"])
        if pairs is None:
            return self.application(environ, start_response)
        path = environ["PATH_INFO"]
        page = self.shelf_for(query).get((path, query))
        if page is not None and page.is_fresh():
            return page.answer(environ, start_response)
        if is_private_address(path) or path.startswith(STATIC_PREFIX):
            return self.application(environ, start_response)
        return self.render(environ, start_response, Place(query, pairs))

    def for_somebody(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(LONG_PREFIXES):
            return for_one_reader(self.application, environ, start_response)
        return self.application(environ, start_response)

    def is_visitors_read(self, environ: dict[str, Any]) -> bool:
        """Whether the request could be answered by a page that is the same for everybody."""
        return (
            environ["REQUEST_METHOD"] in READS
            and not has_credentials(environ, self.session_cookie)
            and environ.get("CONTENT_LENGTH", "") in NO_BODY
            and "HTTP_TRANSFER_ENCODING" not in environ
            and is_our_host(environ.get("HTTP_HOST", ""), self.hosts)
        )

    def shelf_for(self, query: str) -> Shelf[Page]:
        return self.searches if query else self.plain

    def render(self, environ: dict[str, Any], start_response: StartResponse, place: Place) -> Iterable[bytes]:
        """Let Django answer, and keep the answer if the view took the place and nothing forbids it.

        Django is asked for the whole page, uncompressed: a HEAD is a GET whose body is left out here.
        """
        inner = {**environ, PLACE: place, "REQUEST_METHOD": "GET"}
        inner.pop("HTTP_ACCEPT_ENCODING", None)
        told: list[Any] = []
        answer = self.application(inner, lambda *arguments: told.append(arguments))
        status, headers = told[-1][:2]
        if getattr(answer, "streaming", not isinstance(answer, list)):
            return streamed(environ, start_response, status, headers, answer)
        body = whole(answer)
        if place.rules is None or not may_keep(place, status, headers):
            return compressed(environ, start_response, status, headers, body)
        page = Page(stored_headers(headers), body, place.marks, place.rules.seconds)
        self.shelf_for(place.query).put((environ["PATH_INFO"], place.query), page)
        return page.answer(environ, start_response)


@overload
def page_cached(view: View) -> View: ...


@overload
def page_cached(
    *,
    params: Iterable[str] = (),
    multiple: Iterable[str] = (),
    seconds: float = LONGEST,
    watches: Iterable[str] = (),
) -> Callable[[View], View]: ...


def page_cached(
    view: View | None = None,
    *,
    params: Iterable[str] = (),
    multiple: Iterable[str] = (),
    seconds: float = LONGEST,
    watches: Iterable[str] = (),
) -> View | Callable[[View], View]:
    """Let the page be kept for visitors. Put it next to the view, inside `@limited` and the like.

    `params` are the query parameters that the view reads, `multiple` those that may be given more than once; a
    request with any other is never kept. `watches` are the generations that outdate the page, besides `public`.
    Allowed on views for the public alone, at addresses without a token; a system check refuses others.
    """
    many = frozenset(multiple)
    rules = Rules(frozenset(params) | many, many, min(seconds, LONGEST), ("public", *watches))

    def decorate(view: View) -> View:
        @wraps(view)
        def cached_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            place: Place | None = request.META.get(PLACE)
            if place is None or not may_take(place, request, rules):
                return view(request, *args, **kwargs)
            place.take(request, rules)
            forget_who_asks(request, place)
            answer = view(request, *args, **kwargs)
            if answer.status_code == 200:
                answer.headers.setdefault("Cache-Control", FOR_VISITORS)
            return answer

        cached_view.page_cached = rules  # type: ignore[attr-defined]
        return cached_view

    return decorate if view is None else decorate(view)


def has_credentials(environ: dict[str, Any], session_cookie: str) -> bool:
    """Whether anything in the request could make somebody of the visitor."""
    return session_cookie in environ.get("HTTP_COOKIE", "") or "HTTP_AUTHORIZATION" in environ


def is_private_address(path: str) -> bool:
    """Whether the path lies in an area that no cache stores."""
    return path.startswith(PRIVATE_PREFIXES)


@lru_cache(maxsize=64)
def is_our_host(host: str, hosts: tuple[str, ...]) -> bool:
    """Whether Django would accept the Host header; if not, Django says so itself."""
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, hosts)


@lru_cache(maxsize=512)
def normal(query: str) -> tuple[str, Pairs | None]:
    """The parameters in one order, without empty ones; None for a query that is not worth keeping anything for."""
    if not query:
        return "", ()
    if len(query) > MOST_QUERY or not query.isascii():
        return "", None
    try:
        pairs = sorted(parse_qsl(query, max_num_fields=MOST_PAIRS))
    except ValueError:
        return "", None
    return urlencode(pairs), tuple(pairs)


def may_take(place: Place, request: HttpRequest, rules: Rules) -> bool:
    """Whether this view may keep this request's page."""
    return (
        is_for_the_public(request)
        and knows_parameters(place.pairs, rules)
        and has_language_of_address(request, place.pairs)
    )


def is_for_the_public(request: HttpRequest) -> bool:
    """Whether the resolved view is for the public and for nobody else, and its address holds no token."""
    match = request.resolver_match
    if match is None or "token" in match.kwargs:
        return False
    return audience_of(match.func, match.view_name) == {Audience.PUBLIC}


def knows_parameters(pairs: Pairs, rules: Rules) -> bool:
    """Whether the view reads every parameter, and none that it reads once is given twice."""
    names = [name for name, _ in pairs]
    return rules.params.issuperset(names) and all(
        name in rules.multiple or names.count(name) == 1 for name in names
    )


def has_language_of_address(request: HttpRequest, pairs: Pairs) -> bool:
    """Whether path and known parameters alone chose the language, not a header or a cookie."""
    asked = dict(pairs).get("lang", "")
    return translation.get_language() == (
        language_of_address(request.path_info, asked) or settings.LANGUAGE_CODE
    )


def forget_who_asks(request: HttpRequest, place: Place) -> None:
    """Leave the view nothing of the request but what the key of the page holds."""
    told = {name: value for name, value in request.META.items() if name in TOLD or name.startswith("wsgi.")}
    site = settings.SITE
    told.update(
        {
            "wsgi.url_scheme": site.scheme,
            "HTTP_HOST": site.netloc,
            "SERVER_NAME": site.hostname,
            "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
            "QUERY_STRING": place.query,
        }
    )
    request.META = told
    request.environ = told  # type: ignore[attr-defined]
    request.COOKIES = {}
    request.GET = QueryDict(place.query)
    for made_from_headers in ("headers", "accepted_types", "accepted_types_by_precedence"):
        request.__dict__.pop(made_from_headers, None)


def may_keep(place: Place, status: str, headers: Headers) -> bool:
    """Whether the finished answer is the same for every visitor."""
    return (
        place.request is not None
        and status.startswith("200")
        and not sets_cookie(headers)
        and not forbids_storing(headers)
        and is_still_a_visitor(place.request)
        and not place.request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    )


def sets_cookie(headers: Headers) -> bool:
    """Whether the answer gives its reader a cookie."""
    return any(name.lower() == "set-cookie" for name, _ in headers)


def forbids_storing(headers: Headers) -> bool:
    """Whether the view or a middleware wants no copy, or one for each of something that the key does not hold."""
    told = {name.lower(): value.lower() for name, value in headers}
    control = told.get("cache-control", "")
    return (
        "private" in control
        or "no-store" in control
        or "*" in told.get("vary", "")
        or "content-encoding" in told
    )


def is_still_a_visitor(request: HttpRequest) -> bool:
    """Whether nobody was recognised or signed in while the page was made.

    Reading the session is harmless: without a session cookie it is empty.
    """
    session = getattr(request, "session", None)
    person = getattr(request, "_cached_user", None)
    return (
        not viewer_of(request).is_signed_in
        and (session is None or (not session.modified and session.is_empty()))
        and (person is None or not person.is_authenticated)
    )


def stored_headers(headers: Headers) -> Headers:
    """The headers of a page that is kept."""
    kept = [(name, value) for name, value in headers if name.lower() not in REPLACED]
    return [*kept, ("Cache-Control", FOR_VISITORS), ("Vary", VARY)]
