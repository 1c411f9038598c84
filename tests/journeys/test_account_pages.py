"""Every page of accounts in a real browser: no barrier that axe finds, nothing wider than the screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from advocates.accounts import actions
from advocates.core.viewer import Role
from tests.cast import give_second_factor, make_person, sign_in_browser

OWN = [
    "",
    "languages/",
    "email/",
    "sessions/",
    "password/change/",
    "logout/",
    "reauthenticate/",
    "2fa/needed/",
    "2fa/totp/activate/",
    "2fa/webauthn/",
    "2fa/webauthn/add/",
]
FACTOR = [
    "",
    "2fa/totp/deactivate/",
    "2fa/recovery-codes/",
    "2fa/recovery-codes/generate/",
    "2fa/reauthenticate/",
    "finish-set-up/",
]
SCREENS = [("en", "light", 1280), ("ar", "light", 1280), ("en", "dark", 390), ("ar", "dark", 390)]


def look(page, live_server, path, language):
    page.goto(f"{live_server.url}/account/{path}?lang={language}")
    found = Axe().run(page).response["violations"]
    assert [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found] == [], path
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")


@pytest.fixture
def window(browser, request):
    language, scheme, width = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    yield context.new_page(), language
    context.close()


@pytest.mark.parametrize("window", SCREENS, indirect=True, ids=str)
class TestPages:
    def test_of_whoever_sets_the_site_up(self, window, live_server):
        page, language = window
        look(page, live_server, actions.make_setup_link().split("/account/")[1], language)

    def test_of_ones_own_account(self, window, live_server):
        page, language = window
        sign_in_browser(page.context, live_server, make_person("rosa", Role.STAFF))
        for path in OWN:
            look(page, live_server, path, language)

    def test_of_the_second_factor(self, window, live_server):
        page, language = window
        person = make_person("rosa", Role.EDITOR, Role.STAFF)
        give_second_factor(person)
        sign_in_browser(page.context, live_server, person, second_factor=True)
        for path in FACTOR:
            look(page, live_server, path, language)
