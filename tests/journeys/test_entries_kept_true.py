"""A group is asked, answers, proposes; somebody tells us something: with and without scripts, on a phone, in Arabic."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from advocates.core import links
from advocates.core.viewer import Role
from advocates.organisations import confirmations, directory, group_links
from advocates.organisations.hints import actions as hints
from advocates.organisations.models import Hint, Organisation, Proposal
from advocates.organisations.proposals import actions as proposals
from advocates.organisations.tests.factories import make_organisation
from tests.cast import give_second_factor, make_person, sign_in_browser
from tests.journeys.moving import follow

WAYS = [
    ("en", 1280, True, "light"),
    ("en", 390, False, "light"),
    ("ar", 390, True, "light"),
    ("es", 1280, False, "dark"),
]


@pytest.fixture
def group(live_server):
    directory.forget()
    made = make_organisation(
        "Full example",
        country="ES",
        countries=["ES", "AR"],
        city="Sevilla",
        languages=["es", "ar"],
        services=["helpline"],
        disease_areas=["cml"],
        website="https://www.example.org",
        public_email="hello@example.org",
        channels=[("phone", "+34600000000"), ("facebook", "https://facebook.com/example")],
        descriptions={"en": "Help **here**.", "es": "Ayuda.", "ar": "مساعدة."},
        private_email="contact@example.org",
    )
    yield made
    directory.forget()


@pytest.fixture(params=WAYS, ids=str)
def window(request, browser, live_server):
    language, width, has_scripts, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=has_scripts, color_scheme=scheme
    )
    page = context.new_page()
    page.language, page.base, page.has_scripts = language, live_server.url, has_scripts
    yield page
    context.close()


def go(page, kind, value):
    """Open a mailed link."""
    page.goto(f"{page.base}/link/{links.token_of(kind, value)}/?lang={page.language}")


def public(page, path):
    page.goto(f"{page.base}{'' if page.language == 'en' else '/' + page.language}{path}")


def look(page, name):
    """No barrier that axe finds, nothing wider than the screen."""
    if folder := os.environ.get("JOURNEY_SHOTS"):
        size = page.viewport_size["width"]
        page.screenshot(path=f"{folder}/{name}-{page.language}-{size}.png", full_page=True)
    if not page.has_scripts:
        return
    found = Axe().run(page).response["violations"]
    assert [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found] == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def follow_link(page, locator):
    address = locator.get_attribute("href").partition("/link/")[2]
    page.goto(f"{page.base}/link/{address}")


def test_a_group_confirms(window, group):
    ask = confirmations.ask(actor=None, organisation=group)
    go(window, confirmations.LINK, group_links.value_of(ask.pk))
    look(window, "confirm")
    follow(window.locator("form button[type=submit]").first)
    expect(window.locator(".card a, .card")).not_to_have_count(0)
    look(window, "confirmed")
    assert Organisation.objects.get(pk=group.pk).confirmed_by == "organisation"


def test_a_group_proposes_and_the_office_publishes(window, group):
    ask = confirmations.ask(actor=None, organisation=group)
    go(window, confirmations.LINK, group_links.value_of(ask.pk))
    follow_link(window, window.locator("a.btn--2"))
    look(window, "propose")
    window.fill("[name=website]", "javascript:no")
    follow(window.locator("main form button[type=submit]"))
    look(window, "propose-bad")
    window.fill("[name=website]", "new.example")
    window.fill("[name=city]", "Cádiz")
    follow(window.locator("main form button[type=submit]"))
    look(window, "proposed")
    proposal = Proposal.objects.get()
    assert proposal.content == {"website": "https://new.example", "city": "Cádiz"}
    staff = make_person("rosa", Role.STAFF, language=window.language)
    give_second_factor(staff)
    server = type("Server", (), {"url": window.base})
    sign_in_browser(window.context, server, staff, second_factor=True)
    window.goto(f"{window.base}/manage/proposals/{proposal.public_id}/")
    if os.environ.get("JOURNEY_SHOTS"):
        window.screenshot(path=f"{os.environ['JOURNEY_SHOTS']}/review-{window.language}.png", full_page=True)
    window.locator("form[action$='/take/'] button").last.press("Enter")
    window.wait_for_url("**/manage/organisations/edit/**")
    after = Organisation.objects.get(pk=group.pk)
    assert (after.city, after.website, after.confirmed_by) == ("Cádiz", "https://new.example", "organisation")
    for path, name in (
        ("/manage/confirmations/", "board"),
        ("/manage/confirmations/new/", "wave"),
        ("/manage/confirmations/text/", "text"),
        (f"/manage/proposals/{proposal.public_id}/edit/", "mend"),
    ):
        window.goto(window.base + path)
        if os.environ.get("JOURNEY_SHOTS"):
            window.screenshot(
                path=f"{os.environ['JOURNEY_SHOTS']}/{name}-{window.language}.png", full_page=True
            )
        assert window.locator("h1").count() >= 1


def test_somebody_tells_us_and_the_group_answers(window, group):
    public(window, f"/organisations/{group.slug}/")
    follow(window.locator("a[href$='/correct/']"))
    look(window, "correct")
    window.locator("[name=topic][value=website]").check()
    window.fill("[name=text]", "The website has moved.")
    follow(window.locator("main form button[type=submit]"))
    expect(window.locator("[data-work]")).to_have_count(0)
    look(window, "told")
    hint = Hint.objects.get()
    has_scripts = hint.is_proved
    assert hint.state == ("group" if has_scripts else "held")
    if not has_scripts:
        hints.let_through(actor=make_person("reader", Role.STAFF), hint=hint)
    go(window, hints.LINK, group_links.value_of(group.pk))
    look(window, "hints")
    action = window.locator("main form").first.get_attribute("action")
    assert "/link/" in action
    go(window, proposals.LINK, group_links.value_of(group.pk))
    public(window, "/directory/es/suggest/")
    look(window, "suggest")


def test_an_old_link(window, group):
    go(window, proposals.LINK, [group.pk, 1_000_000_000])
    look(window, "ended")
