"""In a real browser: a phone is lost and replaced by a passkey, a shared phone keeps nothing, a sheet is printed."""

import re

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from advocates.accounts.granting import propose_staff
from advocates.core import links
from advocates.core.viewer import Role
from advocates.organisations.models import FactorLoss, Mandate, Organisation
from advocates.organisations.recovery import actions, mails
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from tests.cast import PASSWORD, give_second_factor, make_person, sign_in_browser, speak_for
from tests.journeys.moving import follow
from tests.journeys.test_passkey import phone  # noqa: F401 - a fixture

SCREENS = [("en", 1280), ("ar", 1280), ("en", 390), ("ar", 390)]


@pytest.fixture
def group(transactional_db) -> Organisation:
    return make_organisation("Harbour Group", country="DE", state=State.MEMBER)


@pytest.fixture
def rosa(group):
    """An administrator whose phone will be lost."""
    person = make_person("rosa", full_name="Rosa Example")
    speak_for(person, group)
    give_second_factor(person)
    return person


@pytest.fixture
def colleague(group):
    person = make_person("colleague", full_name="Amina Example")
    speak_for(person, group, "representative")
    return person


@pytest.fixture
def people(rosa, colleague):
    return rosa, colleague


def password_step(page, live_server, person):
    page.goto(f"{live_server.url}/account/login/")
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.click("form:has([name=login]) button")


def look(page, address, language):
    page.goto(f"{address}?lang={language}")
    found = Axe().run(page).response["violations"]
    assert [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found] == [], address
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")


def two_people_agree(browser, live_server, loss, colleague):
    """A colleague and staff, each in a browser of their own, without JavaScript."""
    near = browser.new_context(java_script_enabled=False)
    sign_in_browser(near, live_server, colleague)
    desk = near.new_page()
    desk.goto(f"{live_server.url}/members/")
    follow(desk.locator(f"a[href='/members/organisation/recovery/{loss.public_id}/']").first)
    follow(desk.locator("main form button").first)
    expect(desk.locator("main")).to_contain_text("Thank you")
    near.close()
    helper = make_person("helper", Role.STAFF)
    give_second_factor(helper)
    office = browser.new_context(java_script_enabled=False)
    sign_in_browser(office, live_server, helper, second_factor=True)
    desk = office.new_page()
    desk.goto(f"{live_server.url}/manage/recovery/{loss.public_id}/")
    desk.click("text=Staff agree")
    expect(desk.locator("main")).to_contain_text("Agreed")
    office.close()


def add_passkey(page):
    follow(page.locator("a[href='/account/2fa/webauthn/add/']"))
    if "reauthenticate" in page.url:
        page.fill("[name=password]", PASSWORD)
        page.click("main form button")
    page.click("[data-passkey-start]")
    expect(page).to_have_url(re.compile("/account/2fa/recovery-codes/"))


def sheet_prints(page):
    """What is on paper: the sheet, and nothing else."""
    page.emulate_media(media="print")
    expect(page.locator(".sheet")).to_be_visible()
    for hidden in (".site", ".foot", "[data-print]", ".page-head"):
        expect(page.locator(hidden).first).to_be_hidden()
    page.emulate_media(media="screen")


def test_a_lost_phone_and_a_new_passkey(page, browser, live_server, phone, people, monkeypatch):  # noqa: F811
    rosa, colleague = people
    password_step(page, live_server, rosa)
    follow(page.locator("a[href='/account/2fa/lost/']"))
    page.click("main form button")
    expect(page.locator("main")).to_contain_text("We have written to you")
    loss = FactorLoss.objects.get()
    monkeypatch.setattr(actions, "WAIT", actions.WAIT * 0)
    two_people_agree(browser, live_server, loss, colleague)
    page.goto(f"{live_server.url}/link/{links.token_of(mails.REMOVE, [loss.pk])}/")
    page.click("main form button")
    expect(page.locator("main")).to_contain_text("The lost factor is removed")
    # The browser in which signing in was left half-way finds its way, too.
    page.goto(f"{live_server.url}/account/2fa/authenticate/")
    password_step(page, live_server, rosa)
    page.goto(f"{live_server.url}/members/")
    expect(page).to_have_url(re.compile("/account/2fa/needed/"))
    add_passkey(page)
    kinds = Authenticator.objects.filter(user=rosa).order_by("type").values_list("type", flat=True)
    assert list(kinds) == ["recovery_codes", "webauthn"]
    sheet_prints(page)
    page.goto(f"{live_server.url}/members/")
    expect(page.locator("main")).to_contain_text("Harbour Group")


def test_on_a_shared_phone_nothing_is_offered(browser, live_server, colleague):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/account/login/")
    page.fill("[name=login]", colleague.email)
    page.fill("[name=password]", PASSWORD)
    page.check("[name=shared]")
    page.click("form:has([name=login]) button")
    expect(page.locator("html[data-shared]")).to_have_count(1)
    expect(page.locator("header")).to_contain_text("sign out when you are done")
    expect(page.locator("a[href='/account/2fa/webauthn/add/']")).to_have_count(0)
    (cookie,) = [each for each in context.cookies() if each["name"].endswith("session")]
    assert cookie["expires"] == -1
    context.close()


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_the_pages_have_no_barrier(browser, live_server, group, rosa, colleague, screen):
    language, width = screen
    loss = actions.ask_for_removal(person=rosa)
    mandate = Mandate.objects.get(person=rosa).public_id
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    for value in ([mails.STOP, [loss.pk, rosa.pk]],):
        look(page, f"{live_server.url}/link/{links.token_of(*value)}/", language)
    password_step(page, live_server, rosa)
    look(page, f"{live_server.url}/account/2fa/authenticate/", language)
    look(page, f"{live_server.url}/account/2fa/lost/", language)
    context.clear_cookies()
    sign_in_browser(context, live_server, colleague)
    for address in (
        f"/members/organisation/recovery/{loss.public_id}/",
        f"/members/organisation/mandates/{mandate}/sign-out/",
        "/members/",
        "/members/people/",
        "/members/people/me/",
        "/members/spaces/all/",
        f"/members/organisation/{group.public_id}/",
        "/account/device/shared/",
        "/account/device/own/",
        "/account/2fa/needed/",
    ):
        look(page, f"{live_server.url}{address}", language)
    context.clear_cookies()
    sign_in_browser(context, live_server, rosa, second_factor=True)
    look(page, f"{live_server.url}/account/2fa/recovery-codes/", language)
    look(page, f"{live_server.url}/account/2fa/recovery-codes/", language)
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_office_s_own_content_has_no_barrier(browser, live_server, rosa, width):
    helper = make_person("helper", Role.STAFF)
    give_second_factor(helper)
    loss, proposal = actions.ask_for_removal(person=rosa), propose_staff(actor=helper, person=rosa)
    context = browser.new_context(viewport={"width": width, "height": 900})
    sign_in_browser(context, live_server, helper, second_factor=True)
    page = context.new_page()
    for address in (
        "people/",
        f"people/{rosa.public_id}/",
        f"people/{rosa.public_id}/suspend/",
        "roles/",
        "roles/give/",
        f"roles/proposals/{proposal.public_id}/withdraw/",
        "recovery/",
        f"recovery/{loss.public_id}/",
    ):
        page.goto(f"{live_server.url}/manage/{address}")
        # What stands around it is Wagtail's.
        found = Axe().run(page, context=".nice-padding").response["violations"]
        assert [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found] == [], address
    context.close()
