"""A group joins: it applies on a phone, is asked, answers, and is accepted; or is refused and appeals."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Locator, Page, expect

from advocates.core.models import Mail
from advocates.core.viewer import Role
from advocates.organisations import directory
from advocates.organisations.applications import codes
from advocates.organisations.models import Application, Organisation
from advocates.organisations.tests.applying import last_token, pdf
from tests.cast import CastClient, member_client, sign_in_browser

APPLICANT = "kari@example.net"
WAYS = [
    {"width": 1280, "scripts": True, "language": "en"},
    {"width": 390, "scripts": False, "language": "en"},
    {"width": 390, "scripts": True, "language": "ar"},
]


class Walk:
    """Windows of the applicant and of two reviewers, in one way of looking at the site."""

    def __init__(self, browser: Browser, live_server, way: dict) -> None:
        self.browser, self.server, self.way = browser, live_server, way
        self.faults: list[str] = []
        self.applicant = self.window()
        self.reviewers = {
            name: self.reviewer(name, country) for name, country in (("first", "DE"), ("second", "KE"))
        }

    def window(self, client: CastClient | None = None) -> Page:
        context = self.browser.new_context(
            viewport={"width": self.way["width"], "height": 900}, java_script_enabled=self.way["scripts"]
        )
        if client is not None:
            sign_in_browser(context, self.server, client.person, second_factor=True)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda asked: self._ask(asked.url))
        return page

    def _ask(self, url: str) -> None:
        if not url.startswith((self.server.url, "data:")):
            self.faults.append(url)

    def reviewer(self, name: str, country: str) -> Page:
        client = member_client(name, f"Group of {name}", country, Role.REVIEWER)
        type(client.person).objects.filter(pk=client.person.pk).update(language=self.way["language"])
        return self.window(client)

    def open(self, page: Page, path: str) -> None:
        page.goto(f"{self.server.url}{path}")
        self.look(page)

    def look(self, page: Page) -> None:
        """Nothing runs out of the page, nothing that axe objects to."""
        if self.way["scripts"]:
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
            found = Axe().run(page)
            assert found.response["violations"] == [], (page.url, found.generate_report())
        assert (page.locator("html").get_attribute("dir") == "rtl") is (self.way["language"] == "ar")

    def press(self, page: Page, form: str = "#step") -> None:
        self.click(page, page.locator(f"{form} button[type=submit]").first)

    def click(self, page: Page, button: Locator) -> None:
        """Whatever is clicked leads to another page."""
        with page.expect_navigation():
            button.click()
        self.look(page)


@pytest.fixture
def walk(browser, live_server, request):
    directory.forget()
    codes.publish_code(actor=None, version="2026-1", lang="en", text="Be **kind**.")
    going = Walk(browser, live_server, request.param)
    yield going
    for page in (going.applicant, *going.reviewers.values()):
        page.context.close()
    directory.forget()
    assert going.faults == []


def apply(walk: Walk, paper: Path) -> Application:
    """From the public page to the sent application."""
    page = walk.applicant
    walk.open(page, f"/join/?lang={walk.way['language']}")
    page.fill("#id_email", APPLICANT)
    walk.press(page, "#start")
    token = last_token(APPLICANT)
    walk.open(page, f"/join/{token}/?lang={walk.way['language']}")
    walk.click(page, page.locator(".actions a").first)
    page.fill("#q", "Harbour")
    walk.press(page, "form[role=search]")
    page.check("input[value=new]")
    walk.press(page)
    organisation(walk)
    rest(walk, paper)
    walk.click(page, page.locator("main form button").last)
    # The one of the page on which everything began; the form itself needs none.
    assert {cookie["name"] for cookie in page.context.cookies()} == {settings.CSRF_COOKIE_NAME}
    return Application.objects.get()


def organisation(walk: Walk) -> None:
    """A mistake first: everything stays, and the box leads to the field."""
    page = walk.applicant
    page.fill("#id_name", "Harbour Patients")
    page.select_option("#id_country", "NO")
    page.fill("#id_languages", "Klingonish")
    page.check("input[name=disease_areas][value=cml]")
    walk.press(page)
    expect(page.locator(".error-box")).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("Harbour Patients")
    page.fill("#id_languages", "nb")
    walk.press(page)


def rest(walk: Walk, paper: Path) -> None:
    """Status, activities, money, papers, people, code of conduct."""
    page = walk.applicant
    for name, value in (
        ("legal", "registered"),
        ("led_by", "patients"),
        ("non_profit", "yes"),
        ("is_lasting", "yes"),
    ):
        page.check(f"input[name={name}][value={value}]")
    walk.press(page)
    page.fill("#id_done", "We met every month.")
    walk.press(page)
    page.fill("#id_source_1", "Members")
    page.select_option("#id_kind_1", "members")
    page.fill("#id_share_1", "70")
    page.fill("#id_year_1", "2025")
    walk.press(page)
    page.set_input_files("input[type=file]", paper)
    walk.press(page, "#paper")
    expect(page.locator("main")).to_contain_text("certificate.pdf")
    walk.press(page)
    page.fill("#id_person_1", "Kari Nordmann")
    page.fill("#id_email_1", APPLICANT)
    page.select_option("#id_role_1", "administrator")
    walk.press(page)
    for name in ("accepts_code", "is_true", "may_speak", "people_agree"):
        page.check(f"#id_{name}")
    walk.press(page)


def take(walk: Walk, page: Page, application: Application) -> None:
    """From the queue to the whole application."""
    walk.open(page, "/members/reviews/")
    walk.click(page, page.locator(f'a[href="/members/reviews/{application.public_id}/"]'))
    walk.press(page, 'form[action$="/take/"]')
    page.check("input[name=kind][value=none]")
    walk.press(page, 'form[action$="/interests/"]')
    expect(page.locator("main")).to_contain_text("We met every month.")


def recommend(walk: Walk, page: Page, what: str, reasons: str = "") -> None:
    """Every criterion, then the recommendation."""
    for number in range(6):
        page.check(f"input[name=value_{number}][value={'met' if what == 'approve' else 'not-met'}]")
    page.check(f"input[name=recommendation][value={what}]")
    page.fill("#id_reasons", reasons)
    walk.click(page, page.locator('button[formaction$="/recommend/"]'))


@pytest.fixture
def paper(tmp_path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    path = tmp_path / "certificate.pdf"
    path.write_bytes(pdf())
    return path


@pytest.mark.parametrize("walk", WAYS, indirect=True, ids=str)
def test_asked_answered_accepted(walk, paper):
    application = apply(walk, paper)
    first, second = walk.reviewers.values()
    take(walk, first, application)
    first.fill("#id_question_text", "Who audits you?")
    walk.press(first, 'form[action$="/question/"]')
    assert Mail.objects.filter(recipient=APPLICANT).count() == 3
    walk.open(walk.applicant, f"/join/{last_token(APPLICANT)}/?lang={walk.way['language']}")
    walk.applicant.locator("textarea").first.fill("Nobody yet.")
    walk.press(walk.applicant, 'form[action*="/questions/"]')
    recommend(walk, first, "approve")
    take(walk, second, application)
    expect(second.locator("main")).to_contain_text("Nobody yet.")
    recommend(walk, second, "approve")
    assert Organisation.objects.get(name="Harbour Patients").is_member
    walk.open(walk.applicant, f"/join/{last_token(APPLICANT)}/?lang={walk.way['language']}")


@pytest.mark.parametrize("walk", WAYS, indirect=True, ids=str)
def test_refused_and_appealed(walk, paper):
    application = apply(walk, paper)
    for page in walk.reviewers.values():
        take(walk, page, application)
        recommend(walk, page, "refuse", "It is a project with an end.")
    page = walk.applicant
    walk.open(page, f"/join/{last_token(APPLICANT)}/?lang={walk.way['language']}")
    expect(page.locator("main")).to_contain_text("It is a project with an end.")
    page.locator("#appeal textarea").fill("We are not.")
    walk.press(page, "#appeal")
    application.refresh_from_db()
    assert (application.state, application.round) == ("review", 2)
    for name, country in (("third", "JP"), ("fourth", "BR")):
        other = walk.reviewer(name, country)
        walk.reviewers[name] = other
        take(walk, other, application)
        recommend(walk, other, "approve")
    application.refresh_from_db()
    assert application.state == "approved"
