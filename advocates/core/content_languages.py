"""Languages of content alone: addresses begin with them, and the interface stands in the language beside each.

What is shown in the language that is asked for asks `language_of_content`; words of the interface follow the language
that is active, as everywhere.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import register_converter
from django.urls.converters import StringConverter
from django.utils import translation

_asked: ContextVar[str] = ContextVar("language of content", default="")


def language_of_content() -> str:
    """In which language articles are asked for: that of the address, else that of the interface."""
    return _asked.get() or translation.get_language() or settings.LANGUAGE_CODE


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Articles in a language of content, and the interface in the one beside it."""
    kept = _asked.set(language)
    try:
        with translation.override(settings.CONTENT_LANGUAGES[language]):
            yield
    finally:
        _asked.reset(kept)


def asked_by(request: HttpRequest) -> AbstractContextManager[None]:
    """`speaking` where `?lang=` names a language of content; an interface's language is active already."""
    asked = request.GET.get("lang", "")
    return speaking(asked) if asked in settings.CONTENT_LANGUAGES else nullcontext()


class ContentLanguage(StringConverter):
    """The first part of an address that may be a language of content; those of the interface have their own way."""

    regex = "[a-z]{2,3}(?:-[a-z0-9]{2,8})?"

    def to_python(self, value: str) -> str:
        if value in dict(settings.INTERFACE_LANGUAGES):
            raise ValueError
        return value


register_converter(ContentLanguage, "content")


def in_content(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view at an address that begins with `<content:language>`; Http404 where nothing is written in that."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, language: str, **kwargs: Any) -> HttpResponse:
        if language not in settings.CONTENT_LANGUAGES:
            raise Http404
        with speaking(language):
            answer = view(request, *args, **kwargs)
            answer.headers.setdefault("Content-Language", settings.CONTENT_LANGUAGES[language])
        return answer

    return shown
