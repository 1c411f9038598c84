"""Every public page in a real browser: no cookie, nothing stored, nobody else asked; no barrier, light, on paper."""

import secrets

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as configured
from django.contrib.staticfiles import handlers
from pytest_django.live_server_helper import LiveServer

from advocates.config.wsgi import build
from advocates.core import links
from advocates.core.limits import LIMITS
from advocates.core.pagecache import is_private_address
from advocates.organisations import directory
from advocates.organisations.enquiries import reach
from advocates.organisations.tests.enquiries import with_contact
from advocates.organisations.tests.factories import load_real_directory
from advocates.publishing import views
from tests.cast import member_client
from tests.pdf_text import squeezed, words_of
from tests.planted_public import LONG, WORDS, link_addresses, publish
from tests.public_addresses import (
    by_model,
    by_name,
    in_language,
    links_without,
    models_without,
    routes_without,
)
from tests.routes import Route
from tests.scene import set_scene

# What a first visit may fetch: bytes without pictures, and how often it may ask. The map has its own bar.
BYTES, BYTES_WITH_MAP, REQUESTS = 30_000, 50_000, 4
# What is for one person leaves as it is, since beside a secret nothing is compressed; that has the bar of members.
BYTES_PRIVATE = 40_000
# They offer every country of the world.
LONG_FORMS = {"join_step", "link propose"}
# What a page can leave behind in a browser besides cookies.
LEFT_BEHIND = """async () => ({
    "local storage": localStorage.length, "session storage": sessionStorage.length,
    "databases": (await indexedDB.databases()).length, "caches": (await caches.keys()).length,
    "workers": (await navigator.serviceWorker.getRegistrations()).length,
})"""

CONTRAST = "axe.run({runOnly: ['color-contrast'], preload: false}).then((found) => found.violations)"


class Walk:
    """A window that opens each page as if it were its first, and all that the page should not do."""

    def __init__(self, browser, url, **look) -> None:
        self.context, self.url = browser.new_context(**look), url
        self.scheme, self.faults, self.kinds = look.get("color_scheme", "light"), [], {}
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("console", self._hear)
        self.context.on("request", self._ask)
        self.lines = self.context.new_cdp_session(self.page)
        self.lines.send("Network.enable")
        self.lines.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.lines.on("Network.responseReceived", self._receive)
        self.lines.on("Network.loadingFinished", self._finish)

    def open(self, address, status=200):
        # What the last page asked for late is not this one's.
        self.page.goto("about:blank")
        self.faults, self.fetched, self.kinds, self.bytes = [], [], {}, 0
        self.context.clear_cookies()
        self.page.emulate_media(color_scheme=self.scheme)
        answer = self.page.goto(f"{self.url}{address}")
        if answer.status != status:
            self.faults.append(f"answers {answer.status}")

    def run_scripts(self, value):
        """Whether the page's scripts run; axe needs them to, afterwards."""
        self.lines.send("Emulation.setScriptExecutionDisabled", {"value": not value})

    def _hear(self, message):
        # The browser says of its own accord that a page was not found.
        if message.type in {"error", "warning"} and "404" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _ask(self, request):
        if not request.url.startswith((f"{self.url}/", "data:")):
            self.faults.append(f"asks {request.url}")

    def _receive(self, event):
        if event["response"]["url"].startswith("http"):
            self.kinds[event["requestId"]] = event["type"]

    def _finish(self, event):
        if self.kinds.get(event["requestId"], "Image") != "Image":
            self.fetched.append(event["requestId"])
            self.bytes += event["encodedDataLength"]

    def touch(self):
        """Write into every field that takes words, as somebody does who then thinks better of it."""
        for field in self.page.locator("main :is(textarea, input[type=text]):not([readonly]):visible").all():
            field.fill("x")

    def leaves(self):
        """Cookies that no form needs, and what else stays in the browser."""
        has_form = self.page.locator("[name=csrfmiddlewaretoken]").count()
        allowed = {configured.CSRF_COOKIE_NAME} if has_form else set()
        found = {each["name"] for each in self.context.cookies()} - allowed
        self.faults += [f"cookie {name}" for name in sorted(found)]
        stored = self.page.evaluate(LEFT_BEHIND)
        self.faults += [f"{count} in {name}" for name, count in stored.items() if count]

    def barriers(self, other):
        """What axe finds; in the other colours, whether they can be told apart."""
        self.page.evaluate(Axe().axe_script)
        found = self.page.evaluate("axe.run({preload: false}).then((found) => found.violations)")
        self.page.emulate_media(color_scheme=other)
        found += self.page.evaluate(CONTRAST)
        for item in found:
            self.faults.append(f"{item['id']}: {[node['html'][:150] for node in item['nodes'][:3]]}")

    def weigh(self, most):
        if self.bytes > most or len(self.fetched) > REQUESTS:
            self.faults.append(f"{self.bytes} bytes in {len(self.fetched)} requests")

    def too_wide(self):
        """Whatever makes the page scroll sideways."""
        found = self.page.evaluate(
            """() => { const root = document.documentElement, width = root.clientWidth
                 return root.scrollWidth <= width ? [] : [...document.querySelectorAll('body *')]
                   .filter((e) => { const r = e.getBoundingClientRect(); return r.right > width + 1 || r.left < -1 })
                   .slice(0, 4).map((e) => e.outerHTML.slice(0, 150)) }"""
        )
        self.faults += [f"too wide: {each}" for each in found]

    def told(self, name):
        """The faults, with the page that has them."""
        return [f"{name}: {fault}" for fault in self.faults]


@pytest.fixture
def front(settings):
    """The site as it is served: page cache, compression and our own files in front of Django."""
    settings.LIMITS = dict.fromkeys(LIMITS, (10**6, 60))
    original = handlers.StaticFilesHandler
    handlers.StaticFilesHandler = lambda _application: build()
    server = LiveServer("localhost")
    handlers.StaticFilesHandler = original
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]
    yield server
    server.stop()


@pytest.fixture
def scene(db, settings, tmp_path):
    """One of each, among the groups of the real directory."""
    settings.PROFILE = with_contact(tmp_path)
    load_real_directory()
    made = set_scene(member_client("member", "Own Group", "DE").person)
    yield {**made, **publish(made)}
    directory.forget()
    reach.forget()


@pytest.fixture
def pages(scene):
    """What is shown at public addresses, by what it is."""
    names, models, mailed = by_name(scene), by_model(), link_addresses(scene)
    assert routes_without(names) == []
    assert models_without(models) == []
    assert links_without(mailed) == []
    found = {f"{name} {address}": address for name, several in names.items() for address in several}
    found |= {name: address for name, address in models.items() if address not in found.values()}
    return {**found, **{f"link {kind}": address for kind, address in mailed.items()}}


def shown(visitor, pages):
    """Those that a browser shows as pages; all others are files, which give no cookie either."""
    kept = {}
    for name, address in pages.items():
        answer = visitor.get(address)
        if answer.headers["Content-Type"].startswith("text/html"):
            kept[name] = address
        else:
            assert not answer.cookies, name
        visitor.cookies.clear()
    return kept


def most_of(name, address):
    """How many bytes a first visit may take."""
    if is_private_address(address):
        return BYTES_WITH_MAP if name.partition(" /")[0] in LONG_FORMS else BYTES_PRIVATE
    return BYTES_WITH_MAP if address.startswith("/directory/") else BYTES


NOWHERE = "/nothing/here/"


@pytest.fixture
def walk(browser, front):
    """Begins a walk in a window of its own."""
    begun = []

    def begin(width, **look):
        begun.append(Walk(browser, front.url, viewport={"width": width, "height": 900}, **look))
        return begun[-1]

    yield begin
    for each in begun:
        each.context.close()


def test_none_leaves_or_asks_anything_and_none_is_in_anybodys_way(walk, pages, visitor):
    visit, found = walk(1280), []
    for name, address in shown(visitor, pages).items():
        visit.open(address, status=404 if address == NOWHERE else 200)
        visit.barriers(other="dark")
        # Whatever comes late has come by then.
        visit.weigh(most_of(name, address))
        visit.touch()
        visit.leaves()
        found += visit.told(name)
    assert found == []


def test_none_is_wider_than_a_phone_in_arabic_without_scripts(walk, pages, visitor):
    visit, found = walk(390, color_scheme="dark"), []
    for name, address in shown(visitor, pages).items():
        visit.run_scripts(False)
        visit.open(in_language(address, "ar"), status=404 if address == NOWHERE else 200)
        if visit.page.evaluate("getComputedStyle(document.documentElement).direction") != "rtl":
            visit.faults.append("from left to right")
        visit.too_wide()
        visit.run_scripts(True)
        # What is mailed to one person was looked at above, and has the parts of the other pages.
        if not address.startswith("/link/"):
            visit.barriers(other="light")
        found += visit.told(name)
    assert found == []


def test_whatever_a_page_should_not_do_would_be_noticed(walk, monkeypatch, transactional_db):
    """The twin."""
    whole = views.render

    def curious(*args, **kwargs):
        answer = whole(*args, **kwargs)
        wide = (
            b'<img src="/static/x.png"><div style="width:1500px">.</div><p hidden>'
            + secrets.token_bytes(30_000).hex().encode()
        )
        script = b"<script>localStorage.seen = 1; sessionStorage.seen = 1; fetch('https://elsewhere.example/')</script>"
        answer.content = answer.content.replace(b"</body>", wide + script + b"</body>")
        answer.headers["Content-Security-Policy"] = "default-src * 'unsafe-inline'"
        answer.set_cookie("seen", "1")
        return answer

    monkeypatch.setattr(views, "render", curious)
    visit = walk(390)
    visit.open("/about/facts/", status=404)
    visit.too_wide()
    visit.barriers(other="dark")
    visit.weigh(BYTES)
    visit.leaves()
    told = "\n".join(visit.told("facts"))
    for fault in (
        "answers 200", "too wide: <div", "image-alt: ", "bytes in 2 requests", "cookie seen", "1 in local storage",
        "1 in session storage", "asks https://elsewhere.example/",
    ):  # fmt: skip
        assert fault in told, fault


class TestTheListIsWhole:
    """The twins: what is added without an example is noticed."""

    def test_an_address(self):
        new = Route("about/secrets/", "secrets", views.facts, has_languages=True)
        assert routes_without({}, [new]) == ["secrets"]
        assert routes_without({"secrets": ["/about/facts/"]}, [new]) == ["/about/facts/"]

    def test_a_page_that_editors_write(self, db):
        found = by_model()
        del found["KnowledgeTopic"]
        assert "KnowledgeTopic" in models_without(found)

    def test_a_mailed_link(self, monkeypatch):
        monkeypatch.setitem(links._kinds, "secrets", None)
        assert "secrets" in links_without({})


ON_PAPER = """() => [...document.querySelectorAll('nav, form, button, header.site, footer.foot, .share, .skip')]
    .filter((e) => e.getClientRects().length).map((e) => e.outerHTML.slice(0, 150))"""


def test_on_paper_there_is_the_text_and_no_way_elsewhere(walk, scene):
    visit = walk(1280)
    for address in ("/news/harvest/", "/knowledge/starting-a-group/harvest/"):
        visit.open(address)
        assert visit.page.evaluate(ON_PAPER) != []
        visit.page.emulate_media(media="print")
        assert visit.page.evaluate(ON_PAPER) == []
        printed = words_of(visit.page.pdf(format="A4"))
        # Where it is from can be read on paper, too.
        for words in (*WORDS["en"], LONG):
            assert squeezed(words) in printed
        assert squeezed("Skip to main content") not in printed
        visit.page.emulate_media(media="screen")
        assert visit.told(address) == []
