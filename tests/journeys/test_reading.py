"""In a real browser: where a link into a conversation leads."""

from advocates.forum.tests.factories import begin, reply
from tests.cast import member_client, sign_in_browser


def test_detail_1_the_focus_moves_to_the_first_unread(browser, live_server, transactional_db):
    author, reader = (member_client(name, f"{name.title()} Group", "DE").person for name in ("amal", "rosa"))
    topic = begin(author, "Who prints leaflets?")
    for number in range(2, 24):
        reply(author, topic, f"Answer {number}, in a few words.")
    page = browser.new_page(viewport={"width": 390, "height": 700})
    sign_in_browser(page.context, live_server, reader, second_factor=True)
    address = f"{live_server.url}/members/forum/t/{topic.public_id}/"
    page.goto(f"{address}?page=1")
    reply(author, topic, "Answer 24, which is new.")
    page.goto(f"{address}#new")
    assert page.evaluate("document.activeElement.id") == "new"
    page.keyboard.press("Tab")
    # What comes next by keyboard belongs to the first post that was not read.
    assert page.evaluate("document.activeElement.closest('article').id") == "p21"
    page.close()
