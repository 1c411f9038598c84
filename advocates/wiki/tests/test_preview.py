"""“See how it looks” shows what saving gives: letter by letter, whatever part of the page is being changed."""

import re

import pytest

from advocates.core.viewer import viewer_for
from advocates.forum.tests.factories import space_of
from advocates.spaces.models import Kind
from advocates.spaces.texts import new_sending
from advocates.wiki import rendering
from advocates.wiki.models import WikiPage
from advocates.wiki.tests.factories import make_page, save
from advocates.wiki.translations import actions as translating
from advocates.wiki.translations.actions import Translated

pytestmark = pytest.mark.django_db
TEXT = "Before.[^1]\n\n## One\n\nFirst.[^1]\n\n## Two\n\nSecond.\n\n## Three\n\nLast.\n\n[^1]: As told."


@pytest.fixture
def begun(member) -> WikiPage:
    """Its headings have other addresses than they would have if it were new."""
    page = make_page(member.person, "Measured", TEXT.replace("## One", "## Zero\n\nx\n\n## One"))
    save(member.person, page, TEXT, 1)
    page.refresh_from_db()
    assert [line[2] for line in page.headings] == ["s2", "s3", "s4"]
    return page


def fields(page: WikiPage, text: str, **more: object) -> dict[str, str]:
    sent = {
        "lang": page.lang,
        "summary": "A reason",
        "sending": new_sending(),
        "base_revision": page.revision,
    }
    known = {"space": page.space.public_id, "draft_key": f"page:{page.public_id}"}
    return {name: str(value) for name, value in {**sent, **known, "text": text, **more}.items()}


def look(client, sent: dict[str, str]) -> str:
    """What the composer's script gets."""
    answer = client.post("/members/wiki/preview/", sent)
    assert answer.status_code == 200
    return re.search(r'<div class="prose"[^>]*>(.*)</div>\s*$', answer.text, re.DOTALL)[1]


def look_without_scripts(client, page: WikiPage, sent: dict[str, str]) -> str:
    answer = client.post(f"{page.address}edit/", sent | {"preview": "1"})
    assert answer.status_code == 200
    return answer.text


def saved(client, page: WikiPage, sent: dict[str, str]) -> str:
    assert client.post(f"{page.address}edit/", sent).status_code == 302
    page.refresh_from_db()
    return page.html


def is_the_same(client, page: WikiPage, sent: dict[str, str]) -> str:
    """The page as it was saved; looked at before, it was the same."""
    looks, plain = look(client, sent), look_without_scripts(client, page, sent)
    html = saved(client, page, sent)
    assert looks == html
    assert html in plain
    return html


def test_a_part_has_the_notes_of_the_page(member, begun):
    html = is_the_same(member, begun, fields(begun, "## One\n\nBetter.[^1]", part=0))
    assert "[^1]" not in html
    assert "Better." in html


def test_headings_keep_their_addresses(member, begun):
    html = is_the_same(member, begun, fields(begun, f"## New\n\nx\n\n{TEXT}"))
    assert re.findall(r'<h2[^>]* id="(s\d+)"', html) == ["s5", "s2", "s3", "s4"]


def test_in_a_part_too(member, begun):
    is_the_same(member, begun, fields(begun, "## Two\n\nx\n\n## Between\n\ny", part=1))


def test_what_others_saved_meanwhile_is_in_it(member, other_member, begun):
    sent = fields(begun, TEXT.replace("Second.", "Mine."))
    save(other_member.person, begun, TEXT.replace("Last.", "Theirs."), 2)
    html = is_the_same(member, begun, sent)
    assert "Mine." in html
    assert "Theirs." in html


def test_of_a_translation(member, begun):
    """Its headings have the addresses of the original, from which it was made."""
    text = "## Uno\n\nx\n\n## Dos\n\ny\n\n## Tres\n\nz"
    author = translating.Author(member.person.pk, viewer_for(member.person).acting.id, 0)
    spanish = translating.begin(
        author=author, source=begun, title="Medido", translated=Translated(text, "es", "x", [])
    )
    html = is_the_same(member, spanish, fields(spanish, "## Cero\n\nw\n\n## Dos\n\nMejor.", part=1))
    assert '<h2 dir="auto" id="s3"' in html


def test_a_part_that_is_not_there_says_so(member, begun):
    answer = member.post("/members/wiki/preview/", fields(begun, "Words.", part=77))
    assert answer.status_code == 422
    assert "This part is not there any more." in answer.text


@pytest.mark.parametrize("base", ["", "x", "-1", "99", "9" * 30])
def test_nonsense_about_the_revision_is_no_error_of_ours(member, begun, base):
    for part in ("", "0"):
        sent = fields(begun, "Words.", base_revision=base, part=part)
        assert member.post("/members/wiki/preview/", sent).status_code in {200, 422}


@pytest.mark.parametrize(
    ("lang", "words"), [("es", "Una página en otro espacio"), ("en", "A page in another space")]
)
def test_what_the_page_says_itself_it_says_in_its_language(member, lang, words):
    """Not in the language of whoever saves it: it is read by everybody."""
    hidden = make_page(
        member.person, "Secret", space=space_of(Kind.REGION, region=viewer_for(member.person).acting.region)
    )
    text = f"[[#{hidden.public_id}]]"
    page = make_page(member.person, "Naming", "x", lang=lang)
    html = is_the_same(member, page, fields(page, text))
    assert words in html
    assert words in make_page(member.person, "Begun so", text, lang=lang).html
    assert words in rendering.draw(text, page.space, lang).html
