"""System checks: what would make the page cache keep a page that is not for everybody."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from advocates.core.access import Audience, audience_of
from advocates.core.pagecache import PRIVATE_PREFIXES


@register("pagecache")
def pages_for_visitors_only(**_kwargs: Any) -> list[CheckMessage]:
    """`@page_cached` belongs on views for the public alone, at addresses without a token."""
    return [message for route, name, view in views(get_resolver()) for message in mistakes(route, name, view)]


def mistakes(route: str, name: str, view: Any) -> list[CheckMessage]:
    """What is wrong with one address whose view takes part in the page cache."""
    if not hasattr(view, "page_cached"):
        return []
    where = f"/{route}"
    found: list[CheckMessage] = []
    if audience_of(view, name) != {Audience.PUBLIC}:
        found.append(Error(f"{where} is @page_cached, but not for the public alone.", id="advocates.E001"))
    if "token" in route or where.startswith(PRIVATE_PREFIXES):
        found.append(Error(f"{where} is @page_cached, but its address is private.", id="advocates.E002"))
    return found


def views(
    resolver: URLResolver, before: str = "", spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, Any]]:
    """Every address of the URLconf as route, full name and view; routes without the language prefix."""
    for entry in resolver.url_patterns:
        route = before + _route_of(entry)
        if isinstance(entry, URLPattern):
            yield route, ":".join((*spaces, entry.name or "")), entry.callback
        else:
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from views(entry, route, inner)


def _route_of(entry: URLPattern | URLResolver) -> str:
    pattern: Any = entry.pattern
    return "" if hasattr(pattern, "prefix_default_language") else str(pattern).lstrip("^")
