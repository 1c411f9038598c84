"""A small site for the tests of the page cache: views, addresses, and a way to ask without a server."""

from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.utils import translation

from advocates.core import generations
from advocates.core.access import Audience, audience
from advocates.core.pagecache import page_cached
from advocates.core.viewer import Viewer, viewer_of

runs: Counter[str] = Counter()
data = {"value": "old"}


class Somebody:
    """Stands for a person: the cache asks only whether there is one."""

    is_authenticated = is_active = True

    def __init__(self, name: str) -> None:
        self.full_name = name


def recognise(get_response: Any) -> Any:
    """Middleware: signs people in by session cookie, and by a header as an API token would."""

    def middleware(request: HttpRequest) -> HttpResponse:
        name = request.COOKIES.get("session") or request.META.get("HTTP_X_TOKEN", "")
        request.viewer = Viewer(person=Somebody(name)) if name else Viewer()
        return get_response(request)

    return middleware


def ask_the_browser_for_its_language(get_response: Any) -> Any:
    """Middleware: lets a header choose the language, as Django's own does on addresses without a prefix."""

    def middleware(request: HttpRequest) -> HttpResponse:
        translation.activate(request.META.get("HTTP_ACCEPT_LANGUAGE", "en"))
        answer = get_response(request)
        answer.headers["Content-Language"] = translation.get_language()
        return answer

    return middleware


def _counted(request: HttpRequest) -> str:
    runs[request.path] += 1
    person = viewer_of(request).person
    return f"{person.full_name if person else 'visitor'} run {runs[request.path]} " + "x" * 600


@audience(Audience.PUBLIC)
@page_cached(params=("q", "page"), multiple=("language",))
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_counted(request) + repr(sorted(request.GET.lists())))


@audience(Audience.PUBLIC)
@page_cached
def echo(request: HttpRequest) -> HttpResponse:
    runs[request.path] += 1
    told = [request.META, request.COOKIES, request.GET, dict(request.headers), request.build_absolute_uri()]
    return HttpResponse(
        repr([*told, request.get_host(), request.is_secure(), request.method, request.accepted_types])
    )


@audience(Audience.PUBLIC)
@page_cached
def greets_with_a_cookie(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(_counted(request))
    answer.set_cookie("number", str(runs[request.path]))
    return answer


@audience(Audience.PUBLIC)
@page_cached
def with_form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_counted(request) + get_token(request))


@audience(Audience.MEMBER)
@page_cached
def for_members(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_counted(request))


@audience(Audience.PUBLIC)
@page_cached(watches=("organisations",))
def changes_meanwhile(request: HttpRequest) -> HttpResponse:
    seen = data["value"]
    # Somebody else commits while this page is being rendered.
    data["value"] = "new"
    if seen == "old":
        generations.bump("organisations")
    return HttpResponse(seen)


@audience(Audience.PUBLIC)
@page_cached
def with_token(request: HttpRequest, token: str = "") -> HttpResponse:
    return HttpResponse(_counted(request))


@audience(Audience.PUBLIC)
@page_cached
def private_by_header(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_counted(request), headers={"Cache-Control": "private"})


@audience(Audience.PUBLIC)
@page_cached
def in_parts(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter([_counted(request).encode()]))


@audience(Audience.PUBLIC)
@page_cached
def missing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_counted(request), status=404)


@audience(Audience.PUBLIC)
@page_cached
def signs_in(request: HttpRequest) -> HttpResponse:
    request.session["who"] = "somebody"
    return HttpResponse(_counted(request))


@audience(Audience.PUBLIC)
def not_cached(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_counted(request))


def not_there(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse("error", status=404)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse("error", status=400)


handler400, handler404 = refused, not_there
urlpatterns = [
    path("page/", page),
    path("es/page/", page),
    path("echo/", echo),
    path("cookie/", greets_with_a_cookie),
    path("form/", with_form),
    path("for-members/", for_members),
    path("changes/", changes_meanwhile),
    path("confirm/<str:token>/", with_token),
    path("link/abc/", with_token),
    path("private/", private_by_header),
    path("parts/", in_parts),
    path("missing/", missing),
    path("signs-in/", signs_in),
    path("plain/", not_cached),
]


@dataclass
class Answer:
    """What came back."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Site:
    """The page cache before Django, asked as a server would ask."""

    def __init__(self, front: Any) -> None:
        self.front = front(WSGIHandler())

    def ask(self, address: str, method: str = "GET", **extra: str) -> Answer:
        route, _, query = address.partition("?")
        answer = Answer()

        def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            answer.status, answer.headers = int(status[:3]), {name.lower(): value for name, value in headers}

        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(route, encoding="latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.1",
            "HTTP_HOST": "127.0.0.1:8000",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            **extra,
        }
        answer.body = b"".join(self.front(environ, start))
        return answer
