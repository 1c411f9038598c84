"""A patient writes to a group, which answers; all of it is erased. With scripts and without, on a phone, in Arabic."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from advocates.core import retention
from advocates.core.viewer import Role
from advocates.organisations import directory
from advocates.organisations.enquiries import reach
from advocates.organisations.models import Enquiry
from advocates.organisations.tests.enquiries import letterbox, link_in, with_contact, work
from advocates.organisations.tests.factories import make_organisation
from tests.cast import give_second_factor, make_person, sign_in_browser
from tests.journeys.moving import follow

WAYS = [
    {"width": 1280, "language": "en", "scripts": True},
    {"width": 390, "language": "en", "scripts": True},
    {"width": 390, "language": "ar", "scripts": True},
    {"width": 390, "language": "en", "scripts": False},
]


@pytest.fixture
def mailbox(settings):
    with letterbox(settings) as made:
        yield made


@pytest.fixture
def group(settings, tmp_path, live_server):
    settings.PROFILE = with_contact(tmp_path)
    settings.SITE_URL = live_server.url
    directory.forget()
    made = make_organisation(
        "Friends of patients",
        languages=["ar", "en"],
        private_email="group@example.org",
        sources=["https://a.example/"],
    )
    yield made
    directory.forget()
    reach.forget()


@pytest.fixture
def way(browser, request):
    options = request.param
    context = browser.new_context(
        viewport={"width": options["width"], "height": 900}, java_script_enabled=options["scripts"]
    )
    yield context.new_page(), options
    context.close()


def look(page, language="en", *, is_scripted=True):
    """Nothing that axe finds, nothing wider than the screen, the right direction."""
    if not is_scripted:
        return
    found = Axe().run(page).response["violations"]
    assert [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")


def send(page, url, prefix, language, *, is_scripted):
    """From the group's page to the private page."""
    page.goto(f"{url}{prefix}/organisations/friends-of-patients/")
    look(page, language, is_scripted=is_scripted)
    follow(page.locator("aside a[href$='/write/']"))
    look(page, language, is_scripted=is_scripted)
    page.fill("[name=message]", "هل توجد مجموعة قريبة؟" if language == "ar" else "Is there a group near me?")
    page.fill("[name=name]", "Ada")
    page.check("[name=answer_by][value=mail]")
    follow(page.locator("main form [type=submit]"))
    expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    look(page, language, is_scripted=is_scripted)
    page.fill("[name=email]", "ada@example.org")
    page.locator("main form [type=submit]").click()
    expect(page).to_have_url(re.compile("/link/"))
    look(page, language, is_scripted=is_scripted)


@pytest.mark.parametrize("way", WAYS, indirect=True, ids=str)
def test_from_the_question_to_the_answer_and_to_nothing(way, browser, live_server, group, mailbox):
    page, options = way
    language, is_scripted = options["language"], options["scripts"]
    send(page, live_server.url, "" if language == "en" else f"/{language}", language, is_scripted=is_scripted)
    (enquiry,) = Enquiry.unanswered_since(timezone.now()) or [None]
    if is_scripted:
        # The browser has really done the work.
        assert enquiry is not None
    else:
        assert Enquiry.counts() == {"held": 1}
        release(browser, live_server)
    work()
    page.reload()
    expect(page.locator(".steps [aria-current=step]")).to_have_count(1)
    look(page, language, is_scripted=is_scripted)
    answer(browser, live_server, mailbox, options)
    page.goto(live_server.url + link_in(mailbox.to("ada@example.org")[0]))
    expect(page.get_by_text("Come on Monday.")).to_be_visible()
    look(page, language, is_scripted=is_scripted)
    retention.purge(timezone.now() + timedelta(days=31))
    assert page.reload().status == 404


def answer(browser, live_server, mailbox, options):
    """The group opens its mail, reads and answers."""
    context = browser.new_context(
        viewport={"width": options["width"], "height": 900}, java_script_enabled=options["scripts"]
    )
    page = context.new_page()
    (mail,) = mailbox.to("group@example.org")
    page.goto(live_server.url + link_in(mail))
    # It is the group's own language, whatever the writer's is.
    look(page, "ar", is_scripted=options["scripts"])
    for kind in (0, 1):
        follow(page.locator("section .linklist a").nth(kind))
        look(page, "ar", is_scripted=options["scripts"])
        page.go_back()
    page.fill("[name=text]", "Come on Monday.")
    page.select_option("[name=lang]", "en")
    page.locator("#answer [type=submit]").click()
    expect(page.locator("[role=status]")).to_be_visible()
    look(page, "ar", is_scripted=options["scripts"])
    assert context.cookies() == []
    context.close()


def release(browser, live_server):
    """Staff find the task, read and let go."""
    person = make_person("rosa", Role.STAFF)
    give_second_factor(person)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    sign_in_browser(context, live_server, person, second_factor=True)
    page = context.new_page()
    page.goto(f"{live_server.url}/manage/tasks/")
    page.locator("a[href*='/manage/enquiries/']:not([href$='/enquiries/'])").click()
    expect(page.get_by_text("Is there a group near me?")).to_be_visible()
    page.locator("form[action$='/release/'] button").click()
    expect(page).to_have_url(re.compile("/manage/enquiries/$"))
    context.close()


@pytest.mark.parametrize("way", WAYS[:3], indirect=True, ids=str)
def test_where_nobody_can_be_written_to(way, live_server, group):
    page, options = way
    make_organisation("Silent", country="AT")
    prefix = "" if options["language"] == "en" else f"/{options['language']}"
    for path in (
        "/organisations/silent/",
        "/organisations/silent/write/",
        "/directory/at/",
        "/directory/at/ask/",
    ):
        page.goto(live_server.url + prefix + path)
        look(page, options["language"])
    page.goto(f"{live_server.url}{prefix}/organisations/silent/")
    page.locator("aside a[href$='/ask/']").click()
    expect(page.locator("[name=message]")).to_be_visible()


@pytest.mark.parametrize("way", WAYS[1:3], indirect=True, ids=str)
def test_taking_it_back(way, live_server, group, mailbox):
    page, options = way
    prefix = "" if options["language"] == "en" else f"/{options['language']}"
    send(page, live_server.url, prefix, options["language"], is_scripted=True)
    follow(page.locator("p.soft a").last)
    look(page, options["language"])
    follow(page.locator("main form [type=submit]"))
    look(page, options["language"])
    assert Enquiry.counts() == {}
