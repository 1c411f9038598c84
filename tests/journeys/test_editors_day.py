"""An editor without technical training spends a day in the back office, by clicking what a person clicks."""

import re
import time
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.models import Comment

from advocates.accounts.models import Person
from advocates.core import jobs
from advocates.core.viewer import Role
from advocates.publishing.models import NewsArticle
from advocates.publishing.tests.articles import make_news
from advocates.spaces.actions import ensure_shared
from advocates.syndication.models import Delivery
from tests.cast import PASSWORD, give_second_factor, make_person, sign_in_browser, totp_code
from tests.journeys.moving import follow
from tests.scene import picture

TEXT, QUOTE, SOURCE = "It begins in spring.", "We have waited for this.", "https://register.example.org/1"
# Wagtail looks for changes only from a moment after its screen is there; nobody but a test is faster.
WATCH = "addEventListener('w-unsaved:watch-edits', () => document.documentElement.setAttribute('data-watched', ''))"
SECOND_PERSON = "is read by a second person before it is published"


class Desk:
    """A person at the screens of the back office."""

    def __init__(self, context, url, person, secret):
        self.context, self.url, self.person, self.secret = context, url, person, secret
        context.add_init_script(WATCH)
        self.page = context.new_page()
        self.faults = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        # What the policy for scripts stops is stopped without a word to the editor.
        self.page.on("console", lambda said: self.faults.append(said.text) if "Policy" in said.text else None)

    def go(self, path):
        self.page.goto(f"{self.url}{path}")

    def edit(self, article):
        self.go(f"/manage/pages/{article.pk}/edit/")
        self.is_ready()

    def is_ready(self):
        """The form is there, and watched."""
        expect(self.page.locator("html[data-watched]")).to_have_count(1)

    def section(self, name):
        return self.page.locator(f"#panel-child-content-{name}-section")

    def block(self, section, kind):
        """One more block, of the kind that is picked from the list."""
        self.section(section).get_by_title("Insert a block").last.click()
        if kind:
            self.page.get_by_role("option", name=kind, exact=True).click()

    @property
    def foot(self):
        return self.page.get_by_role("navigation", name="Actions (footer)")

    def press(self, name):
        """One of the deeds that the arrow beside “Save draft” opens."""
        self.foot.get_by_role("button", name="More actions").click()
        # Not a navigation: a new page that was saved by itself gets its address without being loaded.
        with self.page.expect_event("load"):
            self.foot.get_by_role("button", name=name, exact=True).click()

    def save(self):
        """By hand."""
        with self.page.expect_event("load"):
            self.foot.get_by_role("button", name="Save draft").click()

    def menu(self, name):
        """One of the things that the three dots beside the title open."""
        header = self.page.locator("header")
        header.get_by_label("Actions").first.click()
        follow(header.get_by_role("link", name=name, exact=True))


@pytest.fixture
def desk(browser, live_server, settings, transactional_db):
    """Makes the desk of an editor; with `is_inside` somebody who has signed in already."""
    settings.SITE_URL = live_server.url
    ensure_shared()
    opened = []

    def seated(name, *, is_inside=True, width=1280, language="en", zone="UTC"):
        person = make_person(name, Role.EDITOR, language=language)
        Person.objects.filter(pk=person.pk).update(time_zone=zone)
        secret = give_second_factor(person)
        context = browser.new_context(viewport={"width": width, "height": 900})
        if is_inside:
            sign_in_browser(context, live_server, person, second_factor=True)
        opened.append(Desk(context, live_server.url, person, secret))
        return opened[-1]

    yield seated
    for each in opened:
        each.context.close()
        assert each.faults == []


def published(title="We meet in May", **fields):
    """An article that editors have published."""
    made = make_news(title, first_published_at=timezone.now(), **fields)
    made.save_revision().publish()
    return NewsArticle.objects.get(pk=made.pk)


def sign_in(desk):
    desk.go("/account/login/")
    desk.page.fill("[name=login]", desk.person.email)
    desk.page.fill("[name=password]", PASSWORD)
    follow(desk.page.locator("main form:has([name=login]) [type=submit]"))
    desk.page.fill("main [name=code]", totp_code(desk.secret, time.time()))
    follow(desk.page.locator("main form:has([name=code]) [type=submit]").first)
    follow(desk.page.get_by_role("link", name="Go to the back office"))
    follow(desk.page.get_by_role("link", name="Waiting for me"))


def write(desk):
    """Title, kind, summary, picture, text, quotation, source, country."""
    page = desk.page
    follow(page.get_by_role("link", name="Write a news article"))
    desk.is_ready()
    page.fill("[name=title]", "A new study begins")
    page.select_option("[name=kind]", "research")
    page.fill("[name=summary]", "What it asks, and who can take part.")
    choose_picture(desk)
    desk.block("body", "Text")
    desk.section("body").locator("[contenteditable=true]").fill(TEXT)
    desk.block("body", "Quotation")
    desk.section("body").get_by_label("What was said or written").fill(QUOTE)
    desk.section("body").get_by_label("Who said it, and where").fill("A patient, at the meeting")
    desk.block("sources", "")
    desk.section("sources").get_by_label("What it is").fill("The register")
    desk.section("sources").get_by_label("Address").fill(SOURCE)
    page.get_by_role("button", name="Add Country").click()
    page.locator("select[name^=country_rows]:visible").select_option("DE")


def choose_picture(desk):
    """From her own computer."""
    page = desk.page
    page.get_by_role("button", name="Choose an image").click()
    page.get_by_role("tab", name="Upload").click()
    file = {"name": "meeting.png", "mimeType": "image/png", "buffer": picture().read()}
    page.set_input_files("[name=image-chooser-upload-file]", file)
    page.fill("[name=image-chooser-upload-title]", "Meeting")
    page.locator(".modal-body").get_by_role("button", name="Upload").click()
    expect(page.locator(".modal-body")).to_have_count(0)
    page.get_by_label("What the picture shows").fill("Two people look at a paper.")
    page.get_by_label("Who in the picture has agreed, and how").fill("Both, in writing")


def comment_and_approve(desk):
    """Another editor finds it, says something beside a field, and approves."""
    page = desk.page
    desk.go("/manage/waiting/")
    follow(page.get_by_role("link", name=re.compile("A new study begins")))
    desk.is_ready()
    desk.section("summary").hover()
    desk.section("summary").get_by_label("Add comment").click()
    page.get_by_placeholder("Enter your comments...").fill("Say how many can take part.")
    page.get_by_role("button", name="Comment", exact=True).click()
    desk.press("Approve and Publish")


def is_read(page, url):
    """Everywhere that its readers look for news, with its picture."""
    for path in ("/", "/news/", "/feeds/news.atom", "/news/?country=DE"):
        assert "A new study begins" in page.request.get(f"{url}{path}").text(), path
    page.goto(f"{url}/news/")
    follow(page.get_by_role("link", name="A new study begins"))
    for text in (TEXT, QUOTE, "The register"):
        expect(page.get_by_text(text)).to_be_visible()
    expect(page.get_by_role("img", name="Two people look at a paper.")).to_be_visible()
    assert "Both, in writing" not in page.content()
    assert "Say how many" not in page.content()
    card = page.locator("meta[property='og:image']").get_attribute("content")
    assert page.request.get(card).headers["content-type"].startswith("image/")


def test_a_medical_text_from_an_empty_page_to_its_readers(browser, desk):
    writer, second = desk("writer", is_inside=False), desk("second")
    sign_in(writer)
    write(writer)
    writer.page.get_by_role("button", name="Toggle preview").click()
    # While it is drawn anew there are two.
    shown = writer.page.frame_locator("iframe[title=Preview]").last
    expect(shown.get_by_text(QUOTE)).to_be_visible()
    writer.page.get_by_role("button", name="Toggle preview").click()
    # Nobody publishes a medical text of their own; nothing of it is lost.
    writer.press("Publish")
    expect(writer.page.get_by_text(re.compile(SECOND_PERSON))).to_be_visible()
    expect(writer.section("body").locator("[contenteditable=true]")).to_have_text(TEXT)
    assert not NewsArticle.objects.live().exists()
    writer.press("Submit to Moderators approval")
    expect(writer.page.get_by_text("has been submitted for moderation")).to_be_visible()
    comment_and_approve(second)
    assert is_live()
    assert Comment.objects.get().user == second.person
    context = browser.new_context()
    is_read(context.new_page(), writer.url)
    assert context.cookies() == []
    context.close()


def is_live():
    return NewsArticle.objects.get().live


def test_what_was_wrong_is_said_and_an_old_address_leads_to_the_new_one(desk):
    article, editor = published(slug="we-meet"), desk("editor")
    editor.edit(article)
    editor.section("correction").locator("[contenteditable=true]").fill("We meet in June.")
    editor.page.fill("[name=corrected_on]", "2026-11-20")
    editor.page.get_by_role("tab", name="Promote").click()
    editor.page.fill("[name=slug]", "we-meet-in-june")
    editor.press("Publish")
    editor.go("/news/we-meet/")
    assert editor.page.url == f"{editor.url}/news/we-meet-in-june/"
    expect(editor.page.get_by_text("We meet in June.")).to_be_visible()


def test_by_the_clock_of_a_zone_it_is_published_by_itself(desk):
    zone = "America/Lima"
    editor, moment = desk("editor", zone=zone), timezone.now() + timedelta(hours=2)
    there = moment.astimezone(ZoneInfo(zone))
    editor.edit(make_news("We meet in May", slug="we-meet", live=False))
    editor.page.get_by_role("button", name="Toggle status").click()
    editor.page.get_by_role("button", name="Set schedule").click()
    dialog = editor.page.locator("#schedule-publishing-dialog")
    expect(dialog.get_by_text(f"By the clock of your time zone, {zone}.").first).to_be_visible()
    dialog.locator("[name=go_live_at]").fill(f"{there:%Y-%m-%d %H:%M}")
    calendar = editor.page.locator(".xdsoft_datetimepicker:visible")
    expect(calendar).to_have_count(1)
    dialog.get_by_role("heading", name="Set publishing schedule").click()
    expect(calendar).to_have_count(0)
    with editor.page.expect_event("load"):
        dialog.get_by_role("button", name="Save schedule").click()
    editor.press("Schedule to publish")
    follow(editor.page.get_by_role("link", name="What happens by itself"))
    expect(editor.page.get_by_text(f"{there:%H:%M}")).to_be_visible()
    for minutes, is_due in ((-2, False), (2, True)):
        with time_machine.travel(moment + timedelta(minutes=minutes)):
            jobs.plan()
            jobs.run_due()
        assert is_live() is is_due


def test_a_translation_is_made_and_goes_live(desk):
    article, editor = published(slug="we-meet"), desk("editor")
    page = editor.page
    editor.edit(article)
    editor.menu("Translate")
    page.get_by_label("Español").check()
    follow(page.locator("form:has([name=locales]) [type=submit]"))
    editor.is_ready()
    page.fill("[name=title]", "Nos vemos en mayo")
    editor.save()
    editor.menu("Translations")
    page.get_by_label(re.compile("Español")).check()
    follow(page.get_by_role("button", name="Save the ticks"))
    editor.go("/es/news/we-meet/")
    expect(page.get_by_role("heading", name="Nos vemos en mayo")).to_have_count(0)
    editor.go(f"/manage/translations/{article.pk}/")
    follow(page.get_by_role("button", name="Publish all of them together now"))
    editor.go("/news/we-meet/")
    follow(page.locator("main a[hreflang=es]").first)
    expect(page.get_by_role("heading", name="Nos vemos en mayo")).to_be_visible()


def test_a_text_for_each_network_is_copied_and_nothing_is_posted(desk):
    article, editor = published(slug="we-meet", summary="Everybody comes."), desk("editor")
    editor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    editor.edit(article)
    editor.menu("Share")
    fields = editor.page.locator("main textarea")
    assert fields.count() == 5
    for number in range(5):
        editor.page.get_by_role("button", name="Copy the text").nth(number).click()
        text = fields.nth(number).input_value()
        editor.page.wait_for_function(
            "text => navigator.clipboard.readText().then((it) => it === text)", arg=text
        )
        assert f"{editor.url}/news/we-meet/" in text
    assert not Delivery.objects.exists()


LATE = "**/manage/pages/*/edit/"


def press_while_it_is_saved(editor, article):
    """“Publish”, while what was typed is still on its way to be saved by itself."""
    held = []

    def hold(route):
        if held or route.request.method != "POST":
            route.continue_()
        else:
            held.append(route)

    editor.edit(article)
    editor.page.route(LATE, hold)
    with editor.page.expect_request(lambda sent: sent.method == "POST" and sent.url.endswith("/edit/")):
        editor.page.locator("[name=summary]").press_sequentially("Everybody comes.", delay=150)
    editor.foot.get_by_role("button", name="More actions").click()
    editor.foot.get_by_role("button", name="Publish", exact=True).click()
    # Long enough for the button to be switched off.
    editor.page.wait_for_timeout(300)
    with editor.page.expect_event("load"):
        held[0].continue_()


def test_what_is_pressed_while_it_is_saved_is_done(desk):
    article, editor = make_news("We meet in May", live=False), desk("editor")
    press_while_it_is_saved(editor, article)
    expect(editor.page.get_by_text("has been published")).to_be_visible()
    assert NewsArticle.objects.get().summary == "Everybody comes."


def test_of_a_button_that_is_off_nobody_is_told(desk):
    """The twin."""
    article, editor = make_news("We meet in May", live=False), desk("editor")

    def without(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("button.disabled = false", "0"))

    editor.page.route("**/autosave*.js*", without)
    press_while_it_is_saved(editor, article)
    assert not is_live()


def test_in_arabic_on_a_phone(desk):
    article = make_news("حصاد", language="ar", slug="harvest", kind="research", live=False)
    writer = make_person("writer", Role.EDITOR)
    article.save_revision(user=writer)
    workflow = article.get_workflow()
    workflow.start(article, writer)
    published("خبر", language="ar", slug="read", summary="ما سأله المرضى وما وُجد.")
    editor = desk("editor", width=390, language="ar")
    for path in ("/manage/waiting/", "/ar/news/read/"):
        editor.go(path)
        assert editor.page.evaluate("document.documentElement.dir") == "rtl"
        found = Axe().run(editor.page).response["violations"]
        assert [(item["id"], item["nodes"][0]["html"][:120]) for item in found] == [], path
        assert editor.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    editor.go("/manage/waiting/")
    follow(editor.page.get_by_role("link", name=re.compile("حصاد")))
    expect(editor.page.locator("[name=title]")).to_have_value("حصاد")
