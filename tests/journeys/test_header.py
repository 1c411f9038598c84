"""In a real browser: the header has one row on a usual screen, in every language, also where it asks for gifts."""

import pytest

from advocates.core import generations
from advocates.publishing.models import DonatePage
from advocates.publishing.tests.test_donate import ACCOUNT, fill

LANGUAGES = ["en", "es", "ar"]


@pytest.fixture
def open_page(browser, live_server, transactional_db):
    """The first page in a language, on a screen so wide."""
    fill(DonatePage.objects.get(locale__language_code="en"), ACCOUNT)
    generations.bump("public")
    contexts = []

    def open_page(language, width):
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}))
        page = contexts[-1].new_page()
        page.goto(live_server.url + ("/" if language == "en" else f"/{language}/"))
        return page

    yield open_page
    for context in contexts:
        context.close()


def rows_of(page):
    """On how many lines the parts of the header stand, by the middle of each."""
    parts = page.locator(".site__in > *, .site__end > *, .site .nav li")
    boxes = [box for box in (parts.nth(number).bounding_box() for number in range(parts.count())) if box]
    middles = sorted(box["y"] + box["height"] / 2 for box in boxes if box["width"])
    return sum(1 for before, after in zip(middles, middles[1:], strict=False) if after - before > 10) + 1


@pytest.mark.parametrize("width", [1100, 1280, 1440])
@pytest.mark.parametrize("language", LANGUAGES)
def test_wide_screens_have_one_row_with_the_button(open_page, language, width):
    page = open_page(language, width)
    assert page.locator("header .site__end > .btn--give").is_visible()
    assert rows_of(page) == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_phone_it_stands_in_the_menu(open_page, language):
    page = open_page(language, 390)
    give = page.locator("header .btn--give")
    assert [give.nth(number).is_visible() for number in (0, 1)] == [False, False]
    page.locator(".menu--main > summary").click()
    assert give.nth(1).is_visible()
    assert give.nth(1).bounding_box()["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
