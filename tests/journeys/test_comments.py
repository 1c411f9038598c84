"""A reader comments under news: from the form by the mailed link and a moderator to the page that everybody reads."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from advocates.core.viewer import Role
from advocates.forum.models import Comment
from advocates.organisations.tests.enquiries import letterbox, link_in, work
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from advocates.publishing.tests.articles import make_news
from advocates.spaces.actions import ensure_shared
from tests.cast import give_second_factor, make_person, sign_in_browser, speak_for
from tests.journeys.moving import follow

WAYS = [
    {"width": 390, "language": "ar", "scripts": True},
    {"width": 1280, "language": "en", "scripts": False},
]


@pytest.fixture
def way(browser, request):
    options = request.param
    context = browser.new_context(
        viewport={"width": options["width"], "height": 900}, java_script_enabled=options["scripts"]
    )
    yield context.new_page(), options
    context.close()


@pytest.fixture
def mailbox(settings, live_server):
    settings.SITE_URL = live_server.url
    with letterbox(settings) as made:
        yield made


def look(page, options):
    """Nothing that axe finds, nothing wider than the screen, the right direction."""
    if not options["scripts"]:
        return
    found = Axe().run(page).response["violations"]
    assert [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.evaluate("document.documentElement.dir") == ("rtl" if options["language"] == "ar" else "ltr")


def moderate(browser, live_server):
    """Somebody of a member group lets it through."""
    person = make_person("moderator", Role.MODERATOR)
    speak_for(person, make_organisation("Own Group", country="DE", state=State.MEMBER))
    give_second_factor(person)
    context = browser.new_context()
    sign_in_browser(context, live_server, person, second_factor=True)
    page = context.new_page()
    page.goto(f"{live_server.url}/members/forum/comments/")
    assert Axe().run(page).response["violations"] == []
    follow(page.locator("main form[action$='/release/'] [type=submit]"))
    context.close()


@pytest.mark.parametrize("way", WAYS, indirect=True, ids=str)
def test_from_the_form_to_the_page(way, browser, live_server, mailbox):
    page, options = way
    ensure_shared()
    make_news("Harvest", language=options["language"], slug="harvest")
    prefix = "" if options["language"] == "en" else f"/{options['language']}"
    page.goto(f"{live_server.url}{prefix}/news/harvest/")
    look(page, options)
    follow(page.locator(".conversation a[href$='/new/']"))
    look(page, options)
    page.fill("[name=text]", "I read this twice.")
    page.select_option("[name=lang]", "en")
    page.fill("[name=name]", "Ada")
    page.fill("[name=email]", "ada@example.org")
    follow(page.locator("main form [type=submit]"))
    look(page, options)
    work()
    (mail,) = mailbox.to("ada@example.org")
    page.goto(live_server.url + link_in(mail))
    look(page, options)
    follow(page.locator("main form [type=submit]"))
    assert Comment.objects.get().is_proved is options["scripts"]
    look(page, options)
    moderate(browser, live_server)
    page.goto(f"{live_server.url}{prefix}/news/harvest/comments/")
    expect(page.get_by_text("I read this twice.")).to_be_visible()
    look(page, options)
    follow(page.locator("a[href$='/report/']"))
    look(page, options)
