"""A page is translated paragraph by paragraph in a real browser: what was typed survives a line that breaks."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from advocates.spaces.models import Draft
from advocates.wiki.models import PageRevision, WikiPage
from advocates.wiki.tests.factories import make_page, save
from advocates.wiki.tests.factories import writer as author
from advocates.wiki.translations.actions import Translated, begin
from advocates.wiki.translations.tracing import Side, composed, origins_of, rows
from tests.cast import member_client, sign_in_browser

TEXT = "Ask first.\n\n## Who decides\n\nThe ministry decides in spring."
SAVE = "**/members/drafts/save/"


@pytest.fixture
def writer(transactional_db):
    person = member_client("writer", "Writing Group", "DE").person
    type(person).objects.filter(pk=person.pk).update(reads=["en", "es"])
    return person


@pytest.fixture
def begun(writer) -> WikiPage:
    return make_page(writer, "Getting on the list", TEXT)


@pytest.fixture
def page(browser, live_server, writer):
    context = browser.new_context(viewport={"width": 390, "height": 900})
    sign_in_browser(context, live_server, writer, second_factor=True)
    yield context.new_page()
    context.close()


def piece(page, number):
    return page.locator(f"[name=piece-{number}]")


def state(page):
    return page.locator("[data-draft-state]")


def type_two(page, address):
    page.goto(address)
    # The first touch fetches what keeps the pieces.
    with page.expect_response(lambda answer: "pieces" in answer.url) as there:
        piece(page, 0).focus()
    there.value.finished()
    piece(page, 0).press_sequentially("Primero pregunte.")
    piece(page, 2).press_sequentially("El ministerio decide en primavera.")


def test_the_pieces_survive_a_line_that_breaks(live_server, page, begun):
    address = f"{live_server.url}{begun.address}languages/es/"
    sent = []

    def break_the_first(route):
        sent.append(1)
        if len(sent) == 1:
            page.context.set_offline(True)
            route.abort()
        else:
            route.continue_()

    page.route(SAVE, break_the_first)
    type_two(page, address)
    expect(state(page)).to_have_text(
        "We cannot reach the site. Your text is kept on this device.", timeout=15_000
    )
    assert not Draft.objects.exists()
    # With the line back the browser tries again by itself, and the server has both pieces as one text.
    page.context.set_offline(False)
    expect(state(page)).to_have_text("Saved as a draft.", timeout=30_000)
    assert Draft.objects.get().text == "‹1›\nPrimero pregunte.\n\n‹3›\nEl ministerio decide en primavera."
    assert page.evaluate("localStorage.length") == 0
    # On another device each stands in its field again.
    page.goto(address)
    page.get_by_role("link", name="Use it").click()
    expect(piece(page, 0)).to_have_value("Primero pregunte.")
    expect(piece(page, 1)).to_have_value("")
    expect(piece(page, 2)).to_have_value("El ministerio decide en primavera.")


def test_what_only_this_device_has_goes_back_into_its_fields(live_server, page, begun):
    address = f"{live_server.url}{begun.address}languages/es/"
    page.route(SAVE, lambda route: route.abort())
    type_two(page, address)
    expect(state(page)).to_have_text(
        "We cannot reach the site. Your text is kept on this device.", timeout=15_000
    )
    page.goto(f"{live_server.url}/members/")
    page.goto(address)
    expect(piece(page, 0)).to_have_value("")
    # By now the browser has what keeps the pieces.
    piece(page, 1).focus()
    page.get_by_role("button", name="Use it").click()
    expect(piece(page, 0)).to_have_value("Primero pregunte.")
    expect(piece(page, 2)).to_have_value("El ministerio decide en primavera.")
    # What was put back is sent as any other: nothing of it is lost on the way into the page.
    page.locator("[name=title]").fill("Entrar en la lista")
    page.get_by_role("button", name="Save the translation").click()
    expect(page.get_by_role("heading", name="Entrar en la lista")).to_be_visible()
    made = PageRevision.objects.get(title="Entrar en la lista")
    assert made.source == "Primero pregunte.\n\nEl ministerio decide en primavera."


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("screen", [("en", "light", 390), ("ar", "dark", 390)])
def test_of_two_translations_one_is_chosen(browser, live_server, writer, begun, scripts, screen):
    """Somebody has changed the same paragraph meanwhile: both texts stand beside each other, and one is chosen."""
    language, scheme, width = screen
    own = translated(writer, begun, ["Primero pregunte.", "## Quién decide", "Decide el ministerio."])
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=scripts, color_scheme=scheme
    )
    sign_in_browser(context, live_server, writer, second_factor=True)
    page = context.new_page()
    page.goto(f"{live_server.url}{begun.address}languages/es/?lang={language}")
    piece(page, 0).fill("Antes, pregunte.")
    piece(page, 2).fill("El ministerio decide en primavera.")
    theirs = "Pregunte a todos.\n\n## Quién decide\n\nDecide un comité."
    save(writer, own, theirs, 1, lang="es")
    page.locator("#page-form button.btn[type=submit]").last.click()
    expect(page.locator("#both")).to_be_visible()
    for words in ("Pregunte a todos.", "Antes, pregunte.", "Decide un comité."):
        expect(page.locator(".both").filter(has_text=words)).to_be_visible()
    assert page.locator("#theirs-0-text").get_attribute("lang") == "es"
    if scripts:
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("#theirs-0").check()
    page.locator("button[form=page-form]").click()
    expect(page.locator("article")).to_contain_text("Pregunte a todos.")
    newest = PageRevision.objects.filter(page=own).order_by("-number")[0]
    assert newest.source == "Pregunte a todos.\n\n## Quién decide\n\nEl ministerio decide en primavera."
    context.close()


def translated(writer, begun, texts):
    found = rows(Side(0, ""), Side(begun.pk, TEXT))
    made = Translated(
        composed(found, texts), "es", "x", origins_of(found, texts, set(), Side(begun.pk, TEXT), 1)
    )
    return begin(author=author(writer), source=begun, title="Entrar en la lista", translated=made)
