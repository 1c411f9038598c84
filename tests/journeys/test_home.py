"""A patient opens the first page and finds the way to a group: in a real browser, with axe, in both directions."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from advocates.organisations import directory
from advocates.organisations.tests.factories import load_real_directory

SCREENS = [
    (language, scheme, width, True)
    for language in ("en", "ar")
    for scheme in ("light", "dark")
    for width in (1280, 390)
]
# Enough to see every page at both widths, in both directions and both colours.
SOME = [screen for screen in SCREENS if (screen[1] == "light") == (screen[2] == 1280)]
WITH_AND_WITHOUT_SCRIPTS = [(*screen[:3], scripts) for screen in SOME for scripts in (True, False)]


def prefixed(live_server, language, path):
    return live_server.url + ("" if language == "en" else f"/{language}") + path


@pytest.fixture
def window(browser, request, live_server, transactional_db):
    load_real_directory()
    directory.forget()
    language, scheme, width, scripts = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
    )
    page = context.new_page()
    page.problems = []
    page.on(
        "console",
        lambda message: page.problems.append(message.text) if "Content Security" in message.text else None,
    )
    page.on(
        "request", lambda sent: page.problems.append(sent.url) if not allowed(sent.url, live_server) else None
    )
    yield page, language
    assert page.problems == []
    context.close()
    directory.forget()


def allowed(url, live_server):
    return url.startswith((live_server.url, "data:"))


@pytest.mark.parametrize("window", WITH_AND_WITHOUT_SCRIPTS, indirect=True, ids=str)
def test_from_the_first_page_to_a_group(window, live_server):
    page, language = window
    page.goto(prefixed(live_server, language, "/"))
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    page.select_option("#country", "DE")
    page.locator(".finder button").click()
    page.wait_for_url("**/directory/?country=DE*")
    page.locator('a[href*="/organisations/"]').first.click()
    page.wait_for_url("**/organisations/*/")
    assert page.locator("h1").count() == 1


def look(page, address):
    page.goto(address)
    found = Axe().run(page).response["violations"]
    assert [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found] == [], address
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


@pytest.mark.parametrize("window", SCREENS, indirect=True, ids=str)
def test_axe_finds_nothing_on_the_first_page(window, live_server):
    page, language = window
    look(page, prefixed(live_server, language, "/"))


@pytest.mark.parametrize("window", [("en", "light", 1280, True)], indirect=True, ids=str)
def test_the_keyboard_alone_suffices(window, live_server):
    page, language = window
    page.goto(prefixed(live_server, language, "/"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.focus("#country")
    page.keyboard.type("Germ")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/directory/?country=DE*")
