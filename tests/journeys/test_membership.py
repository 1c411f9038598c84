"""From outside to inside and out again: a group applies and is accepted, its first person hands over and is out.

One story, on a desk and on a telephone; the passkeys are those of virtual authenticators.
"""

import re

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from advocates.accounts.models import Person
from advocates.core.viewer import viewer_for
from advocates.organisations.models import Mandate
from advocates.organisations.tests.applying import last_token
from advocates.organisations.tests.mailbox import letters  # noqa: F401 - a fixture
from tests.cast import PASSWORD
from tests.journeys.moving import follow
from tests.journeys.test_joining import APPLICANT, Walk, apply, paper, recommend, take, walk  # noqa: F401
from tests.journeys.test_passkey import AUTHENTICATOR

WAYS = [{"width": width, "scripts": True, "language": "en"} for width in (1280, 390)]
SUCCESSOR = "noor@example.net"
NOTE = "The keys lie in the blue folder."
ACCOUNT = re.compile(r"^[^?]*/account/$")
MEMBERS = re.compile(r"^[^?]*/members/$")


class Browser:
    """A browser of its own with a place for passkeys, in the walk's way of looking at the site."""

    def __init__(self, walk: Walk) -> None:  # noqa: F811
        self.walk, self.page = walk, walk.window()
        self.keys: CDPSession = self.page.context.new_cdp_session(self.page)
        self.keys.send("WebAuthn.enable")
        made = self.keys.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        self.place = made["authenticatorId"]

    def open(self, path: str) -> None:
        self.walk.open(self.page, path)

    def go(self, link: Locator) -> None:
        """To the next page, and look at it."""
        follow(link)
        self.walk.look(self.page)

    def go_to(self, path: str) -> None:
        """By the link that stands on the page."""
        self.go(self.page.locator(f'main a[href="{path}"]').first)

    def submit(self) -> None:
        self.go(self.page.locator("main form button[type=submit]").first)

    def synchronise(self, other: "Browser") -> None:
        """The passkeys of another device of the same person, as telephones do it."""
        found = other.keys.send("WebAuthn.getCredentials", {"authenticatorId": other.place})
        for key in found["credentials"]:
            self.keys.send("WebAuthn.addCredential", {"authenticatorId": self.place, "credential": key})


@pytest.fixture
def browsers(walk):  # noqa: F811
    """Makes browsers, and closes them."""
    made: list[Browser] = []

    def make() -> Browser:
        made.append(Browser(walk))
        return made[-1]

    yield make
    for each in made:
        each.page.context.close()


def join(walk: Walk, paper) -> None:  # noqa: F811
    """Apply, be asked, answer, be accepted."""
    application = apply(walk, paper)
    first, second = walk.reviewers.values()
    take(walk, first, application)
    first.fill("#id_question_text", "Who audits you?")
    walk.press(first, 'form[action$="/question/"]')
    page = walk.applicant
    walk.open(page, f"/join/{last_token(APPLICANT)}/")
    expect(page.locator("main")).to_contain_text("Who audits you?")
    page.locator("textarea").first.fill("Nobody yet.")
    walk.press(page, 'form[action*="/questions/"]')
    recommend(walk, first, "approve")
    take(walk, second, application)
    recommend(walk, second, "approve")


def accept(browser: Browser, link: str, name: str) -> None:
    """Behind the link of an invitation: an account with a password."""
    browser.open(link)
    browser.page.fill("[name=full_name]", name)
    browser.page.fill("[name=password]", PASSWORD)
    browser.submit()


def add_passkey(browser: Browser) -> None:
    """Led there, because an administrator needs one."""
    page = browser.page
    expect(page).to_have_url(re.compile("/account/2fa/needed/"))
    browser.go_to("/account/2fa/webauthn/add/")
    page.fill("[name=name]", "My telephone")
    browser.go(page.locator("[data-passkey-start]"))
    expect(page).to_have_url(re.compile("/account/2fa/recovery-codes/"))
    browser.open("/members/")
    expect(page).to_have_url(MEMBERS)


def sign_in(browser: Browser) -> None:
    """With the passkey alone."""
    browser.open("/account/login/?next=/members/")
    browser.go(browser.page.locator("[data-passkey-start]"))
    expect(browser.page).to_have_url(MEMBERS)


def invite(browser: Browser, address: str) -> None:
    """From what waits on the first page."""
    page: Page = browser.page
    expect(page.locator("main")).to_contain_text("You are the only one who speaks for Harbour Patients")
    browser.go(page.locator('main a[href$="/invite/"]').first)
    page.fill("[name=address]", address)
    page.check("[name=role][value=representative]")
    browser.submit()
    expect(page.locator("main")).to_contain_text(address)


def hand_over(browser: Browser, successor: str) -> None:
    """On the page of the own organisation."""
    page = browser.page
    browser.open("/members/organisation/")
    browser.go(page.locator('main a[href$="/hand-over/"]').first)
    page.select_option("[name=successor]", label=successor)
    page.fill("[name=note]", NOTE)
    browser.submit()
    expect(page).to_have_url(ACCOUNT)


def held(address: str) -> list[str]:
    return [each.role for each in viewer_for(Person.objects.get(email=address)).mandates]


@pytest.mark.parametrize("walk", WAYS, indirect=True, ids=str)
def test_from_the_application_to_the_successor(walk, paper, browsers, letters):  # noqa: F811
    join(walk, paper)
    leaver, second_screen, successor = browsers(), browsers(), browsers()
    accept(leaver, letters.link(APPLICANT), "Kari Nordmann")
    add_passkey(leaver)
    assert held(APPLICANT) == ["administrator"]

    invite(leaver, SUCCESSOR)
    accept(successor, letters.link(SUCCESSOR), "Noor Lind")
    expect(successor.page).to_have_url(MEMBERS)

    second_screen.synchronise(leaver)
    sign_in(second_screen)
    hand_over(leaver, "Noor Lind")
    # The page that was open all the while leads nowhere any more.
    second_screen.go(second_screen.page.locator('main a[href*="/members/organisation/"]').first)
    expect(second_screen.page).to_have_url(ACCOUNT)
    assert held(APPLICANT) == []

    successor.open("/members/")
    add_passkey(successor)
    assert held(SUCCESSOR) == ["administrator"]
    sheet = Mandate.objects.get(person__email=APPLICANT).hand_over.public_id
    successor.open("/members/organisation/")
    successor.page.locator("main details summary").first.click()
    successor.go_to(f"/members/organisation/hand-overs/{sheet}/")
    expect(successor.page.locator("main")).to_contain_text(NOTE)
