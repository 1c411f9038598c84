"""On other people's pages: the frame tells its height alone, links leave it, and what is shared is copied."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

import pytest

from advocates.organisations import directory
from advocates.organisations.directory import Query
from advocates.organisations.embed_views import frame, script
from advocates.organisations.tests.factories import load_real_directory


@pytest.fixture
def groups(live_server):
    directory.forget()
    load_real_directory()
    yield
    directory.forget()


class OtherSite(BaseHTTPRequestHandler):
    """Answers every address with one page."""

    page = ""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!doctype html>{self.page}".encode())

    def log_message(self, *_arguments):
        """Nobody reads it."""


@pytest.fixture
def other_site():
    """A site of somebody else, on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), OtherSite)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def host_page(browser, live_server, groups, settings, other_site, request):
    """Its page with the lines that we give to webmasters."""
    scripts, language = getattr(request, "param", (True, "en"))
    settings.SITE_URL = live_server.url
    OtherSite.page = f"{frame(Query(region='latin-america'), language)}{script()}"
    context = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=scripts)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(other_site)
    page.frame_locator("iframe").locator("h1").wait_for()
    yield page
    assert context.cookies() == []
    context.close()


@pytest.mark.journey
class TestTheFrame:
    def test_grows_to_its_height(self, host_page):
        host_page.wait_for_function("document.querySelector('iframe').height > 900")
        inner = host_page.frames[1]
        whole = inner.evaluate("document.documentElement.getBoundingClientRect().height")
        assert abs(int(host_page.locator("iframe").get_attribute("height")) - whole) < 2

    def test_tells_that_number_alone(self, host_page):
        told = host_page.evaluate(
            """() => new Promise((done) => {
                 addEventListener('message', (event) => done(event.data));
                 document.querySelector('iframe').width = '300';
               })"""
        )
        assert list(told) == ["height"]

    @pytest.mark.parametrize("host_page", [(True, "en"), (False, "ar")], indirect=True)
    def test_links_open_beside_it(self, host_page, other_site):
        link = host_page.frame_locator("iframe").locator(".embed__list a").first
        with host_page.context.expect_page() as opened:
            link.click()
        assert "/organisations/" in opened.value.url
        assert host_page.url == other_site

    @pytest.mark.parametrize("address", ["/directory/", "/directory/embed/how/", "/organisations/abrale/"])
    def test_no_other_page_stands_in_one(self, host_page, live_server, address):
        host_page.evaluate(
            "(url) => { document.querySelector('iframe').src = url }", f"{live_server.url}{address}"
        )
        host_page.wait_for_function("document.querySelector('iframe').contentDocument === null")
        deadline = monotonic() + 20
        while (
            host_page.frames[1].url.startswith(f"{live_server.url}/directory/embed/?")
            and monotonic() < deadline
        ):
            host_page.wait_for_timeout(100)
        assert "chrome-error" in host_page.frames[1].url


@pytest.mark.journey
def test_the_text_is_copied(browser, live_server, groups):
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{live_server.url}/organisations/abrale/")
    page.get_by_role("button", name="Copy the text").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("ABRALE\nSão Paulo")
    context.close()
