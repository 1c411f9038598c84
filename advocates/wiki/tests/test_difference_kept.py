"""A difference is worked out once for all who look at it, and is never out of date, nor another's to read."""

import pytest

from advocates.moderation import kinds
from advocates.moderation.deciding.actions import hide_now
from advocates.moderation.tests.scenes import HIDE, viewer_of
from advocates.wiki.history import drawn, showing
from advocates.wiki.reporting import revisions
from advocates.wiki.structure.actions import rename_page
from advocates.wiki.tests.factories import make_page, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    drawn.forget()


@pytest.fixture
def page(member):
    made = make_page(member.person, "A page", "Ask the ministry first.")
    save(member.person, made, "Ask the hospital first.", 1)
    save(member.person, made, "Ask nobody.", 2)
    made.refresh_from_db()
    return made


@pytest.fixture
def worked_out(monkeypatch):
    """How often two texts were compared."""
    seen = []
    compare = showing.compare
    monkeypatch.setattr(showing, "compare", lambda *texts: seen.append(texts) or compare(*texts))
    return seen


def test_once_for_all_who_look(member, other_member, page, worked_out):
    address = f"{page.address}difference/?from=1&to=2"
    first, second = member.get(address), other_member.get(address)
    assert "hospital" in first.text
    assert "hospital" in second.text
    assert len(worked_out) == 1


def test_without_the_shelf_it_is_worked_out_each_time(member, page, worked_out, monkeypatch):
    """The twin."""
    monkeypatch.setattr(drawn.Kept, "get", lambda _self, _key: None)
    for _look in range(2):
        member.get(f"{page.address}difference/?from=1&to=2")
    assert len(worked_out) == 2


def test_each_pair_and_each_language_is_its_own(member, page, worked_out):
    assert "ministry" in member.get(f"{page.address}difference/?from=1&to=3").text
    assert "ministry" not in member.get(f"{page.address}difference/?from=2&to=3").text
    english = member.get(f"{page.address}difference/?from=1&to=2").text
    spanish = member.get(f"{page.address}difference/?from=1&to=2&lang=es").text
    for text, language in ((english, "en"), (spanish, "es")):
        assert f'<del><bdi class="vh" lang="{language}">' in text
    assert len(worked_out) == 4


def test_a_linked_page_is_called_as_it_is_today(member, page):
    named = make_page(member.person, "Old name")
    save(member.person, page, "Ask [[Old name]] now.", 3)
    address = f"{page.address}difference/?from=3&to=4"
    assert "Old name" in member.get(address).text
    rename_page(actor=member.person, page=named, title="New name")
    text = member.get(address).text
    assert "New name" in text
    assert "Old name" not in text


def hide(page, moderator):
    target = kinds.fetch(viewer_of(moderator), revisions.REVISION, f"{page.public_id}-2")
    hide_now(viewer=viewer_of(moderator), target=target, ruling=HIDE)


def test_what_was_hidden_is_not_shown_from_what_was_kept(member, moderator, page):
    address = f"{page.address}difference/?from=1&to=2"
    assert member.get(address).status_code == 200
    hide(page, moderator)
    answer = member.get(address)
    assert answer.status_code == 409
    assert "hospital" not in answer.text


def test_if_both_texts_were_not_asked_for_first_it_would_be(member, moderator, page, monkeypatch):
    """The twin: the right is `visible_to`'s, and what is kept is found by the texts alone."""
    monkeypatch.setattr("advocates.wiki.models.PageRevisionQuerySet.visible_to", lambda self, _viewer: self)
    hide(page, moderator)
    assert "hospital" in member.get(f"{page.address}difference/?from=1&to=2").text


def test_nobody_elses_page(other_member, visitor, member, page):
    assert member.get(f"{page.address}difference/").status_code == 200
    assert visitor.get(f"{page.address}difference/").status_code == 302


def test_what_is_kept_has_an_end(monkeypatch):
    monkeypatch.setattr(drawn, "MOST_KEPT", 100)
    monkeypatch.setattr(drawn, "LONGEST", 60)
    made = drawn.Drawn("x" * 40, 0, 0, 0, is_empty=False)
    for number in range(9):
        drawn.drawn_once("a", str(number), "en", lambda: made)
    assert (len(drawn._kept.drawn), drawn._kept.length) == (2, 80)
    drawn.drawn_once("a", "long", "en", lambda: drawn.Drawn("x" * 61, 0, 0, 0, is_empty=False))
    assert (len(drawn._kept.drawn), drawn._kept.length) == (2, 80)
    assert drawn.drawn_once("a", "8", "en", lambda: None) is made
