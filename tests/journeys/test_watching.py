"""Watching a page and talking about it in a real browser: without scripts, and without a barrier on any page."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from advocates.core import stream
from advocates.organisations.models import Organisation
from advocates.spaces import talks
from advocates.wiki.models import How, WikiPage
from advocates.wiki.structure.actions import delete_page
from advocates.wiki.tests.factories import make_page, save
from advocates.wiki.tests.test_talk import talk_about
from advocates.wiki.watching.actions import watch_page
from tests.cast import member_client, sign_in_browser

TEXT = "Ask first.\n\n# Before you start\n\nFind out who decides."
SCREENS = [("en", "light", 1280), ("ar", "light", 1280), ("en", "dark", 390), ("ar", "dark", 390)]


@pytest.fixture
def writer(transactional_db):
    return member_client("writer", "Writing Group", "DE").person


@pytest.fixture
def reader(transactional_db):
    return member_client("reader", "Reading Group", "FR").person


@pytest.fixture
def window(browser, live_server, reader):
    """A browser of the reader; the screen may be asked for."""
    opened = []

    def open_window(*, scripts=True, width=1280, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, color_scheme=scheme
        )
        opened.append(context)
        sign_in_browser(context, live_server, reader, second_factor=True)
        return context.new_page()

    yield open_window
    for context in opened:
        context.close()


def told() -> None:
    while stream.dispatch():
        pass


def test_without_scripts_one_watches_hears_of_a_change_and_says_something(live_server, window, writer):
    guide = make_page(writer, text=TEXT)
    told()
    screen = window(scripts=False)
    screen.goto(live_server.url + guide.address)
    screen.get_by_role("button", name="Watch this page").click()
    expect(screen.get_by_text("You watch this page now.")).to_be_visible()
    save(writer, guide, TEXT.replace("Ask first", "Ask twice"), 1)
    told()
    screen.goto(f"{live_server.url}/members/notices/")
    screen.get_by_role("link", name="changed").click()
    expect(screen.get_by_role("heading", name="What changed")).to_be_visible()
    screen.get_by_role("link", name="Talk").click()
    screen.get_by_role("textbox", name="Your text").fill("Why twice?")
    screen.get_by_role("button", name="Send").click()
    expect(screen.get_by_text("Why twice?")).to_be_visible()
    screen.get_by_role("link", name="To the page").click()
    expect(screen.get_by_role("link", name="Talk 1")).to_be_visible()
    screen.goto(f"{live_server.url}/members/following/")
    screen.get_by_label("How to begin").first.select_option(label="Not watched")
    screen.get_by_role("button", name="Save").click()
    screen.goto(live_server.url + guide.address)
    expect(screen.get_by_role("button", name="Watch this page")).to_be_visible()


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_no_barrier(live_server, window, writer, reader, screen):
    language, scheme, width = screen
    guide, gone = make_page(writer, text=TEXT), make_page(writer, "A page that is gone", TEXT)
    empty = make_page(writer, "Nobody talks about this", TEXT)
    for each in (guide, gone):
        talk_about(writer, each)
    owner = Organisation.objects.get(name="Reading Group")
    yesterday = timezone.localdate() - timedelta(days=1)
    WikiPage.objects.filter(pk=empty.pk).update(owner=owner, review_on=yesterday)
    watch_page(person=reader, page=guide, how=How.WATCHED, with_branch=True)
    save(writer, guide, TEXT + "\n\nMore.", 1)
    delete_page(actor=writer, page=gone, reason="Double")
    told()
    pages = [
        "/members/",
        "/members/notices/",
        guide.address,
        f"{guide.address}watch/",
        *(talks.address_of("page", each.public_id) for each in (guide, gone, empty)),
        "/members/following/",
        "/members/wiki/care/",
        "/members/search/?q=more&kind=pages",
    ]
    page = window(width=width, scheme=scheme)
    for path in pages:
        page.goto(f"{live_server.url}{path}{'&' if '?' in path else '?'}lang={language}")
        found = Axe().run(page).response["violations"]
        assert [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
