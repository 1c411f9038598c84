"""A patient finds a group: by map, by words, by filters, on a wide screen and a phone, with and without scripts."""

import re
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from advocates.organisations import directory
from advocates.organisations.tests.factories import load_real_directory, make_organisation
from advocates.organisations.vocabulary import State

WIDTHS = (1280, 390)
PAGES = {
    "directory": "/directory/",
    "filtered": "/directory/?q=leuk&country=es&disease=leukaemia",
    "region": "/directory/?region=latin-america",
    "table": "/directory/?view=table&country=es",
    "bad input": "/directory/?country=xx&q=leuk",
    "nothing found": "/directory/?country=is&language=es",
    "country with groups": "/directory/es/",
    "country without a group": "/directory/is/",
    "group": "/organisations/full-example/",
    "former group": "/organisations/former-example/",
}


@dataclass
class Journey:
    """A page in a window of its own, and everything that it should not have done."""

    page: Page
    context: BrowserContext
    url: str
    prefix: str = ""
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.url + self.prefix + path)

    def watch(self) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(f"error {error}"))
        self.page.on("console", self._hear)
        self.page.on("request", self._ask)

    def _hear(self, message) -> None:
        # The browser says so of every page whose status tells of bad input.
        if message.type in {"error", "warning"} and "422" not in message.text:
            self.faults.append(f"console {message.text}")

    def _ask(self, request) -> None:
        if not request.url.startswith((self.url, "data:")):
            self.faults.append(f"request {request.url}")

    def names(self) -> list[str]:
        return self.page.locator("#list .org h3 a").all_inner_texts()


@pytest.fixture
def groups(live_server):
    """The real directory, with two entries that have everything to show."""
    directory.forget()
    load_real_directory()
    make_organisation(
        "Full example", country="ES", countries=["ES", "AR"], city="Sevilla", state=State.MEMBER,
        local_name="مثال كامل", local_language="ar", acronym="FE", languages=["es", "ar"], disease_areas=["cml"],
        services=["helpline", "legal", "families"], website="https://www.example.org", founded_year=2004,
        public_email="hello@example.org", sources=["https://source.example.org/page"],
        channels=[("phone", "+34600000000"), ("facebook", "https://facebook.com/example")],
        descriptions={"en": "Help **here**.\n\n- by telephone", "es": "Ayuda.", "ar": "مساعدة."},
    )  # fmt: skip
    make_organisation("Former example", country="ES", state=State.FORMER)
    yield
    directory.forget()


@pytest.fixture
def journey(browser, live_server, groups, request):
    options = {
        "width": 1280,
        "scripts": True,
        "language": "en",
        "scheme": "light",
        **getattr(request, "param", {}),
    }
    context = browser.new_context(
        viewport={"width": options["width"], "height": 900},
        java_script_enabled=options["scripts"],
        color_scheme=options["scheme"],
    )
    prefix = "" if options["language"] == "en" else f"/{options['language']}"
    going = Journey(context.new_page(), context, live_server.url, prefix)
    going.watch()
    yield going
    cookies = context.cookies()
    context.close()
    assert going.faults == []
    assert cookies == []


WAYS = [{"width": width, "scripts": scripts} for width in WIDTHS for scripts in (True, False)]


@pytest.mark.parametrize("journey", WAYS, indirect=True, ids=str)
class TestFinding:
    def test_by_the_map(self, journey):
        page = journey.page
        journey.open("/directory/")
        marker = page.locator('.map__dots a[href*="latin-america"], .map__dots a[href="/directory/br/"]')
        marker.locator("visible=true").first.click()
        if "latin-america" in page.url:
            expect(page.locator("h1")).to_have_text("Patient groups: Latin America")
            page.locator('.map__dots a[href*="country=br"]').locator("visible=true").first.click()
        page.locator("#list .org h3 a").get_by_text("ABRALE").click()
        expect(page.locator("h1")).to_have_text("ABRALE")

    def test_by_words_with_a_typing_error(self, journey):
        page = journey.page
        journey.open("/directory/")
        page.fill("#q", "blodcancerforbunet")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"[?&]q=blodcancerforbunet"))
        assert journey.names() == ["Swedish Blood Cancer Association"]
        page.go_back()
        expect(page).not_to_have_url(re.compile("q="))
        assert len(journey.names()) == 20

    def test_by_filters(self, journey):
        page = journey.page
        journey.open("/directory/")
        if (summary := page.locator("details.filters summary")).is_visible():
            summary.click()
        page.select_option("#language", "es")
        page.select_option("#disease", "cml")
        page.check("#service-legal")
        page.locator("details.filters button").click()
        expect(page).to_have_url(re.compile(r"language=es.*disease=cml.*service=legal"))
        assert journey.names() == ["Full example"]
        page.locator("ul[aria-label='Filters in force'] a").filter(has_text="Legal advice").click()
        expect(page).not_to_have_url(re.compile("service="))
        assert len(journey.names()) > 5

    def test_from_nothing_found_to_a_neighbour(self, journey):
        page = journey.page
        journey.open("/directory/?q=Iceland")
        expect(page.get_by_text("No group fits all of this")).to_be_visible()
        page.locator('#list a[href="/directory/is/"]').click()
        expect(page.locator("h1")).to_have_text("Iceland")
        page.locator('#list a[href="/directory/gb/"]').click()
        expect(page.locator("h1")).to_have_text("United Kingdom")
        assert "Blood Cancer UK" in journey.names()

    def test_all_groups_page_after_page(self, journey):
        journey.open("/directory/")
        found = journey.names()
        while (following := journey.page.locator("a[rel=next]")).count():
            following.click()
            journey.page.wait_for_load_state()
            found += journey.names()
        assert len(found) == len(set(found)) == 115


@pytest.mark.parametrize(
    "journey", [{"language": "ar", "width": width} for width in WIDTHS], indirect=True, ids=str
)
def test_in_arabic(journey):
    page = journey.page
    journey.open("/directory/")
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
    page.fill("#q", "امل لمرضى")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q="))
    page.locator("#list .org h3 a").first.click()
    page.wait_for_url(re.compile("/ar/organisations/"))
    expect(page.locator("h1")).to_contain_text("AMAL")


# With what every other public page is looked at, each two of language and width meet, and each has both colours.
LOOKS = [
    {"language": "en", "scheme": "dark", "width": 390},
    {"language": "ar", "scheme": "light", "width": 1280},
]


@pytest.mark.parametrize("journey", LOOKS, indirect=True, ids=str)
def test_no_barrier_on_any_page(journey):
    found = {}
    for name, path in PAGES.items():
        journey.open(path)
        if "directory" in path and journey.page.locator("details.filters").count():
            journey.page.evaluate("document.querySelector('details.filters').open = true")
        violations = Axe().run(journey.page).response["violations"]
        if violations:
            found[name] = [
                (item["id"], [node["html"][:150] for node in item["nodes"][:3]]) for item in violations
            ]
        if not journey.page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            found[f"{name}, width"] = _wider(journey.page)
    assert found == {}


@pytest.mark.parametrize(
    "journey",
    [{"width": 320}, {"width": 320, "language": "ar"}, {"width": 320, "scripts": False}],
    indirect=True,
    ids=str,
)
def test_nothing_is_wider_than_a_small_phone(journey):
    for name, path in PAGES.items():
        journey.open(path)
        assert _wider(journey.page) == [], name


def _wider(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
            [...document.querySelectorAll('body *')]
            .filter((e) => { const r = e.getBoundingClientRect(); return r.right > innerWidth + 1 || r.left < -1; })
            .slice(0, 5).map((e) => e.outerHTML.slice(0, 120))"""
    )


class TestKeyboard:
    def test_past_the_map_to_the_list(self, journey):
        page = journey.page
        journey.open("/directory/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.getAttribute('href')") == "#list":
                break
        page.keyboard.press("Enter")
        assert page.url.endswith("#list")

    def test_to_a_marker_that_shows_where_it_is(self, journey):
        page = journey.page
        journey.open("/directory/")
        page.locator(".map a.skip").focus()
        page.keyboard.press("Tab")
        assert page.evaluate("!!document.activeElement.closest('.map__dots')")
        name = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert re.match(r"\d+ groups?: \w", name)
        assert page.evaluate("!!document.activeElement.getClientRects().length")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/directory/[a-z]{2}/|region=|country="))

    def test_every_marker_once_in_the_order_of_tabs(self, journey):
        page = journey.page
        journey.open("/directory/")
        visible = page.locator(".map__dots a").locator("visible=true").count()
        page.locator(".map a.skip").focus()
        seen = []
        for _ in range(visible):
            page.keyboard.press("Tab")
            seen.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        assert len(set(seen)) == visible
        page.keyboard.press("Tab")
        assert not page.evaluate("!!document.activeElement.closest('.map__dots')")

    def test_nearer_and_back(self, journey):
        page = journey.page
        journey.open("/directory/")
        land = page.locator(".map__land")
        whole = land.get_attribute("viewBox")
        page.get_by_role("button", name="Zoom in").focus()
        page.keyboard.press("Enter")
        assert land.get_attribute("viewBox") != whole
        page.get_by_role("button", name="Show the whole map").press("Enter")
        assert [float(part) for part in land.get_attribute("viewBox").split()] == [
            float(part) for part in whole.split()
        ]
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Zoom in"


@pytest.mark.parametrize("journey", [{"scripts": False}], indirect=True, ids=str)
def test_without_scripts_there_are_no_dead_buttons(journey):
    journey.open("/directory/")
    assert journey.page.locator(".map button").count() == 0
    assert journey.page.locator(".map__dots a").locator("visible=true").count() > 20


def test_the_policy_is_kept(journey):
    """A twin of the watch above: what the policy forbids is seen as a fault."""
    journey.open("/directory/")
    journey.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))"
    )
    assert journey.page.evaluate("window.ran") is None
    assert journey.faults
    journey.faults.clear()
