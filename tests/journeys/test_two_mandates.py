"""In a real browser: somebody who speaks for two groups chooses for which one they act, and sees each of them."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from advocates.core import visitorforms
from advocates.organisations.models import Organisation, Seat
from advocates.organisations.tests.applying import reviewer, sent
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from tests.cast import CastClient, sign_in_browser, speak_for

# Language, width, colours.
SCREENS = [("en", 1280, "light"), ("ar", 390, "light"), ("ar", 390, "dark"), ("en", 390, "dark")]


@pytest.fixture
def rosa(transactional_db, monkeypatch):
    """A reviewer who speaks for two groups."""
    monkeypatch.setattr(visitorforms, "COST", 1)
    client = reviewer("rosa", "DE")
    speak_for(client.person, make_organisation("Second Group", country="KE", state=State.MEMBER))
    return client.person


@pytest.fixture
def application(rosa):
    _token, made = sent(CastClient())
    return made


@pytest.fixture
def inside(context, live_server, rosa):
    sign_in_browser(context, live_server, rosa, second_factor=True)
    return context


def violations(page):
    return [(item["id"], item["nodes"]) for item in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("screen", SCREENS, ids=["wide", "arabic", "arabic-dark", "dark"])
def test_the_choice_is_labelled_and_nothing_is_cut_off(page, inside, live_server, application, screen):
    language, width, scheme = screen
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for address in (f"/members/reviews/{application.public_id}/", "/members/organisation/"):
        page.goto(f"{live_server.url}{address}?lang={language}")
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_the_chosen_group_acts(browser, live_server, rosa, application, script):
    context = browser.new_context(java_script_enabled=script)
    sign_in_browser(context, live_server, rosa, second_factor=True)
    page = context.new_page()
    page.goto(f"{live_server.url}/members/reviews/{application.public_id}/")
    page.get_by_label("Speaking as").select_option(label="Second Group")
    page.get_by_role("button", name="I will review this").click()
    page.wait_for_url("**/members/reviews/*/")
    expect(page.get_by_label("Speaking as")).to_have_count(0)
    assert Seat.objects.get().organisation == Organisation.objects.get(name="Second Group")
    page.goto(f"{live_server.url}/members/organisation/")
    page.get_by_role("link", name="Second Group").click()
    expect(page.get_by_role("heading", name="Second Group", level=1)).to_be_visible()
    context.close()
