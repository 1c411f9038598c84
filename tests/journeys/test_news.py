"""News in a real browser: the bell, the list, what one follows, when mail comes; also without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from advocates.core import links
from advocates.core.models import Suppression
from advocates.core.outbox import suppress
from advocates.forum.actions import thank
from advocates.forum.models import Following, TopicReading
from advocates.forum.tests.factories import begin, reply
from advocates.forum.tests.news import rings, told
from advocates.notifications.models import MailWishes
from advocates.notifications.purposes import STOP
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from tests.cast import make_person, sign_in_browser, speak_for

SCREENS = [("en", "light", 1280), ("ar", "light", 390), ("en", "dark", 390), ("ar", "dark", 1280)]
PAGES = ["/members/", "/members/notices/", "/members/following/", "/account/notices/"]


def member_of(name, group, country):
    person = make_person(name)
    speak_for(person, make_organisation(group, country=country, state=State.MEMBER), "representative")
    return person


@pytest.fixture
def rosa(transactional_db):
    """Somebody who began two topics, in which a colleague answered."""
    person, colleague = member_of("rosa", "Example Circle", "AQ"), member_of("amina", "Example Ring", "BV")
    for title in ("How do you find a room for thirty people?", "من يأتي بالقطار؟"):
        topic = begin(person, title)
        told()
        thank(actor=colleague, post=topic.posts.get())
        for number in range(3):
            reply(colleague, topic, f"Answer {number}")
    told()
    suppress(person.email, "", Suppression.Reason.BOUNCED)
    return person


@pytest.fixture
def window(browser, request):
    language, scheme, width = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    yield context.new_page(), language
    context.close()


@pytest.mark.parametrize("window", SCREENS, indirect=True, ids=str)
def test_no_barrier_and_nothing_wider_than_the_screen(window, live_server, rosa):
    page, language = window
    sign_in_browser(page.context, live_server, rosa)
    for path in [*PAGES, f"/link/{links.token_of(STOP, [rosa.pk, '', 0])}/"]:
        page.goto(f"{live_server.url}{path}?lang={language}")
        found = Axe().run(page).response["violations"]
        assert [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_without_scripts_everything_can_be_read_and_chosen(browser, live_server, rosa):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    sign_in_browser(context, live_server, rosa)
    page = context.new_page()
    page.goto(f"{live_server.url}/members/")
    page.get_by_role("link", name="News for you: 2").click()
    page.get_by_role("link", name="3 answers in").first.click()
    assert rings(rosa) == 1
    page.get_by_role("link", name="News for you: 1").click()
    page.get_by_role("link", name="What you follow").click()
    page.locator("select[name^=t-]").first.select_option("0")
    page.get_by_role("button", name="Save").click()
    assert TopicReading.objects.filter(person=rosa, following=Following.MUTED).count() == 1
    page.get_by_role("link", name="When you get mail").click()
    page.get_by_label("Once a day, all in one mail").check()
    page.get_by_label("No, only that there is something new, and a link").check()
    page.get_by_role("button", name="Save").click()
    wishes = MailWishes.objects.get(person=rosa)
    assert (wishes.mode, wishes.whole_text) == ("daily", False)
    context.close()
