"""A newsletter from a reader's wish to its end: an editor, the staff and a mail server; without scripts, in Arabic."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from advocates.core import installation, outbox
from advocates.core.viewer import Role
from advocates.organisations.tests.enquiries import letterbox, link_in, plain, work
from advocates.publishing.models import Newsletter
from advocates.publishing.newsletter import tasks
from advocates.publishing.tests.events import make_event
from advocates.publishing.tests.newsletters import news
from advocates.syndication import actions as following
from advocates.syndication.models import Subscription
from tests.cast import give_second_factor, make_person, sign_in_browser
from tests.journeys.moving import follow

WAYS = [
    {"width": 1280, "language": "en", "scripts": True},
    {"width": 390, "language": "ar", "scripts": True},
    {"width": 390, "language": "en", "scripts": False},
]
READER = "reader@example.org"


@pytest.fixture
def mailbox(settings, live_server, monkeypatch):
    settings.SITE_URL = live_server.url
    monkeypatch.setattr(installation, "is_reachable", lambda: True)
    with letterbox(settings) as made:
        yield made


@pytest.fixture
def window(browser, request):
    """Makes a window of this kind for a person, or for nobody."""
    options, contexts = request.param, []

    def opened(live_server, person=None):
        context = browser.new_context(
            viewport={"width": options["width"], "height": 900}, java_script_enabled=options["scripts"]
        )
        contexts.append(context)
        if person:
            sign_in_browser(context, live_server, person, second_factor=True)
        return context.new_page()

    yield opened, options
    for context in contexts:
        context.close()


def somebody(name, role, language):
    person = make_person(name, role, language=language)
    give_second_factor(person)
    return person


def look(page, options):
    """Nothing that axe finds, nothing wider than the screen, the right direction, no cookie of a visitor."""
    if options["scripts"]:
        found = Axe().run(page).response["violations"]
        nodes = [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found]
        assert nodes == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
        assert page.evaluate("document.documentElement.dir") == (
            "rtl" if options["language"] == "ar" else "ltr"
        )


def subscribe(page, live_server, options, mailbox):
    """From the form by the link in the mail to the confirmation."""
    prefix = "" if options["language"] == "en" else f"/{options['language']}"
    page.goto(f"{live_server.url}{prefix}/news/follow/?kind=newsletter")
    look(page, options)
    page.fill("[name=address]", READER)
    follow(page.locator("main form [type=submit]"))
    work()
    page.goto(f"{live_server.url}{link_in(mailbox.to(READER)[0])}")
    look(page, options)
    follow(page.locator("main form [type=submit]"))
    look(page, options)
    assert Subscription.objects.get().confirmed_at


def write(page, live_server, options, article, event):
    """An editor writes it, sees it, and hands it in."""
    page.goto(f"{live_server.url}/manage/newsletter/")
    look(page, options)
    page.select_option("[name=language]", options["language"])
    follow(page.locator("form[action$='/new/'] [type=submit]"))
    look(page, options)
    page.fill("[name=subject]", "All at once")
    page.fill("[name=opening]", "Dear **readers**")
    page.fill(f"[name=place-{article.pk}]", "1")
    page.fill(f"[name=place-{event.pk}]", "2")
    follow(page.locator("main form:has([name=subject]) [type=submit]"))
    look(page, options)
    here = page.url
    follow(page.locator("a[href$='/preview/']"))
    expect(page.get_by_text("A quiet year")).to_be_visible()
    page.goto(here)
    follow(page.locator("form[action$='/hand-in/'] [type=submit]"))
    look(page, options)
    assert not page.locator("form[action$='/approve/']").count()


def refuse(page, live_server, options):
    """Another one wants something changed first, and says what; an answer without that is asked for it."""
    page.goto(f"{live_server.url}/manage/waiting/")
    follow(page.get_by_role("link", name=re.compile("All at once")))
    look(page, options)
    follow(page.locator("form[action$='/refuse/'] [type=submit]"))
    look(page, options)
    page.fill("[name=reason]", "The day of the meeting is wrong.")
    follow(page.locator("form[action$='/refuse/'] [type=submit]"))
    look(page, options)


def hand_in_again(page, live_server, options):
    """The writer finds it among what waits, reads why, and hands it in again."""
    page.goto(f"{live_server.url}/manage/waiting/")
    look(page, options)
    follow(page.get_by_role("link", name=re.compile("All at once")))
    look(page, options)
    expect(page.get_by_text("The day of the meeting is wrong.")).to_be_visible()
    follow(page.locator("form[action$='/hand-in/'] [type=submit]"))


def approve(page, live_server, options):
    """Another one finds it among what waits, and approves it."""
    page.goto(f"{live_server.url}/manage/waiting/")
    look(page, options)
    follow(page.get_by_role("link", name=re.compile("All at once")))
    look(page, options)
    follow(page.locator("form[action$='/approve/'] [type=submit]"))
    look(page, options)
    assert page.locator("form[action$='/take-back/']").count()
    return page.url


@pytest.mark.parametrize("window", WAYS, indirect=True, ids=str)
def test_from_the_wish_to_the_end(window, live_server, mailbox):
    opened, options = window
    language = options["language"]
    article, event = news("A quiet year", language=language), make_event(language=language)
    reading = opened(live_server)
    subscribe(reading, live_server, options, mailbox)
    writing = opened(live_server, somebody("writer", Role.EDITOR, language))
    write(writing, live_server, options, article, event)
    approving = opened(live_server, somebody("approver", Role.STAFF, language))
    refuse(approving, live_server, options)
    hand_in_again(writing, live_server, options)
    approve(approving, live_server, options)
    assert tasks.send_due() == 0
    Newsletter.objects.update(leaves_at=timezone.now() - timedelta(seconds=1))
    tasks.send_due()
    work()
    approving.reload()
    look(approving, options)
    (mail,) = [each for each in mailbox.to(READER) if each["List-Unsubscribe"]]
    assert mail["Subject"] == "All at once"
    assert "A quiet year" in plain(mail)
    reading = opened(live_server)
    reading.goto(re.search(r"http\S+/news/newsletter/\S+/", plain(mail))[0])
    look(reading, options)
    expect(reading.get_by_role("heading", name="A quiet year")).to_be_visible()
    expect(reading.get_by_role("heading", name=event.title)).to_be_visible()
    assert reading.context.cookies() == []
    end(reading, mail)


def end(reading, mail):
    """One click of the mail program."""
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    answer = reading.request.post(
        mail["List-Unsubscribe"].strip("<>"), form={"List-Unsubscribe": "One-Click"}
    )
    assert answer.status == 200
    assert outbox.is_suppressed(READER, tasks.PURPOSE)
    following.end_unsubscribed()
    assert Subscription.objects.get().address == ""
