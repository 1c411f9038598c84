"""An example of every kind of page that anybody may open: by address, by what editors write, by mailed link.

Read from the table of access, from the page types and from the kinds of links: whoever adds one of them adds an
example here, or a walk along all of them is red.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import resolve
from wagtail.models import Page, get_page_models

from advocates.core import links
from advocates.core.access import Audience, audience_of
from tests.access_table import everything
from tests.planted_public import undo_token
from tests.routes import Route, routes

# What no reader opens: mail programs send there, and the address does not answer before a provider is named.
SENT_BY_MACHINES = {"mail_hook_in", "mail_hook_events"}
# Opened before anybody runs the site, and by nobody afterwards: the pages of the account have it in their journey.
BEFORE_ANYBODY = {"account_set_up"}
# In the scene of the table nothing stands at these addresses, or less than could.
FURTHER = {
    "comments": ["/news/harvest/comments/"],
    "comment_new": ["/news/harvest/comments/new/"],
    "comments_sent": ["/news/harvest/comments/sent/"],
    "comments_atom": ["/news/harvest/comments/comments.atom"],
    "comment_report": ["/news/harvest/comments/{comment}/report/"],
    "news_card": ["/news/harvest/card.png"],
    "event_calendar": ["/news/events/harvest/event.ics"],
    "event_card": ["/news/events/harvest/card.png"],
    "enquiry_ask": ["/directory/at/ask/"],
    "account_undo": ["/account/email/undo/{undo_token}/"],
    "directory": [
        "/directory/?q=leuk&country=es", "/directory/?view=table&country=es", "/directory/?region=latin-america",
        "/directory/?country=is&language=es",
    ],
    "directory_embed": ["/directory/embed/?country=de"],
    "country": ["/directory/is/"],
    "search": ["/search/?q=harvest", "/search/?q=qqqqzz"],
    "news": ["/news/?kind=research"],
    "news_follow": ["/news/follow/?kind=newsletter"],
    "trials": ["/news/trials/?country=DE"],
    "wagtail_serve": ["/knowledge/starting-a-group/", "/nothing/here/"],
}  # fmt: skip
# What the table's scene publishes in English alone; here the same stands in every language.
IN_ENGLISH = ("/news/scene/", "/news/events/scene/")
# Of the addresses that only lead elsewhere or only take what is sent there is no page.
NOT_FOUND, SHOWN = "404", "200"


def by_name(scene: Mapping[str, Any]) -> dict[str, list[str]]:
    """Public addresses at which something is shown, by the name of their route."""
    scene = {**scene, "undo_token": undo_token()}
    found: dict[str, list[str]] = {}
    for line in everything():
        is_shown = Audience.PUBLIC in line.audiences and line.get[0] == SHOWN
        if is_shown and not line.address.startswith(IN_ENGLISH):
            found.setdefault(line.name, []).append(line.address.format(**scene))
    for name, addresses in FURTHER.items():
        found.setdefault(name, []).extend(address.format(**scene) for address in addresses)
    return found


def by_model() -> dict[str, str]:
    """Every type of page that editors can write, with one that is published."""
    found = {}
    for model in get_page_models():
        # The root of the tree is the only page without a type of ours.
        page = model.objects.live().filter(locale__language_code="en").last() if model is not Page else None
        if page is not None:
            found[model.__name__] = page.get_url()
    return found


def routes_without(examples: Mapping[str, list[str]], known: Iterable[Route] | None = None) -> list[str]:
    """Public routes without an example, and examples that lead to another route."""
    silent = {line.name for line in everything() if line.get[0] not in (SHOWN, NOT_FOUND)}
    silent |= SENT_BY_MACHINES | BEFORE_ANYBODY
    public = [route for route in known or routes() if Audience.PUBLIC in audience_of(route.view, route.name)]
    missing = [route.name for route in public if route.name not in silent and not examples.get(route.name)]
    astray = [
        address
        for name, addresses in examples.items()
        for address in addresses
        if resolve(address.partition("?")[0]).view_name != name
    ]
    return missing + astray


def models_without(examples: Mapping[str, str]) -> list[str]:
    """Types of pages without an example."""
    return [each.__name__ for each in get_page_models() if each is not Page and each.__name__ not in examples]


def links_without(examples: Mapping[str, Any]) -> list[str]:
    """Kinds of mailed links without an example."""
    return sorted(set(links._kinds) - set(examples))


def in_language(address: str, language: str) -> str:
    """The same page in another language: in the address of public pages, asked for on all others."""
    path = address.partition("?")[0]
    name = resolve(path).view_name
    if any(route.has_languages and route.name == name for route in routes()):
        return f"/{language}{address}"
    return f"{address}{'&' if '?' in address else '?'}lang={language}"
