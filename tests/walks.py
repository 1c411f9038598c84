"""A walk through pages in a real browser: each is opened as if it were the first, and its faults are noted."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as configured
from django.contrib.staticfiles import handlers
from pytest_django.live_server_helper import LiveServer

from advocates.config.wsgi import build
from advocates.core.limits import LIMITS

# How often a first visit may ask.
REQUESTS = 4
# What a page can leave behind in a browser besides cookies.
LEFT_BEHIND = """async () => ({
    "local storage": localStorage.length, "session storage": sessionStorage.length,
    "databases": (await indexedDB.databases()).length, "caches": (await caches.keys()).length,
    "workers": (await navigator.serviceWorker.getRegistrations()).length,
})"""

CONTRAST = "axe.run({runOnly: ['color-contrast'], preload: false}).then((found) => found.violations)"


class Walk:
    """A window that opens each page as if it were its first, and all that the page should not do.

    `cookies` are there again for each page, as those of somebody who is signed in.
    """

    def __init__(self, browser, url, *, cookies=(), **look) -> None:
        self.context, self.url, self.cookies = browser.new_context(**look), url, list(cookies)
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
        self.context.add_cookies(self.cookies)
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

    def weigh(self, most, requests=REQUESTS):
        if self.bytes > most or len(self.fetched) > requests:
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
def walk(browser, front):
    """Begins a walk in a window of its own."""
    begun = []

    def begin(width, **look):
        begun.append(Walk(browser, front.url, viewport={"width": width, "height": 900}, **look))
        return begun[-1]

    yield begin
    for each in begun:
        each.context.close()
