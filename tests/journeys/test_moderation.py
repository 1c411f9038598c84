"""In a real browser: a report, a decision with reasons, an appeal; a topic's tools; no barrier on any page."""

from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from advocates.core.viewer import Role, viewer_for
from advocates.forum.models import Topic
from advocates.forum.tests.factories import begin, reply
from advocates.moderation.deciding.actions import decide
from advocates.moderation.models import Case
from advocates.moderation.tests.scenes import HIDE, case_of, report
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from tests.cast import give_second_factor, make_person, sign_in_browser, speak_for
from tests.journeys.moving import follow


def somebody(name: str, group: str, *roles: Role):
    person = make_person(name, *roles, full_name=f"{name.title()} Example")
    speak_for(person, make_organisation(group, country="DE", state=State.MEMBER), "representative")
    if roles:
        give_second_factor(person)
    return person


@pytest.fixture
def people(transactional_db):
    """Who writes, who reports, who decides, who hears the appeal."""
    roles = {"judge": [Role.MODERATOR], "second": [Role.MODERATOR]}
    names = ("author", "reader", "judge", "second")
    return {name: somebody(name, f"Group of the {name}", *roles.get(name, [])) for name in names}


@pytest.fixture
def topic(people):
    made = begin(people["author"], "Which hospital is best?", "Mr Example was treated badly there.")
    Topic.objects.filter(pk=made.pk).update(is_opened=True)
    for number in range(3):
        reply(people["reader"], made, f"Answer number {number}, which stays.")
    return made


def page_for(browser, live_server, person, **context):
    opened = browser.new_context(**context)
    sign_in_browser(opened, live_server, person, second_factor=bool(person.role_grants.exists()))
    return opened.new_page()


def send(page):
    follow(page.locator("main form:has(textarea) button").first)


def decides(judge, live_server):
    """A moderator finds the report in the queue and hides the post."""
    judge.goto(f"{live_server.url}/members/moderation/")
    follow(judge.locator(".topic a").first)
    expect(judge.locator("main")).to_contain_text("It names a patient.")
    follow(judge.locator("a[href$='/decide/']"))
    judge.locator("input[value=hide]").check()
    judge.locator("[name=facts]").fill("It tells of somebody's treatment.")
    judge.locator("[name=rule]").fill("Nobody's illness is told.")
    send(judge)


def appeals(author, live_server):
    """The author reads the reasons, and not who reported it."""
    author.goto(f"{live_server.url}/members/cases/")
    follow(author.locator("main .linklist a").first)
    expect(author.locator("main")).to_contain_text("Nobody's illness is told.")
    expect(author.locator("body")).not_to_contain_text("Reader Example")
    follow(author.locator("a[href$='/appeal/']"))
    author.locator("textarea").fill("I made the name up.")
    send(author)


def test_a_report_from_beginning_to_appeal_without_javascript(browser, live_server, people, topic):
    def desk(who):
        return page_for(browser, live_server, people[who], java_script_enabled=False)

    reader, author, second = desk("reader"), desk("author"), desk("second")
    reader.goto(f"{live_server.url}/members/forum/t/{topic.public_id}/?page=1")
    reader.locator("#p1 .post__foot summary").click()
    follow(reader.locator("#p1 a[href*='/reports/new/']"))
    reader.locator("input[value=private]").check()
    reader.locator("textarea[name=text]").fill("It names a patient.")
    send(reader)
    expect(reader.locator("main")).to_contain_text("Somebody looks at it.")
    decides(desk("judge"), live_server)
    appeals(author, live_server)
    second.goto(f"{live_server.url}/members/moderation/{Case.objects.get().public_id}/decide/")
    second.locator("input[value=keep]").check()
    second.locator("[name=facts]").fill("The name is plainly made up.")
    send(second)
    author.reload()
    expect(author.locator("main")).to_contain_text("The decision was lifted.")


PAGES = (
    ("reader", "/members/reports/"),
    ("reader", "/members/reports/new/post/{post}/"),
    ("author", "/members/cases/"),
    ("author", "/members/cases/{case}/"),
    ("author", "/members/cases/{case}/appeal/"),
    ("judge", "/members/moderation/"),
    ("second", "/members/moderation/{case}/"),
    ("second", "/members/moderation/{case}/restore/"),
    ("judge", "/members/moderation/{open}/"),
    ("judge", "/members/moderation/{open}/decide/"),
    ("judge", "/members/moderation/hide/post/{post}/"),
    ("judge", "/manage/moderation/"),
    ("staff", "/manage/moderation/"),
    ("staff", "/manage/moderation/undo/{judge}/"),
    ("judge", "/members/forum/t/{topic}/"),
    ("judge", "/members/forum/t/{topic}/tools/"),
    ("judge", "/members/forum/t/{topic}/lock/"),
    ("judge", "/members/forum/t/{topic}/move/"),
    ("judge", "/members/forum/t/{topic}/split/"),
    ("judge", "/members/forum/t/{topic}/merge/"),
    ("judge", "/members/forum/t/{topic}/summary/"),
    ("judge", "/members/forum/t/{topic}/summary/history/"),
)


@pytest.fixture
def ids(people, topic):
    """One case that is decided, one that is open, one report of the reader's."""
    posts = [
        begin(people["author"], title).posts.select_related("topic").get() for title in ("Third", "Fourth")
    ]
    Topic.objects.update(is_opened=True)
    for post in posts:
        report(SimpleNamespace(person=people["reader"]), post, "It names a patient.")
    decide(viewer=viewer_for(people["judge"]), case=case_of(posts[0]), ruling=HIDE)
    people["staff"] = make_person("staff", Role.STAFF)
    give_second_factor(people["staff"])
    return {
        "case": case_of(posts[0]).public_id,
        "open": case_of(posts[1]).public_id,
        "post": topic.posts.get(number=1).public_id,
        "topic": topic.public_id,
        "judge": people["judge"].public_id,
    }


def barriers(page, address: str) -> list[str]:
    """What axe finds, and whether the page is wider than the screen."""
    found = [
        f"{address}: {item['id']} {[node['html'][:120] for node in item['nodes']]}"
        for item in Axe().run(page).response["violations"]
    ]
    is_narrow = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return found if is_narrow else [*found, f"{address}: wider than the screen"]


SCREENS = [("en", 1280, "light"), ("ar", 390, "light"), ("en", 390, "dark"), ("ar", 1280, "dark")]


@pytest.mark.parametrize("screen", SCREENS, ids=["wide", "narrow rtl", "narrow dark", "rtl dark"])
def test_no_barrier_on_any_page(browser, live_server, people, ids, screen):
    language, width, colours = screen
    look = {"viewport": {"width": width, "height": 900}, "color_scheme": colours}
    desks = {who: page_for(browser, live_server, person, **look) for who, person in people.items()}
    found = []
    for who, address in PAGES:
        page, at = desks[who], address.format(**ids)
        answer = page.goto(f"{live_server.url}{at}?lang={language}")
        assert answer.status == 200, at
        found += barriers(page, at)
    assert found == []
