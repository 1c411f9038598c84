"""Pictures stand where a text names them: only files of the page, described in its language, none from elsewhere."""

import pytest

from advocates.core import documents
from advocates.files.tests.factories import upload
from advocates.spaces.texts import new_sending
from advocates.wiki.filing import pictures
from advocates.wiki.filing.actions import Filing
from advocates.wiki.models import PageRevision
from advocates.wiki.tests.factories import make_page, save
from advocates.wiki.tests.test_taking_out import long_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(member):
    """A page with a picture on it, which its text names."""
    page = make_page(member.person)
    file = upload(member.person, page.space, name="a desk.png", alt="A desk", lang="en")
    text = "Look:\n\n![](<a desk.webp>)\n\n![Un mueble](a%20desk.webp) ![Gone](nothing.webp)"
    save(member.person, page, text, 1, filing=Filing([file.public_id]))
    return page, file


def test_it_stands_in_the_text_and_not_once_more_below(member, desk):
    page, file = desk
    shown = member.get(page.address).text
    article = shown.partition("<article")[2].partition("</article>")[0]
    assert article.count(f'<img src="/members/files/{file.public_id}/small/"') == 2
    assert 'alt="A desk" lang="en"' in article
    assert 'alt="Un mueble" width' in article
    assert "<bdi>Gone</bdi>" in article
    assert shown.count(f"/members/files/{file.public_id}/small/") == 2


def test_old_revisions_and_the_printer_show_it(member, desk):
    page, file = desk
    long_ago(member)
    for way in ("r/2/", "print/"):
        assert f'src="/members/files/{file.public_id}/small/"' in member.get(f"{page.address}{way}").text, way


def test_so_does_the_preview(member, desk):
    page, file = desk
    sent = {"text": "![](<A desk.webp>)", "lang": "en", "space": page.space.public_id,
            "draft_key": f"page:{page.public_id}"}  # fmt: skip
    assert f"/members/files/{file.public_id}/small/" in member.post("/members/wiki/preview/", sent).text
    waiting = upload(member.person, page.space, name="new.png")
    more = {**sent, "text": "![](new.webp)", "files": [waiting.public_id], "draft_key": ""}
    assert f"/members/files/{waiting.public_id}/small/" in member.post("/members/wiki/preview/", more).text


def test_the_form_says_how(member, desk):
    page, _file = desk
    assert "![](&lt;a desk.webp&gt;)" in member.get(f"{page.address}edit/").text
    text = PageRevision.objects.get(page=page, number=2).source
    sent = {"text": f"{text} More.", "lang": "en", "summary": "More", "base_revision": 2, "window": "w",
            "sending": new_sending(), "draft_key": f"page:{page.public_id}"}  # fmt: skip
    assert member.post(f"{page.address}edit/", sent).status_code == 302


def test_a_file_of_another_page_is_none(member, desk):
    _page, file = desk
    other = make_page(member.person, "Other", "![](<a desk.webp>)")
    assert file.public_id not in member.get(other.address).text


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("![x](https://evil.example/p.png)", 'href="https://evil.example/p.png"'),
        ("![x](//evil.example/p.png)", "//evil.example/p.png"),
        ("![x](/members/files/abc/)", 'href="/members/files/abc/"'),
        ('![a"onerror=b](p.png"x)', "&quot;"),
        ("![[[Page]]](p.png)", "p.png"),
        ("`![x](p.png)`", "<code>![x](p.png)</code>"),
        ("\ue0040\ue005 ![x](p.png)", '<img data-file="p.png" alt="x">'),
    ],
    ids=range(7),
)
def test_nothing_comes_from_elsewhere(source, shown):
    html = documents.read(source).written({}, [])
    assert shown in html
    assert "src=" not in html
    assert "onerror=b" not in html.replace("&quot;onerror=b", "")
    assert "src=" not in pictures.placed(html, [])[0]
