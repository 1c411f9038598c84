"""Somebody who knows no Markdown writes an answer: by buttons, by keys, from Word, with people called by their names.

With scripts and without, on a phone, in Arabic, in the dark; while others answer, and while the connection is gone.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from advocates.accounts.models import Person
from advocates.forum.models import Post
from advocates.forum.tests.factories import begin, reply
from tests.cast import member_client, sign_in_browser

WAYS = [
    {"width": 1280, "language": "en", "scheme": "light", "scripts": True},
    {"width": 390, "language": "ar", "scheme": "dark", "scripts": True},
    {"width": 390, "language": "en", "scheme": "light", "scripts": False},
]
ITEM = (
    '<p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·</span>{}</p>'
)
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p{color:red}</style></head><body>
<!--StartFragment--><h1 style="color:red">Prices<o:p></o:p></h1>
<p class=MsoNormal>We pay <b style="mso-bidi-font-weight:normal">too much</b>, see
<a href="https://example.org/a">this</a><a href="javascript:alert(1)"> and that</a>.<o:p></o:p></p>
ITEMS
<table><tr><td><p>Country</p></td><td>Price</td></tr><tr><td>Here</td><td>1|2</td></tr></table>
<ol><li>first<ul><li>inner</li></ul></li><li>second</li></ol><script>alert(1)</script><!--EndFragment--></body></html>""".replace(
    "ITEMS", ITEM.format("one *star*") + ITEM.format("two")
)
CLEAN = """## Prices

We pay **too much**, see [this](https://example.org/a) and that.

- one \\*star\\*
- two

| Country | Price |
| --- | --- |
| Here | 1\\|2 |

1. first
   - inner
2. second"""


@pytest.fixture
def scene(db):
    writer, other = (
        member_client("writer", "Writers", "DE").person,
        member_client("other", "Others", "FR").person,
    )
    Person.objects.filter(pk=other.pk).update(full_name="Zoë Ångström")
    other.refresh_from_db()
    topic = begin(writer, "What do you pay?", "We would like to **know**.")
    reply(other, topic, "It differs.")
    return writer, other, topic


def window(browser, live_server, person, way):
    Person.objects.filter(pk=person.pk).update(language=way["language"])
    context = browser.new_context(
        viewport={"width": way["width"], "height": 900},
        color_scheme=way["scheme"],
        java_script_enabled=way["scripts"],
        locale=way["language"],
    )
    sign_in_browser(context, live_server, person, second_factor=True)
    return context


def look(page, language="en"):
    found = Axe().run(page).response["violations"]
    assert [(item["id"], [node["html"][:160] for node in item["nodes"]]) for item in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")


@pytest.mark.parametrize("way", WAYS, ids=["wide", "phone, Arabic, dark", "phone without scripts"])
def test_from_the_first_word_to_the_post(browser, live_server, scene, way):
    writer, other, topic = scene
    context = window(browser, live_server, writer, way)
    page = context.new_page()
    page.goto(f"{live_server.url}/members/forum/t/{topic.public_id}/?lang={way['language']}")
    area = page.locator("textarea[name=text]")
    if not way["scripts"]:
        expect(page.locator("[role=toolbar]")).to_be_hidden()
        area.fill("Ask @Zoe Angstrom about **it**.")
        page.locator("[name=preview]").click()
        expect(page.locator(".composer__look strong")).to_have_text("it")
        expect(page.locator(".composer__look bdi")).to_have_text(other.full_name)
    else:
        write_by_keys(page, area, other)
        look(page, way["language"])
    page.locator("form:has(textarea[name=text]) button:not([name])").last.click()
    page.wait_for_url(re.compile("#p3$"))
    html = Post.objects.get(topic=topic, number=3).html
    assert f"/members/forum/who/{other.public_id}/" in html
    assert "<strong>it</strong>" in html
    context.close()


def write_by_keys(page, area, other):
    """With the keyboard alone."""
    area.focus()
    expect(area).to_have_attribute("aria-autocomplete", "list")
    area.press_sequentially("Ask @ang")
    option = page.locator("[role=option]")
    expect(option).to_have_count(1)
    expect(area).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    look(page, page.evaluate("document.documentElement.lang"))
    area.press("Enter")
    expect(area).to_have_value(re.compile(rf"^Ask @\[.+\]\(person:{other.public_id}\) $"))
    area.press_sequentially("about ")
    area.press("Control+b")
    area.press_sequentially("it")
    expect(area).to_have_value(re.compile(r"about \*\*it\*\*$"))
    page.locator("[name=preview]").click()
    expect(page.locator("[data-look] strong")).to_have_text("it")


def test_the_tools_by_keyboard(browser, live_server, scene):
    writer, _other, topic = scene
    context = window(browser, live_server, writer, WAYS[0])
    page = context.new_page()
    page.goto(f"{live_server.url}/members/forum/t/{topic.public_id}/")
    area, marks = page.locator("textarea[name=text]"), page.locator("[role=toolbar] button")
    area.fill("one\ntwo")
    area.press("Control+a")
    page.locator("[data-mark=list]").click()
    expect(area).to_have_value("- one\n- two")
    page.locator("[data-mark=list]").click()
    expect(area).to_have_value("one\ntwo")
    area.press("Control+z")
    expect(area).to_have_value("- one\n- two")
    marks.first.focus()
    marks.first.press("ArrowRight")
    expect(marks.nth(1)).to_be_focused()
    marks.nth(1).press("Home")
    expect(marks.first).to_be_focused()
    assert marks.evaluate_all("all => all.filter(each => each.tabIndex === 0).length") == 1
    assert (
        marks.evaluate_all("all => Math.min(...all.map(each => each.getBoundingClientRect().height))") >= 44
    )
    context.close()


def test_detail_24_from_word(browser, live_server, scene):
    writer, _other, topic = scene
    context = window(browser, live_server, writer, WAYS[0])
    page = context.new_page()
    page.goto(f"{live_server.url}/members/forum/t/{topic.public_id}/")
    area = page.locator("textarea[name=text]")
    area.focus()
    expect(area).to_have_attribute("aria-autocomplete", "list")
    area.evaluate(
        """(field, html) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/html", html);
        field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        WORD,
    )
    assert area.input_value() == CLEAN
    context.close()


def test_others_answer_meanwhile_and_the_connection_drops(browser, live_server, scene):
    writer, other, topic = scene
    context = window(browser, live_server, writer, WAYS[0])
    page = context.new_page()
    page.clock.install()
    page.goto(f"{live_server.url}/members/forum/t/{topic.public_id}/")
    area = page.locator("textarea[name=text]")
    area.fill("My own words")
    expect(area).to_have_attribute("aria-autocomplete", "list")
    context.set_offline(True)
    page.clock.fast_forward(31_000)
    page.locator("[name=preview]").click()
    expect(page.locator("[data-says]")).not_to_be_empty()
    expect(area).to_have_value("My own words")
    context.set_offline(False)
    reply(other, topic, "Something new.")
    page.clock.fast_forward(61_000)
    told = page.locator("[data-since] a")
    expect(told).to_be_visible()
    assert page.locator("article.post").count() == 2
    look(page)
    told.click()
    expect(page.locator("article.post")).to_have_count(3)
    expect(page.locator("#p3")).to_be_focused()
    expect(page.locator("[name=seen]")).to_have_value("3")
    expect(area).to_have_value("My own words")
    page.locator("#p3 a[href*='quote=']").click()
    expect(area).to_have_value(
        re.compile(r"^My own words\n\n> \[Zoë Ångström\]\(post:\w+\):\n>\n> Something new\.\n\n$")
    )
    page.get_by_role("button", name="Send answer").click()
    page.wait_for_url(re.compile("#p4$"))
    context.close()


@pytest.mark.parametrize("way", WAYS[:2], ids=["wide", "phone, Arabic, dark"])
def test_the_pages_around_it(browser, live_server, scene, way):
    writer, other, topic = scene
    context = window(browser, live_server, writer, way)
    page = context.new_page()
    start, language = f"{live_server.url}/members/forum", way["language"]
    shelf, first = topic.category.public_id, topic.posts.get(number=1).public_id
    for address in (
        f"c/{shelf}/new/",
        f"p/{first}/edit/",
        f"who/{other.public_id}/",
        f"t/{topic.public_id}/",
    ):
        page.goto(f"{start}/{address}?lang={language}")
        look(page, language)
    page.locator(".post__time summary").first.click()
    pop = page.locator(".post__time .pop").first
    expect(pop).to_be_visible()
    assert abs(pop.bounding_box()["y"] - page.locator(".post__time").first.bounding_box()["y"]) < 80
    look(page, language)
    page.locator("textarea[name=text]").fill("@Nobody Atall and @everybody")
    page.locator("form:has(textarea[name=text]) button:not([name])").last.click()
    expect(page.locator("button[name=anyway]")).to_be_visible()
    expect(page.locator(".error-box")).to_have_count(1)
    look(page, language)
    page.locator("button[name=anyway]").click()
    page.wait_for_url(re.compile("#p3$"))
    context.close()
