"""In a real browser: from the header's link or the forum's box to a post, also without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from advocates.core import stream
from advocates.forum.tests.factories import begin, make_shelf, reply
from advocates.organisations.models import Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from tests.cast import give_second_factor, make_person, sign_in_browser, speak_for
from tests.journeys.moving import follow

SCREENS = [("en", 1280, "light"), ("ar", 390, "dark"), ("es", 390, "light")]


@pytest.fixture
def group(transactional_db) -> Organisation:
    return make_organisation("Harbour Group", country="HM", state=State.MEMBER)


@pytest.fixture
def rosa(group):
    person = make_person("rosa", full_name="Rosa Example")
    speak_for(person, group)
    give_second_factor(person)
    topic = begin(
        person, "Prices in the harbour", "What does it cost at the **harbour** pharmacy of your town?"
    )
    reply(person, topic, "كم يكلّف الدواء في harbour؟", lang="ar")
    for number in range(24):
        reply(person, topic, f"Answer {number}: as much as last year in the old harbour, and more elsewhere.")
    stream.dispatch()
    return person


def look(page, address, language):
    page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    found = Axe().run(page).response["violations"]
    assert [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found] == [], address
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


@pytest.mark.parametrize("shown", SCREENS, ids=["wide", "phone", "narrow"])
def test_every_screen(browser, live_server, rosa, shown):
    language, width, scheme = shown
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    sign_in_browser(context, live_server, rosa, second_factor=True)
    page = context.new_page()
    for query in (
        "search/",
        "search/?q=harbour",
        "search/?q=harbour&kind=posts&page=2",
        "search/?q=harbuor&language=en&after=2020-01-01",
        "search/?q=nothing&space=x",
        "search/?q=zzzzzz",
        "forum/",
        f"forum/c/{make_shelf().public_id}/",
    ):
        look(page, f"{live_server.url}/members/{query}", language)
    context.close()


def test_from_the_forum_to_a_post(browser, live_server, rosa):
    """Without JavaScript, on a phone."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    sign_in_browser(context, live_server, rosa, second_factor=True)
    page = context.new_page()
    page.goto(f"{live_server.url}/members/forum/c/{make_shelf().public_id}/")
    page.fill("main #search-q", "pharmacy")
    follow(page.locator("main form[role=search] button"))
    expect(page.locator("main")).to_contain_text("harbour pharmacy of your town")
    assert page.locator("#found-posts + ul mark").first.inner_text() == "pharmacy"
    follow(page.locator("#found-posts + ul a").first)
    expect(page.locator("h1")).to_contain_text("Prices in the harbour")
    context.close()
