"""Every address that the site answers, read from the URLconf: ours, allauth's, the API's, Wagtail's."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern


@dataclass(frozen=True, slots=True)
class Route:
    """One pattern of the URLconf. `has_languages` says that it answers once for each language's prefix."""

    pattern: str
    name: str
    view: Any
    has_languages: bool

    @property
    def key(self) -> tuple[str, str]:
        """Names are used twice, and so are patterns (the later one is never reached); both together are not."""
        return self.pattern, self.name


@cache
def routes() -> tuple[Route, ...]:
    """All of them, in the order in which they are tried."""
    return tuple(_below(get_resolver()))


def _below(
    resolver: URLResolver, before: str = "", spaces: tuple[str, ...] = (), has_languages: bool = False
) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        is_prefix = isinstance(entry.pattern, LocalePrefixPattern)
        pattern = before + ("" if is_prefix else str(entry.pattern).lstrip("^"))
        if isinstance(entry, URLPattern):
            yield Route(pattern, ":".join((*spaces, entry.name or "")), entry.callback, has_languages)
        else:
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _below(entry, pattern, inner, has_languages or is_prefix)
