"""In a real browser: messages, posts in other languages, and the first question of a new member."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from advocates.accounts.models import Person
from advocates.core import links
from advocates.core.viewer import viewer_for
from advocates.forum.actions import Written
from advocates.forum.joining import actions as joining
from advocates.forum.joining.mails import LINK
from advocates.forum.messages.actions import add_person
from advocates.forum.models import JoiningAsk, Topic
from advocates.forum.tests.factories import begin, make_shelf, reply, write_to
from advocates.forum.translating import actions as translating
from advocates.organisations.models import Mandate
from advocates.spaces.bylines import author_of
from tests.cast import make_person, member_client, sign_in_browser

# Language, width, colours.
SCREENS = [("en", 1280, "light"), ("ar", 390, "dark"), ("es", 390, "light")]


@pytest.fixture
def rosa(transactional_db):
    client = member_client("rosa", "Own Group", "DE")
    Person.objects.filter(pk=client.person.pk).update(reads=["es"])
    client.person.refresh_from_db()
    return client.person


@pytest.fixture
def others(rosa):
    return [member_client(name, f"{name.title()} Group", "KE").person for name in ("amal", "bruno")]


@pytest.fixture
def addresses(rosa, others):
    """A conversation that somebody joined, a post in two languages, a wish, and a question that was mailed."""
    amal, bruno = others
    message = write_to(amal, rosa, text="Do you come to the meeting?", subject="The meeting in May")
    add_person(actor=amal, topic=message, person=bruno)
    reply(bruno, message, "I come, too.")
    topic = begin(amal, "¿Cuánto cuesta?", "¿Qué pagan por la línea de ayuda?", lang="es")
    post = topic.posts.get()
    text = Written("What do you pay for the helpline?", "en")
    translating.translate(author=author_of(viewer_for(rosa)), post=post, written=text, of_revision=1)
    wish = translating.wish(actor=amal, post=reply(bruno, topic, "Nothing."), into="es")
    own = begin(rosa, "Who prints leaflets?")
    reply(amal, own, "We do.")
    joining.ask(
        actor=make_person("office"), mandates=Mandate.objects.filter(person=rosa), category=make_shelf()
    )
    token = links.token_of(LINK, JoiningAsk.objects.get().public_id)
    return [
        "/members/",
        "/members/messages/",
        "/members/messages/new/?q=Group",
        f"/members/messages/{message.public_id}/",
        f"/members/messages/{message.public_id}/add/?q=Group",
        f"/members/messages/{message.public_id}/leave/",
        f"/members/messages/{message.public_id}/block/",
        "/members/messages/blocked/",
        "/members/forum/waiting/",
        "/members/forum/translations/",
        f"/members/forum/t/{topic.public_id}/",
        f"/members/forum/p/{post.public_id}/languages/",
        f"/members/forum/p/{wish.post.public_id}/languages/es/",
        "/members/people/",
        f"/link/{token}/",
    ]


@pytest.mark.parametrize("screen", SCREENS, ids=["wide", "arabic-dark", "spanish-phone"])
def test_every_page_on_every_screen(page, context, live_server, rosa, addresses, screen):
    language, width, scheme = screen
    sign_in_browser(context, live_server, rosa, second_factor=True)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for address in addresses:
        page.goto(f"{live_server.url}{address}{'&' if '?' in address else '?'}lang={language}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        found = [(item["id"], item["nodes"]) for item in Axe().run(page).response["violations"]]
        assert found == [], address


def test_a_message_without_a_script(browser, live_server, rosa, others):
    context = browser.new_context(java_script_enabled=False)
    sign_in_browser(context, live_server, rosa, second_factor=True)
    page = context.new_page()
    page.goto(f"{live_server.url}/members/messages/")
    page.get_by_role("link", name="New message").click()
    page.get_by_role("textbox", name="Your text").fill("Shall we speak?")
    page.get_by_label("Find somebody").fill("Amal")
    page.get_by_role("button", name="Find").click()
    page.get_by_label(others[0].full_name).check()
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_text("Between you and")).to_be_visible()
    assert page.url.endswith(f"/members/messages/{Topic.objects.get().public_id}/")
    context.close()
