"""Passing an article on: WhatsApp first, a text that fits everywhere, a picture for each language."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from advocates.organisations import cards
from advocates.publishing.knowledge import sharing as knowledge
from advocates.publishing.news.sharing import share_of
from advocates.publishing.tests.articles import make_knowledge, make_news, make_topic
from advocates.publishing.tests.events import make_event

pytestmark = pytest.mark.django_db
SHOWN = re.compile(r'property="og:image" content="([^"]+)"')
TITLES = [("en", "A quiet year"), ("es", "Un año tranquilo"), ("ar", "عام هادئ")]


def page(client, path):
    return client.get(path).content.decode()


def test_whatsapp_stands_first_and_the_whole_address_in_the_text(visitor):
    article = make_news("A quiet year", summary="What happened. " * 40)
    share = share_of(article)
    (text,) = parse_qs(urlsplit(share.whatsapp).query)["text"]
    assert text.startswith("A quiet year")
    assert text.endswith("/news/a-quiet-year/")
    assert len(text) <= 300
    shown = page(visitor, "/news/a-quiet-year/")
    assert shown.index("https://wa.me/") < shown.index("mailto:")
    assert share.text.splitlines()[0] in shown


def made(kind, title, language):
    """Something of a kind that is passed on, and the path of its page below its language."""
    if kind == "news":
        return make_news(title, language=language, slug="quiet"), "/news/quiet/"
    if kind == "event":
        return make_event(title, language=language, slug="quiet"), "/news/events/quiet/"
    topic = make_topic("Starting", language, slug="starting")
    return make_knowledge(topic, title, slug="quiet"), "/knowledge/starting/quiet/"


def shown_picture(visitor, path):
    """The address of the picture that a page names, with its version."""
    (image,) = SHOWN.findall(page(visitor, path))
    parts = urlsplit(image)
    assert parts.path == f"{path}card.png"
    return f"{parts.path}?{parts.query}"


@pytest.mark.parametrize("kind", ["news", "event", "knowledge"])
@pytest.mark.parametrize(("language", "title"), TITLES)
def test_detail_10_the_picture_is_the_language_s_own_and_changes_with_the_title(
    visitor, kind, language, title
):
    thing, path = made(kind, title, language)
    path = path if language == "en" else f"/{language}{path}"
    first = shown_picture(visitor, path)
    before = drawn(visitor, first)
    thing.title = f"2026: {title}"
    thing.save_revision().publish()
    second = shown_picture(visitor, path)
    assert first != second
    assert drawn(visitor, second) != before
    # Whoever has the old address sees the new picture, and does not keep it.
    assert "max-age=0" in visitor.get(first)["Cache-Control"]


def test_with_one_version_for_all_it_would_not(visitor, monkeypatch):
    """The twin."""
    monkeypatch.setattr(cards, "version", lambda _card: "always")
    with pytest.raises(AssertionError):
        test_detail_10_the_picture_is_the_language_s_own_and_changes_with_the_title(
            visitor, "news", *TITLES[0]
        )


def drawn(visitor, address):
    """A picture that may be kept for long."""
    answer = visitor.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert "max-age=604800" in answer["Cache-Control"]
    assert not answer.cookies
    return answer.content


class TestKnowledge:
    """As news and events."""

    PATH = "/knowledge/starting-a-group/the-first-meeting/"

    def test_whatsapp_stands_first(self, visitor):
        article = make_knowledge(make_topic(), summary="Chairs in a circle.")
        shown = page(visitor, self.PATH)
        assert shown.index("https://wa.me/") < shown.index("mailto:")
        assert knowledge.share_of(article).text.splitlines() == [
            "The first meeting", "Chairs in a circle.", f"http://127.0.0.1:8000{self.PATH}",
        ]  # fmt: skip
        assert 'property="og:description" content="Chairs in a circle."' in shown

    @pytest.mark.parametrize("fields", [{"live": False}, {"is_for_members": True}])
    def test_what_is_not_everybody_s_is_not_passed_on(self, visitor, member, editor, fields):
        article = make_knowledge(make_topic(), **fields)
        assert knowledge.share_of(article) is None
        for client in (visitor, member, editor):
            assert client.get(f"{self.PATH}card.png").status_code == 404
        if article.live:
            assert "wa.me" not in page(member, article.address)


def test_a_draft_has_no_picture(visitor, staff):
    make_news("Not yet", live=False)
    for client in (visitor, staff):
        assert client.get("/news/not-yet/card.png").status_code == 404
