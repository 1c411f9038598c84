"""The language of a request: from the address on public pages, the person's own on private ones."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from advocates.core.viewer import viewer_of

LANGUAGE_CODES = tuple(code for code, _ in settings.INTERFACE_LANGUAGES)
# Addresses without a language prefix; there the language is the person's, or `?lang=`.
PERSONAL = ("members", "account", "manage", "join", "link")
UNPREFIXED = (*PERSONAL, "api", "feeds", "healthz", ".well-known")


def first_segment(path: str) -> str:
    """`es` of `/es/directory/`."""
    return path[1:].partition("/")[0]


def is_unprefixed(path: str) -> bool:
    """Whether the path lies in an area that has no language in its addresses."""
    return first_segment(path) in UNPREFIXED


def language_of_address(path: str, asked: str = "") -> str | None:
    """The language that an address chooses, with its `?lang=`; None where it is the reader's own."""
    segment = first_segment(path)
    if segment in LANGUAGE_CODES and segment != settings.LANGUAGE_CODE:
        return segment
    if segment not in UNPREFIXED:
        return settings.LANGUAGE_CODE
    if asked in LANGUAGE_CODES:
        return asked
    return None if segment in PERSONAL else settings.LANGUAGE_CODE


def language_of(request: HttpRequest) -> str:
    """The language that the request is answered in."""
    if chosen := language_of_address(request.path_info, request.GET.get("lang", "")):
        return chosen
    own = getattr(viewer_of(request).person, "language", "")
    if own in LANGUAGE_CODES:
        return own
    asked = translation.get_language_from_request(request)
    return asked if asked in LANGUAGE_CODES else settings.CONTENT_LANGUAGES.get(asked, settings.LANGUAGE_CODE)


def choose_language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: activate the request's language and name it in the answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        answer = get_response(request)
        answer.headers.setdefault("Content-Language", language)
        return answer

    return middleware


def without_prefix(path: str) -> str:
    """The path as it is in the default language: `/directory/` of `/es/directory/`."""
    segment = first_segment(path)
    known = segment in LANGUAGE_CODES or segment in settings.CONTENT_LANGUAGES
    if known and segment != settings.LANGUAGE_CODE:
        path = path[len(segment) + 1 :]
    # Two slashes at the start would make the name of another host of what follows.
    return "/" + path.lstrip("/\\")


def in_language(path: str, language: str, query: str = "") -> str:
    """The same address in another language, by prefix on public pages and by `?lang=` elsewhere."""
    if is_unprefixed(path):
        kept = [(name, value) for name, value in parse_qsl(query) if name != "lang"]
        return f"{path}?{urlencode([*kept, ('lang', language)])}"
    plain = without_prefix(path)
    prefixed = plain if language == settings.LANGUAGE_CODE else f"/{language}{plain}"
    return f"{prefixed}?{query}" if query else prefixed
