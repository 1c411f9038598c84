"""Writing in a real browser: what is typed survives, files arrive, with and without scripts."""

from random import Random

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from advocates.core.tests.pictures import plain
from advocates.files.models import Arriving, File
from advocates.files.tests.factories import docx, upload
from advocates.forum.models import Post
from advocates.forum.tests.factories import begin
from advocates.spaces.drafts import actions
from advocates.spaces.drafts.actions import Typed
from advocates.spaces.models import Draft
from tests.cast import member_client, sign_in_browser

TEXT = "We meet on Tuesdays, in the library."
PICTURE = {"name": "library.png", "mimeType": "image/png", "buffer": plain("PNG", (640, 400))}
LETTER = {"name": "letter.docx", "mimeType": "application/octet-stream", "buffer": docx()}
LARGE = {
    **LETTER,
    "name": "report.docx",
    "buffer": docx(word__media__a_dot_png=Random(7).randbytes(1_900_000)),  # noqa: S311 - the same every time
}
PAGE = {"name": "page.html", "mimeType": "text/html", "buffer": b"<!doctype html><p>x"}
SCREENS = [("en", "light", 1280), ("ar", "light", 1280), ("en", "dark", 390), ("ar", "dark", 390)]


@pytest.fixture
def writer(transactional_db):
    return member_client("writer", "Writing Group", "DE").person


@pytest.fixture
def topic(writer):
    return begin(writer, "Where do we meet?")


@pytest.fixture
def window(browser, live_server, writer):
    """A browser of the writer; `has_scripts` and the screen may be asked for."""
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


def address(live_server, topic):
    return f"{live_server.url}/members/forum/t/{topic.public_id}/?page=1"


def field(page):
    return page.get_by_role("textbox", name="Your text")


def touch(page):
    """The first touch fetches what sends files; it is there."""
    with page.expect_response(lambda answer: "files-send" in answer.url) as there:
        field(page).focus()
    there.value.finished()


def test_what_is_typed_is_saved_and_offered(live_server, window, topic):
    page = window()
    page.goto(address(live_server, topic))
    field(page).press_sequentially(TEXT)
    expect(page.locator("[data-draft-state]")).to_have_text("Saved as a draft.", timeout=15_000)
    assert Draft.objects.get().text == TEXT
    # The server has it, so this device forgets it.
    assert page.evaluate("localStorage.length") == 0
    page.goto(address(live_server, topic))
    page.get_by_role("link", name="Use it").click()
    expect(field(page)).to_have_value(TEXT)
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_text("Your answer stands here.")).to_be_visible()
    expect(page.get_by_text("You began this on")).to_have_count(0)
    assert not Draft.objects.standing().exists()


def test_leaving_the_page_loses_nothing(live_server, window, topic):
    page = window()
    page.goto(address(live_server, topic))
    with page.expect_response(lambda answer: "draft." in answer.url):
        field(page).focus()
    field(page).press_sequentially("Half a")
    page.goto(f"{live_server.url}/members/drafts/")
    # The last saving and the next page are asked for at the same time.
    page.wait_for_timeout(1000)
    page.reload()
    expect(page.get_by_text("Half a").first).to_be_visible()


def test_after_the_session_ended_this_device_has_it(live_server, window, topic, writer):
    page = window()
    page.goto(address(live_server, topic))
    mine = page.locator("[name=window]").input_value()
    page.context.clear_cookies()
    field(page).press_sequentially(TEXT)
    expect(page.locator("[data-draft-state]")).to_have_text(
        "We cannot reach the site. Your text is kept on this device.", timeout=15_000
    )
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_role("heading", name="Your text is here")).to_be_visible()
    expect(page.locator("textarea")).to_have_value(TEXT)
    assert not Draft.objects.exists()
    sign_in_browser(page.context, live_server, writer, second_factor=True)
    other = page.context.new_page()
    other.goto(address(live_server, topic))
    other.get_by_role("button", name="Use it").click()
    expect(field(other)).to_have_value(TEXT)
    # Or from the page that carried it on: its old ticket costs one look more.
    page.get_by_role("button", name="Send it").click()
    if page.get_by_role("button", name="Send it").count():
        page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("Your answer stands here.")).to_be_visible()
    assert Post.objects.get(number=2).source == TEXT
    # This device forgets what was sent with the next form.
    page.goto(address(live_server, topic))
    field(page).focus()
    page.wait_for_function(
        "(name) => !Object.keys(localStorage).some((each) => each.endsWith(name))", arg=mine
    )


def test_a_shared_device_keeps_nothing(live_server, window, topic):
    page = window()
    page.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => document.documentElement.dataset.shared = '')"
    )
    page.goto(address(live_server, topic))
    page.context.clear_cookies()
    field(page).press_sequentially(TEXT)
    expect(page.locator("[data-draft-state]")).to_have_text(
        "Your text could not be saved. Copy it before you close this page.", timeout=15_000
    )
    assert page.evaluate("localStorage.length") == 0


def test_files_arrive_one_by_one(live_server, window, topic):
    page = window()
    page.goto(address(live_server, topic))
    field(page).fill(TEXT)
    page.get_by_label("Choose files").set_input_files([PICTURE, PAGE, LETTER])
    page.get_by_label("What does this picture show?").fill("A reading room")
    # Three files, one after the other, on a machine that does other things as well.
    expect(page.get_by_text("letter.docx")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("page.html: We cannot take this kind of file.")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_role("img", name="A reading room")).to_be_visible(timeout=20_000)
    assert page.get_by_role("img", name="A reading room").evaluate(
        "image => image.decode().then(() => image.naturalWidth > 0)"
    )
    with page.expect_download() as download:
        page.get_by_role("link", name="letter.docx").click()
    assert download.value.suggested_filename == "letter.docx"
    assert File.objects.waiting().count() == 0


def test_a_text_waits_for_its_files(live_server, window, topic):
    page = window()
    page.add_init_script(
        "const send = XMLHttpRequest.prototype.send;"
        "XMLHttpRequest.prototype.send = function (body) { setTimeout(() => send.call(this, body), 1500); };"
    )
    page.goto(address(live_server, topic))
    touch(page)
    field(page).fill(TEXT)
    page.get_by_label("Choose files").set_input_files([LETTER])
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_text("Your answer stands here.")).to_be_visible()
    expect(page.get_by_role("link", name="letter.docx")).to_be_visible()


def test_a_broken_line_keeps_text_and_file(live_server, window, topic):
    page = window()
    page.goto(address(live_server, topic))
    touch(page)
    field(page).fill(TEXT)
    page.context.set_offline(True)
    page.get_by_label("Choose files").set_input_files([PICTURE])
    expect(page.get_by_text("library.png did not arrive.")).to_be_visible(timeout=15_000)
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_label("What does this picture show?")).to_be_visible()
    expect(field(page)).to_have_value(TEXT)


def test_without_scripts(live_server, window, topic):
    page = window(scripts=False, width=390)
    page.goto(address(live_server, topic))
    field(page).fill(TEXT)
    page.get_by_label("Choose files").set_input_files([PICTURE])
    page.get_by_role("button", name="Add the files").click()
    page.get_by_label("What does this picture show?").fill("A reading room")
    expect(field(page)).to_have_value(TEXT)
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_role("img", name="A reading room")).to_be_visible()


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_no_barrier_and_nothing_wider_than_the_screen(live_server, window, topic, writer, screen):
    language, scheme, width = screen
    page = window(width=width, scheme=scheme)
    file = upload(writer, topic.space, plain("PNG", (640, 400)))
    waiting = upload(writer, topic.space, docx(), name=f"{'long-name-' * 9}.docx")
    key = f"answer:{topic.public_id}"
    for number, text in enumerate((TEXT * 9, TEXT, "Thrown away")):
        files = {"files": [file.public_id, waiting.public_id]} if number else {}
        draft = actions.save(
            person=writer, typed=Typed(key, f"w{number}", text, extra=files), space=topic.space
        )
    actions.discard(person=writer, draft=draft)
    used = Draft.objects.get(window="w1").public_id
    lost = Typed(f"answer:{'x' * 12}", "w9", "A place that is gone")
    actions.save(person=writer, typed=lost, space=None)
    paths = [
        f"/members/forum/t/{topic.public_id}/?page=1&draft={used}",
        f"/members/forum/t/{topic.public_id}/?discarded={draft.public_id}",
        f"/members/forum/c/{topic.category.public_id}/new/",
        "/members/drafts/",
    ]
    for path in paths:
        look(page, f"{live_server.url}{path}", language)
    page.goto(f"{live_server.url}{paths[0]}")
    page.context.clear_cookies()
    page.locator("textarea").fill(TEXT)
    with page.expect_navigation():
        page.locator("form[action*='/answer/'] button:not([name])").last.click()
    look(page, "", language)


def look(page, url, language):
    if url:
        page.goto(f"{url}{'&' if '?' in url else '?'}lang={language}")
    found = Axe().run(page).response["violations"]
    assert [(item["id"], [node["html"][:160] for node in item["nodes"]]) for item in found] == [], url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url


def test_detail_23_a_large_file_goes_on_where_the_line_broke(live_server, window, topic):
    page = window()
    page.goto(address(live_server, topic))
    sent: list[int] = []

    def third_part_breaks(route):
        sent.append(1)
        if len(sent) == 3:
            page.context.set_offline(True)
            route.abort()
        else:
            route.continue_()

    page.route("**/members/files/part/", third_part_breaks)
    field(page).fill(TEXT)
    page.get_by_label("Choose files").set_input_files([LARGE])
    expect(page.get_by_text("report.docx did not arrive.")).to_be_visible(timeout=15_000)
    assert Arriving.objects.get().received == 2 * 2**19
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-file] bdi")).to_have_text("report.docx")
    # Four parts, and of these the third twice.
    assert len(sent) == 5
    assert File.objects.get().size == len(LARGE["buffer"])
