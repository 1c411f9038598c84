"""Passing an article on: WhatsApp first, a text that fits everywhere, a picture for each language."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from advocates.publishing.news.sharing import share_of
from advocates.publishing.tests.articles import make_news

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    ("language", "title"), [("en", "A quiet year"), ("es", "Un año tranquilo"), ("ar", "عام هادئ")]
)
def test_the_picture_is_the_language_s_own_and_changes_with_the_title(visitor, language, title):
    make_news(title, language=language, slug="quiet")
    prefix = "" if language == "en" else f"/{language}"
    shown = page(visitor, f"{prefix}/news/quiet/")
    (image,) = re.findall(r'property="og:image" content="([^"]+)"', shown)
    parts = urlsplit(image)
    assert parts.path == f"{prefix}/news/quiet/card.png"
    address = f"{parts.path}?{parts.query}"
    answer = visitor.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert "max-age=604800" in answer["Cache-Control"]
    assert not answer.cookies


def test_a_draft_has_no_picture(visitor, staff):
    make_news("Not yet", live=False)
    for client in (visitor, staff):
        assert client.get("/news/not-yet/card.png").status_code == 404
