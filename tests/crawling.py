"""Walks the site as a reader does: from a few addresses, by every link, in every language."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.conf import settings

from tests.cast import CastClient

LINK = re.compile(
    r"""\s(?:href|src|action)=["']([^"']+)["']|\s[a-z-]+=["']((?:/|https?:)[^"']*)["']|<loc>([^<]+)</loc>"""
)
TICKET = re.compile(r'name="(?:csrfmiddlewaretoken|ticket)" value="[^"]+"')
HERE = "http://testserver"
STARTS = (
    "/",
    "/es/",
    "/ar/",
    "/robots.txt",
    "/sitemap.xml",
    "/.well-known/security.txt",
    "/api/v1/openapi.json",
)
MACHINES = (
    "/api/v1/organisations?page_size=200",
    "/api/v1/organisations.csv",
    "/api/v1/organisations.geojson",
    "/api/v1/countries",
    "/feeds/directory.atom",
    "/feeds/directory.json",
    "/feeds/directory.atom?lang=ar",
    "/feeds/events.ics",
    "/feeds/events.ics?lang=es",
    "/feeds/events.atom",
    "/feeds/events.json",
    "/directory/embed/",
    "/directory/embed/?lang=es",
    "/directory/embed/how/",
    "/directory/follow/",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str

    @property
    def everything(self) -> str:
        """Headers and body as one text."""
        return "\n".join([*(f"{name}: {value}" for name, value in self.headers), self.body])


def ask(client: CastClient, address: str) -> Answer:
    """One page, without the tickets of its form, which are drawn by lot."""
    answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    body = TICKET.sub("", content.decode("utf-8", "replace"))
    headers = tuple(
        sorted((name, value) for name, value in answer.headers.items() if name != "Content-Length")
    )
    return Answer(answer.status_code, headers, body)


def crawl(
    client: CastClient,
    starts: Iterable[str] = (*STARTS, *MACHINES),
    follow: Callable[[str], bool] = lambda _address: True,
    most: int = 2500,
) -> dict[str, Answer]:
    """Every page that links lead to, by address. Combinations of filters are followed one filter deep."""
    waiting, pages = deque(starts), dict[str, Answer]()
    known = set(waiting)
    while waiting:
        address = waiting.popleft()
        pages[address] = answer = ask(client, address)
        for found in links(answer, address):
            if found not in known and is_worth_it(found) and follow(found):
                known.add(found)
                waiting.append(found)
        assert len(pages) <= most, "the crawl does not end"
    return pages


def links(answer: Answer, address: str) -> Iterator[str]:
    """Addresses of this site in an answer: its links, its redirect."""
    told: list[Any] = [value for name, value in answer.headers if name == "Location"]
    told += [next(filter(None, found)) for found in LINK.findall(answer.body)]
    for link in told:
        whole = urljoin(HERE + address, unescape(link).replace(settings.SITE_URL, HERE))
        parts = urlsplit(whole)
        if f"{parts.scheme}://{parts.netloc}" == HERE:
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path


def is_worth_it(address: str) -> bool:
    """Not files of the look, not the second filter upon the first."""
    return not address.startswith("/static/") and len(parse_qsl(urlsplit(address).query)) <= 1


def in_public(address: str) -> bool:
    """For crawls that stay where everybody may read."""
    return not address.startswith(("/account/", "/members/", "/manage/"))


def in_office(address: str) -> bool:
    """For crawls of the back office that read and never sign out; lists in one order, not in each."""
    return address.startswith("/manage/") and not any(
        part in address for part in ("?", "logout", "editing-sessions")
    )


# Some countries stand for all of them.
COUNTRIES = ("de", "at", "fr", "jp", "eg", "aq", "ke")


def near(address: str) -> bool:
    """Public pages; of the two hundred and fifty countries some."""
    parts = address.strip("/").split("/")
    is_country = "directory" in parts and len(parts[-1]) == 2 and parts[-1] not in ("es", "ar")
    return in_public(address) and (not is_country or parts[-1] in COUNTRIES)


def near_or_own(address: str) -> bool:
    """The same, and the pages of one's own account."""
    return near(address) or (address.startswith("/account/") and "logout" not in address)
