"""One's own mails to the site, and what is held: no barrier that axe finds, nothing wider than the screen."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe

from advocates.core.viewer import Role
from advocates.forum.models import Post
from advocates.forum.tests.factories import begin
from advocates.notifications.inbound import addresses
from advocates.notifications.models import InboundMail
from advocates.notifications.tests.letters import held_mail
from tests.cast import member_client, sign_in_browser

SCREENS = [("en", "light", 1280), ("ar", "light", 390), ("en", "dark", 390), ("ar", "dark", 1280)]
TEXT = "We meet on the first Monday of each month, and whoever wants can listen by telephone."


@pytest.fixture
def moderator(db):
    return member_client("moderator", "Moderating Group", "JP", Role.MODERATOR)


@pytest.fixture
def topic(member, settings):
    settings.REPLY_ADDRESS = "reply@network.example"
    return begin(member.person)


def look(page, live_server, path, language):
    page.goto(f"{live_server.url}{path}?lang={language}")
    for summary in page.locator("main summary").all():
        if summary.is_visible():
            summary.click()
    if folder := os.environ.get("SCREENSHOTS"):
        name = f"{path.strip('/').replace('/', '-')[:24]}-{language}-{page.viewport_size['width']}.png"
        page.screenshot(path=f"{folder}/{name}", full_page=True)
    found = Axe().run(page).response["violations"]
    assert [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found] == [], path
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_pages(browser, live_server, screen, member, moderator, topic):
    addresses.address_for(member.person.pk, "category", topic.category_id)
    language, scheme, width = screen
    held = held_mail(
        member.person, "topic", topic.pk, TEXT, kept=TEXT, rest="> What do you do?\n\n-- \nA signature"
    )
    other = held_mail(member.person, "topic", topic.pk, TEXT)
    InboundMail.objects.filter(pk=other.pk).update(state="refused", reason="locked")
    posted = held_mail(member.person, "topic", topic.pk, TEXT)
    InboundMail.objects.filter(pk=posted.pk).update(
        state="posted", reason="", files_left_out=2, posted_url="/members/forum/"
    )
    for person, paths in (
        (member.person, ["/account/mail/", f"/members/forum/c/{topic.category.public_id}/by-mail/"]),
        (moderator.person, ["/members/mail-in/", f"/members/mail-in/{held.public_id}/"]),
    ):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        sign_in_browser(context, live_server, person, second_factor=True)
        page = context.new_page()
        for path in paths:
            look(page, live_server, path, language)
        context.close()


def test_its_author_lets_a_mail_through(browser, live_server, member, topic):
    held_mail(member.person, "topic", topic.pk, TEXT)
    context = browser.new_context(java_script_enabled=False)
    sign_in_browser(context, live_server, member.person, second_factor=True)
    page = context.new_page()
    page.goto(f"{live_server.url}/account/mail/")
    page.get_by_role("button", name="I wrote this: post it").click()
    page.wait_for_url("**/members/forum/t/**")
    assert TEXT in page.content()
    assert Post.objects.filter(source=TEXT).count() == 1
    context.close()
