"""A network begins: the list is written, a wave leaves, an organisation confirms with one button, on a telephone."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from advocates.accounts.models import Person
from advocates.core.viewer import Role, viewer_for
from advocates.organisations.models import Invitation, Organisation
from advocates.organisations.tests.mailbox import letters  # noqa: F401 - a fixture
from advocates.organisations.tests.test_founding_list import as_text, row
from advocates.organisations.vocabulary import State
from tests.cast import give_second_factor, make_person, sign_in_browser

PASSWORD = "quilt-lantern-harbour-7"
LIST = as_text(
    row(1, administrator_language="ar"), row(2, administrator_email=""), row(3, administrator_email="broken")
)


def look(page, language="en"):
    """No barrier that axe finds, nothing wider than the screen, written in the right direction."""
    found = Axe().run(page).response["violations"]
    assert [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")


@pytest.fixture
def window(browser):
    """Makes windows, each a browser of its own."""
    opened = []

    def make(width, has_javascript=True, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=has_javascript,
            color_scheme=scheme,
        )
        opened.append(context)
        return context.new_page()

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def office(window, live_server):
    """Opens the founding as the set-up person."""

    def make(has_javascript=True):
        person = make_person("staff", Role.STAFF)
        give_second_factor(person)
        page = window(1280, has_javascript)
        sign_in_browser(page.context, live_server, person, second_factor=True)
        return page

    return make


def write_list(page, live_server):
    page.goto(f"{live_server.url}/manage/founding/list/?lang=en")
    page.set_input_files(
        "input[name=file]", {"name": "list.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    page.click("text=Show what would happen")
    page.locator("text=2 organisations are new in the directory").wait_for()
    assert "administrator_email" in page.locator("table").first.inner_text()
    assert not Organisation.objects.exists()
    page.locator("button:has-text('Write the list')").click()
    page.locator("text=This has been written").wait_for()


def confirm(page, language):
    """Somebody without an account says yes."""
    assert page.locator("html").get_attribute("lang") == language
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/account/2fa/needed/")


@pytest.mark.parametrize("has_javascript", [True, False], ids=["with-script", "without-script"])
def test_found_invite_confirm(window, office, live_server, letters, has_javascript):  # noqa: F811
    page = office(has_javascript)
    write_list(page, live_server)
    page.goto(f"{live_server.url}/manage/founding/?lang=en")
    page.locator("form button:has-text('not invited yet')").click()
    page.locator("text=1 invitation is on its way").wait_for()
    link = letters.link("p1@example.org")
    assert urlsplit(link).query == "lang=ar"
    telephone = window(390, has_javascript)
    telephone.goto(live_server.url + link)
    confirm(telephone, "ar")
    assert viewer_for(Person.objects.get(email="p1@example.org")).mandates[0].name == "Group 1"
    assert Organisation.objects.get(name="Group 1").state == State.MEMBER
    page.goto(f"{live_server.url}/manage/founding/?lang=en")
    assert "Accepted (1)" in page.content()


@pytest.mark.parametrize("has_javascript", [True, False], ids=["with-script", "without-script"])
def test_a_link_that_is_passed_on(window, office, live_server, letters, has_javascript):  # noqa: F811
    page = office(has_javascript)
    write_list(page, live_server)
    page.goto(f"{live_server.url}/manage/founding/?lang=en")
    page.locator("tr:has-text('Group 2') button:has-text('Make a link')").click()
    url = urlsplit(page.locator("#link").input_value())
    assert page.locator("a[href^='https://wa.me/?text=']").count() == 1
    telephone = window(390, has_javascript)
    telephone.goto(f"{live_server.url}{url.path}?lang=en")
    telephone.fill("input[name=address]", "far@example.org")
    telephone.locator("main form button[type=submit]").click()
    telephone.locator("main p:has-text('far@example.org')").first.wait_for()
    assert not Person.objects.filter(email="far@example.org").exists()
    telephone.goto(live_server.url + letters.link("far@example.org"))
    telephone.fill("input[name=full_name]", "Mina Far")
    confirm(telephone, "en")
    assert viewer_for(Person.objects.get(email="far@example.org")).mandates[0].name == "Group 2"


@pytest.mark.parametrize(
    "screen", [("en", 1280, "light"), ("ar", 1280, "light"), ("en", 390, "dark"), ("ar", 390, "dark")]
)
class TestPages:
    def test_behind_a_link(self, window, office, live_server, letters, screen):  # noqa: F811
        language, width, scheme = screen
        page = office()
        write_list(page, live_server)
        page.goto(f"{live_server.url}/manage/founding/?lang=en")
        page.locator("form button:has-text('not invited yet')").click()
        page.locator("text=1 invitation is on its way").wait_for()
        link = letters.link("p1@example.org").replace("lang=ar", f"lang={language}")
        window_of_new = window(width, scheme=scheme)
        window_of_new.goto(live_server.url + link)
        look(window_of_new, language)
        other = window(width, scheme=scheme)
        sign_in_browser(other.context, live_server, make_person("other"))
        other.goto(live_server.url + link)
        look(other, language)
        other.locator("main form button[type=submit]").click()
        other.locator("main form").wait_for(state="detached")
        look(other, language)
        confirm(window_of_new, language)
        self.look_inside(window_of_new, live_server, language)
        used = window(width, scheme=scheme)
        used.goto(live_server.url + link)
        assert used.locator("h1").count() == 1
        look(used, language)

    def look_inside(self, page, live_server, language):
        """What the new administrator sees, once a second factor is set up, and whom they invite."""
        person = Person.objects.get(email="p1@example.org")
        give_second_factor(person)
        sign_in_browser(page.context, live_server, person, second_factor=True)
        page.goto(f"{live_server.url}/members/founding/?lang={language}")
        look(page, language)
        organisation = Organisation.objects.get(name="Group 1")
        for path in ("", "invite/"):
            page.goto(
                f"{live_server.url}/members/organisation/{organisation.public_id}/{path}?lang={language}"
            )
            look(page, language)
        page.fill("input[name=address]", "next@example.org")
        page.locator("main form button[type=submit]").click()
        page.locator("text=next@example.org").first.wait_for()
        look(page, language)
        assert Invitation.objects.filter(address="next@example.org").count() == 1
