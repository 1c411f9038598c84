"""A form that promises to take so many MB of files is sent to an address that takes them.

The forms are found by what they say, on every page that the table of addresses knows.
"""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

from advocates.core import bodies
from tests.access_table import CAST, everything
from tests.access_world import World, make_world
from tests.test_access import ask

MB = re.compile(r"(\d+)[\s\u00a0]MB")
# What a form holds besides its files.
FORM = 2**19
# Who sees a form first; whoever else sees it sees the same one.
READERS = ("visitor", "member", "editor", "staff")
# One step of the application stands in the table for all; this one takes files.
PAPERS = "/join/{join_token}/papers/"


class Forms(HTMLParser):
    """Of a page: where its forms with files lead, and what their words promise."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.action, self.words, self.has_file = None, [], False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            self.action, self.words, self.has_file = told.get("action") or "", [], False
        elif tag == "input" and told.get("type") == "file":
            self.has_file = True

    def handle_endtag(self, tag):
        if tag == "form" and self.action is not None:
            if self.has_file:
                self.found.append((self.action, " ".join(self.words)))
            self.action = None

    def handle_data(self, data):
        self.words.append(data)


def promised(page: str, address: str) -> list[tuple[str, int]]:
    """The paths to which forms with files are sent, and the most bytes that they promise to take."""
    found = []
    for action, words in Forms(page).found:
        path = urlsplit(urljoin(f"http://testserver{address}", action)).path
        found += [(path, max(int(each) for each in MB.findall(words)) * 2**20)] if MB.search(words) else []
    return found


@pytest.fixture(scope="module")
def world(once) -> World:
    return once(make_world)


@pytest.fixture
def promises(db, world) -> dict[str, int]:
    """Every path that a form with files leads to, and what it promises."""
    found: dict[str, int] = {}
    readers = {who: world.browser(who) for who in READERS}
    pages = [(line.address, dict(zip(CAST, line.get, strict=True))) for line in everything()]
    for each, statuses in [*pages, (PAPERS, {"visitor": "200"})]:
        who = next((reader for reader in READERS if statuses.get(reader) == "200"), None)
        if who is None:
            continue
        address = each.format(**world.scene)
        answer = ask(readers[who], "get", address)
        if not answer.streaming and answer["Content-Type"].startswith("text/html"):
            found |= dict(promised(answer.text, address))
    return found


def broken(promises: dict[str, int]) -> list[str]:
    return [path for path, size in sorted(promises.items()) if bodies.limit_of(path) < size + FORM]


def test_what_a_form_promises_its_address_takes(promises, monkeypatch):
    areas = {"/members/forum/", "/members/wiki/", "/members/files/", "/join/"}
    assert {area for area in areas if any(path.startswith(area) for path in promises)} == areas
    assert broken(promises) == []
    # Red twin: without its line in the table, the wiki breaks its promise.
    monkeypatch.delitem(bodies.MOST_OF, "/members/wiki/")
    assert {path for path in broken(promises) if path.startswith("/members/wiki/")}
    assert all(path.startswith("/members/wiki/") for path in broken(promises))


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ('<form action="/a/"><input type="file"> at most 10 MB <p>together 24 MB</p></form>', [("/a/", 24)]),
        ('<form method="post"><input type="file">5\u00a0MB</form>', [("/here/", 5)]),
        ("<form>12 MB of words</form>", []),
        ('<form><input type="file"></form> 9 MB', []),
    ],
    ids=range(4),
)
def test_promises_are_read(page, found):
    assert promised(page, "/here/") == [(path, size * 2**20) for path, size in found]
