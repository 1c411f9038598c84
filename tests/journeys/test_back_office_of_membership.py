"""In a real browser: the office's screens of membership, and one's own organisation, data and first steps."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from advocates.core.viewer import Role
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from tests.cast import give_second_factor, make_person, sign_in_browser, speak_for
from tests.journeys.moving import follow

SCREENS = [("en", 1280, "light"), ("ar", 390, "dark")]


@pytest.fixture
def group(transactional_db) -> Organisation:
    make_organisation("Silent Group", country="AQ", state=State.MEMBER)
    return make_organisation("Harbour Group", country="HM", state=State.MEMBER)


@pytest.fixture
def rosa(group):
    person = make_person("rosa", full_name="Rosa Example")
    speak_for(person, group)
    give_second_factor(person)
    return person


@pytest.fixture
def helper(transactional_db):
    person = make_person("helper", Role.STAFF)
    give_second_factor(person)
    return person


def look(page, address, language, context=None):
    page.goto(f"{address}?lang={language}")
    found = Axe().run(page, context=context).response["violations"]
    assert [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found] == [], address
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


@pytest.mark.parametrize("shown", SCREENS, ids=["wide", "phone"])
def test_every_screen(browser, live_server, group, rosa, helper, shown):
    language, width, scheme = shown
    mandate = Mandate.objects.get(person=rosa)
    office = (
        "mandates/", "mandates/lacking/", "mandates/give/", f"mandates/{mandate.public_id}/end/",
        f"membership/{group.pk}/", f"membership/{group.pk}/suspend/", "mail/", "people/",
        f"people/{rosa.public_id}/", f"people/{rosa.public_id}/erase/",
    )  # fmt: skip
    own = f"/members/organisation/{group.public_id}/"
    inside = ("/members/", own, f"{own}entry/", f"{own}history/", "/account/data/", "/account/erase/")
    screen = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    for person, addresses, part in (
        (helper, [f"/manage/{each}" for each in office], ".nice-padding"),
        (rosa, inside, None),
    ):
        context = browser.new_context(**screen)
        sign_in_browser(context, live_server, person, second_factor=True)
        page = context.new_page()
        for address in addresses:
            look(page, f"{live_server.url}{address}", language, part)
        context.close()


def test_a_group_keeps_its_entry_and_the_office_ends_a_mandate(browser, live_server, group, rosa, helper):
    """Without JavaScript, on a phone: confirmed, changed, read in the trail; then the office ends the mandate."""
    phone = {"java_script_enabled": False, "viewport": {"width": 390, "height": 800}}
    hers, theirs = browser.new_context(**phone), browser.new_context(**phone)
    sign_in_browser(hers, live_server, rosa, second_factor=True)
    sign_in_browser(theirs, live_server, helper, second_factor=True)
    page, desk = hers.new_page(), theirs.new_page()
    page.goto(f"{live_server.url}/members/organisation/{group.public_id}/")
    page.click("form[action$='/confirm/'] button")
    expect(page.locator("main")).to_contain_text("you confirmed it")
    follow(page.locator("a[href$='/entry/']"))
    page.fill("[name=city]", "Harbour Town")
    page.click("text=Save the entry")
    expect(page.locator("main")).to_contain_text("The entry is up to date")
    follow(page.locator("a[href$='/history/']"))
    expect(page.locator("main")).to_contain_text("Rosa Example\u2069 changed the entry.")
    desk.goto(f"{live_server.url}/manage/mandates/")
    follow(desk.locator("main a[href$='/end/']").first)
    desk.fill("[name=reason]", "A letter of the board")
    desk.click("main button[type=submit].no")
    expect(desk.locator("main")).to_contain_text("A letter of the board")
    page.goto(f"{live_server.url}/members/")
    assert "/account/" in page.url
    hers.close()
    theirs.close()
