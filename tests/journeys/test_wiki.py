"""The wiki in a real browser: five steps of a page's life, with and without scripts, and no barrier on any screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from advocates.core.viewer import Role
from advocates.wiki.history.actions import check_revision
from advocates.wiki.models import PageRevision, WikiPage
from advocates.wiki.structure.actions import delete_page
from advocates.wiki.tests.factories import make_page, save
from advocates.wiki.tests.factories import writer as author
from tests.cast import member_client, sign_in_browser

SCREENS = [("en", "light", 1280), ("ar", "light", 390), ("en", "dark", 390), ("ar", "dark", 1280)]
OLD = (
    "Ask first.[^1]\n\n## Who decides\n\nThe ministry decides in spring, together with a committee.\n\n## Prices\n\n"
    "| Country | Since |\n|---|---|\n| India | 2014 |\n\n## A plan\n\n- Ask [[Somebody]]\n"
    "- See [[Top]]\n\n[^1]: As told."
)
NEW = (
    OLD.replace("in spring", "in autumn")
    .replace("Ask first.[^1]\n\n", "")
    .replace("- See", "Ask first.[^1]\n\n- See")
)
PAGES = (
    "",
    "edit/",
    "history/",
    "difference/",
    "r/1/",
    "r/1/restore/",
    "links/",
    "rename/",
    "move/",
    "care/",
)


@pytest.fixture
def writer(transactional_db):
    return member_client("writer", "Writing Group", "DE").person


@pytest.fixture
def begun(writer) -> WikiPage:
    top = make_page(writer, "Top")
    found = make_page(writer, "Getting on the list", OLD, parent=top)
    save(writer, found, NEW, 1)
    make_page(writer, "Below", parent=found)
    check_revision(author=author(writer), page=found, number=2, lang="en")
    return found


@pytest.fixture
def window(browser, live_server, writer):
    """A browser of the writer; `scripts` and the screen may be asked for."""
    opened = []

    def open_window(*, scripts=True, width=1280, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, color_scheme=scheme
        )
        opened.append(context)
        sign_in_browser(context, live_server, writer, second_factor=True)
        return context.new_page()

    yield open_window
    for context in opened:
        context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_page_is_changed_looked_at_and_compared(live_server, window, begun, scripts):
    page = window(scripts=scripts, width=390)
    page.goto(f"{live_server.url}{begun.address}")
    page.get_by_role("link", name="Change this page").click()
    text = page.get_by_role("textbox", name="Text of the page")
    text.fill(text.input_value().replace("in autumn", "in winter"))
    page.get_by_role("button", name="See how it looks").click()
    expect(
        page.get_by_text("The ministry decides in winter, together with a committee.", exact=True)
    ).to_be_visible()
    page.get_by_role("textbox", name="What did you change?").fill("The season")
    page.get_by_role("button", name="Save the page").click()
    expect(page.locator("article")).to_contain_text("in winter")
    page.get_by_role("link", name="History", exact=True).click()
    page.get_by_role("button", name="Compare the two that are chosen").click()
    expect(page.locator("ins")).to_contain_text("winter")
    expect(page.locator("del")).to_contain_text("autumn")
    assert PageRevision.objects.get(page=begun, number=3).summary == "The season"


def test_both_texts_stand_beside_each_other_without_scripts(live_server, window, writer, begun):
    page = window(scripts=False)
    page.goto(f"{live_server.url}{begun.address}edit/")
    text = page.get_by_role("textbox", name="Text of the page")
    text.fill(text.input_value().replace("in autumn", "in winter"))
    save(writer, begun, NEW.replace("in autumn", "in summer"), 2)
    page.get_by_role("textbox", name="What did you change?").fill("The season")
    page.get_by_role("button", name="Save the page").click()
    expect(page.get_by_role("heading", name="Both of you have changed this")).to_be_visible()
    expect(page.locator(".both")).to_contain_text("in summer")
    expect(page.locator(".both")).to_contain_text("in winter")
    page.get_by_role("button", name="Save the page").first.click()
    expect(page.locator("article")).to_contain_text("in winter")


@pytest.mark.parametrize(("language", "scheme", "width"), SCREENS)
def test_no_barrier_on_any_screen(live_server, window, begun, language, scheme, width):
    page = window(width=width, scheme=scheme)
    space = f"/members/wiki/s/{begun.space.public_id}/"
    found = {}
    for path in (
        "/members/wiki/",
        space,
        f"{space}new/",
        f"{space}care/",
        *(f"{begun.address}{each}" for each in PAGES),
    ):
        page.goto(f"{live_server.url}{path}?lang={language}")
        violations = [each["id"] for each in Axe().run(page).response["violations"]]
        is_wider = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if violations or is_wider or page.locator("html").get_attribute("lang") != language:
            found[path] = violations, is_wider
    assert found == {}


@pytest.mark.parametrize("screen", SCREENS[:3])
def test_what_was_deleted_is_found_and_restored(browser, live_server, begun, screen):
    language, scheme, width = screen
    moderator = member_client("moderator", "Moderating Group", "JP", Role.MODERATOR).person
    gone = make_page(moderator, "Gone")
    delete_page(actor=moderator, page=gone, reason="Told twice")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=language == "en", color_scheme=scheme
    )
    sign_in_browser(context, live_server, moderator, second_factor=True)
    page = context.new_page()
    address = f"/members/wiki/s/{gone.space.public_id}/"
    page.goto(f"{live_server.url}{address}?lang={language}")
    page.locator(f'a[href="{address}deleted/"]').click()
    expect(page.locator(".rows")).to_contain_text("Told twice")
    if language == "en":
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".rows button").click()
    expect(page.get_by_role("heading", name="Gone")).to_be_visible()
    page.goto(f"{live_server.url}{gone.address}history/")
    expect(page.locator(".history")).to_contain_text(moderator.full_name)
    context.close()


def test_on_paper_the_page_says_where_it_stands(live_server, window, begun):
    page = window()
    page.goto(f"{live_server.url}{begun.address}")
    page.emulate_media(media="print")
    expect(page.locator(".wiki__source")).to_contain_text(begun.address)
    expect(page.get_by_role("heading", name="Getting on the list")).to_be_visible()
    for gone in (".site", ".toc", ".tabs", ".wiki__foot"):
        assert not page.locator(gone).first.is_visible()
    page.goto(f"{live_server.url}{begun.address}history/")
    expect(page.locator(".history > li").first).to_be_visible()
    for gone in (".history__pick", "main .btn"):
        assert not page.locator(gone).first.is_visible()


def test_what_the_device_kept_undoes_nothing_that_others_saved_since(live_server, window, begun):
    """The kept text was made from the first revision; the page has a second one by now."""
    page = window()
    page.goto(f"{live_server.url}{begun.address}edit/")
    owner = page.locator("[data-draft]").get_attribute("data-owner")
    kept = {
        "text": OLD.replace("India | 2014", "India | 2015"),
        "lang": "en",
        "base_revision": "1",
        "part": "",
    }
    name = f"draft {owner} page:{begun.public_id} another-window"
    page.evaluate("([name, kept]) => localStorage.setItem(name, JSON.stringify(kept))", [name, kept])
    page.reload()
    page.get_by_role("button", name="Use it").click()
    page.get_by_role("textbox", name="What did you change?").fill("Since 2015")
    page.get_by_role("button", name="Save the page").click()
    expect(page.get_by_text("What others have written meanwhile stands in the page, too.")).to_be_visible()
    source = PageRevision.objects.get(page=begun, number=3).source
    assert "India | 2015" in source
    assert "in autumn" in source


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("screen", SCREENS[:3])
def test_of_two_texts_one_is_chosen(live_server, window, writer, begun, scripts, screen):
    language, scheme, width = screen
    page = window(scripts=scripts, width=width, scheme=scheme)
    page.goto(f"{live_server.url}{begun.address}edit/?lang={language}")
    save(writer, begun, NEW.replace("in autumn", "in winter"), 2)
    text = page.locator("[name=text]")
    text.fill(text.input_value().replace("in autumn", "in summer"))
    page.locator("[name=summary]").fill("Summer")
    page.locator("#page-form button.btn[type=submit]").last.click()
    expect(page.locator("#both")).to_be_visible()
    if scripts:
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("#theirs-0").check()
    page.locator("button[form=page-form]").click()
    expect(page.locator("article")).to_contain_text("in winter")
    assert "in winter" in PageRevision.objects.filter(page=begun).order_by("-number")[0].source


def test_who_came_first_learns_who_came_later(live_server, window, begun):
    """While one types, the draft is saved, and the page says that somebody else has it open, too."""
    page = window()
    page.goto(f"{live_server.url}{begun.address}edit/")
    expect(page.locator("[data-others] .notice")).to_be_hidden()
    other = member_client("other", "Other Group", "FR")
    other.get(f"{begun.address}edit/")
    with page.expect_response("**/members/drafts/save/"):
        page.locator("[name=text]").press_sequentially(" And more.")
    expect(
        page.get_by_text(f"{other.person.full_name} has this page open for changing, too.")
    ).to_be_visible()
    assert Axe().run(page).response["violations"] == []
