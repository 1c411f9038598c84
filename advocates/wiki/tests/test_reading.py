"""Pages and lists that are drawn by stencils say what their templates say, and nothing of another reader or page."""

import importlib
import logging

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advocates.spaces.actions import open_space
from advocates.spaces.drafts import actions as drafts
from advocates.spaces.models import Draft, Kind
from advocates.spaces.texts import new_sending
from advocates.wiki.drawing.actions import redraw
from advocates.wiki.listing import FIRST_PAGES, ON_PAGE
from advocates.wiki.models import PageRevision, WikiPage
from advocates.wiki.structure.actions import delete_page, rename_page, restore_page
from advocates.wiki.tests.factories import TEXT, make_page, save

pytestmark = pytest.mark.django_db
# What the form of a page asks and writes when it is sent. Session and viewer are two, and two each: the savepoint, the
# transaction with its end, and the one for the session's message.
MOST_OF_A_SAVING = 25
ADDRESSES = (
    "/members/wiki/",
    "/members/wiki/s/{space}/",
    "/members/wiki/s/{space}/care/",
    "{page}",
    "{page}history/",
    "{page}links/",
    "{page}difference/",
    "{page}r/1/",
)


@pytest.fixture
def begun(member) -> WikiPage:
    return make_page(member.person)


class TestStencils:
    @pytest.mark.parametrize("title", ["<b>100 %s & (title)s", "\x01title\x02 %(title)s", "{{ title }}"])
    def test_what_people_write_is_never_taken_for_a_hole(self, member, title):
        first, second = make_page(member.person, title), make_page(member.person, "Another")
        for address in (first.address, f"{first.address}history/", "/members/wiki/"):
            shown = member.get(address)
            assert shown.status_code == 200
            assert "<b>100" not in shown.text
        assert (
            title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            in member.get(first.address).text
        )
        assert f'<h1 lang="en" dir="auto">{second.title}</h1>' in member.get(second.address).text

    def test_what_one_may_do_is_not_shown_to_another(self, member, moderator, begun):
        """The same page by turns, so that what is kept for one is at hand for the other."""
        member.post(f"{begun.address}watch/", {"how": "2"})
        for _time in range(2):
            assert "You watch this page" in member.get(begun.address).text
            assert "You watch this page" not in moderator.get(begun.address).text

    def test_a_room_is_not_translated_by_browsers(self, member):
        room = open_space(actor=member.person, kind=Kind.ROOM, names={"en": "Spring"})
        page = make_page(member.person, space=room)
        for address in (page.address, f"{page.address}history/", f"/members/wiki/s/{room.public_id}/"):
            assert 'translate="no"' in member.get(address).text.partition("<main")[2]

    def test_no_question_computes(self, member, begun, caplog):
        save(member.person, begun, f"{TEXT}\n\nMore.", 1)
        with caplog.at_level(logging.ERROR, logger="advocates.core.asking"):
            for address in ADDRESSES:
                asked = address.format(space=begun.space.public_id, page=begun.address)
                assert member.get(asked).status_code == 200
            assert member.post(f"{begun.address}edit/", sent("New words", 2)).status_code == 302
        assert "is not written once" not in caplog.text


class TestLists:
    def test_a_long_list_goes_on_where_it_ended(self, member, begun):
        for number in range(ON_PAGE + 3):
            make_page(member.person, f"Page {number}")
        index = member.get("/members/wiki/").text.partition('<ul class="pagelist">')[2]
        lines, _end, after = index.partition("</ul>")
        assert (lines.count("<li>"), "All pages here" in after) == (FIRST_PAGES, True)
        first = member.get(f"/members/wiki/s/{begun.space.public_id}/").text
        rest = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        second = member.get(f"/members/wiki/s/{begun.space.public_id}/{rest}").text
        titles = [f"<bdi>Page {number}</bdi>" for number in range(ON_PAGE + 3)]
        assert all((title in first) != (title in second) for title in titles)
        assert member.get(f"/members/wiki/s/{begun.space.public_id}/?after=x").status_code == 404

    def test_with_pages_below(self, member, begun):
        make_page(member.person, "Below", parent=begun)
        for address in ("/members/wiki/", f"/members/wiki/s/{begun.space.public_id}/"):
            assert member.get(address).text.count("with pages below it") == 1


class TestDeadEnds:
    def known(self, page: WikiPage) -> bool:
        return WikiPage.objects.get(pk=page.pk).is_dead_end

    def test_follow_the_newest_text(self, member, begun):
        page = make_page(member.person, "Leading on", "[[How to begin]]")
        assert (self.known(begun), self.known(page)) == (True, False)
        save(member.person, page, "No more, but [[Leading on]] itself", 1)
        assert self.known(page)
        save(member.person, page, f"[By its address](/members/wiki/{begun.public_id}/)", 2)
        assert not self.known(page)

    def test_a_wish_leads_on_when_its_page_begins(self, member):
        page = make_page(member.person, "Wishing", "[[Not there yet]]")
        assert self.known(page)
        make_page(member.person, "Not there yet")
        redraw([page.pk])
        assert not self.known(page)

    def test_stay_through_another_title_and_a_deletion(self, member, begun):
        page = make_page(member.person, "Leading on", "[[How to begin]]")
        rename_page(actor=member.person, page=page, title="Leading further")
        delete_page(actor=member.person, page=page, reason="Over")
        restore_page(actor=member.person, page=page)
        assert not self.known(page)

    def test_of_pages_that_were_there_before(self, member, begun):
        page = make_page(member.person, "Leading on", "[[How to begin]]")
        WikiPage.objects.update(is_dead_end=True)
        importlib.import_module("advocates.wiki.migrations.0005_known_dead_ends").know(apps, None)
        assert (self.known(begun), self.known(page)) == (True, False)


def sent(text: str, base: int, **more: str) -> dict[str, str]:
    fields = {"text": text, "lang": "en", "summary": "A reason", "base_revision": str(base)}
    return {**fields, "sending": new_sending(), **more}


class TestSaving:
    def long(self, many: int, word: str) -> str:
        return "\n\n".join(f"## Part {n}\n\n[[How to begin]] {word}, [[Wish {n}]]." for n in range(many))

    def test_as_few_questions_for_a_long_text_as_for_a_short_one(self, member, begun):
        counts = []
        for many in (1, 40):
            page = make_page(member.person, f"Of {many}", self.long(many, "first"))
            for base in (1, 2):
                # The first time writes the statements.
                with CaptureQueriesContext(connection) as captured:
                    fields = sent(self.long(many, f"word {base}"), base, window=f"w{many}{base}")
                    assert member.post(f"{page.address}edit/", fields).status_code == 302
            counts.append(len(captured))
        assert counts[0] == counts[1] <= MOST_OF_A_SAVING

    def test_the_draft_is_spent_with_it_or_nothing_is(self, member, begun, monkeypatch):
        window = {"window": "w1", "draft_key": f"page:{begun.public_id}"}
        monkeypatch.setattr(drafts, "spend", lambda **_asked: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            member.post(f"{begun.address}edit/", sent("New words", 1, **window))
        assert PageRevision.objects.filter(page=begun).count() == 1
        monkeypatch.undo()
        assert member.post(f"{begun.address}edit/", sent("New words", 1, **window)).status_code == 302
        assert PageRevision.objects.filter(page=begun).count() == 2
        assert Draft.objects.get(person=member.person, window="w1").spent_at is not None
