"""Who renamed, moved, deleted and restored a page stands in its history; what was deleted is found again."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from advocates.accounts.models import Person
from advocates.core.viewer import viewer_for
from advocates.forum.tests.factories import space_of
from advocates.spaces.actions import close_space, open_space
from advocates.spaces.models import Kind, Space
from advocates.wiki import policies
from advocates.wiki.history import deeds
from advocates.wiki.models import PageDeed, WikiPage
from advocates.wiki.moving.actions import Place, move_to_space
from advocates.wiki.reporting import actions as reporting
from advocates.wiki.structure import listing
from advocates.wiki.structure.actions import delete_page, move_page
from advocates.wiki.tests.factories import make_page, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(member) -> WikiPage:
    return make_page(member.person)


@pytest.fixture
def region(member) -> Space:
    return space_of(Kind.REGION, region=viewer_for(member.person).acting.region)


def history(client, page: WikiPage, query: str = "") -> str:
    """Its lines, as text."""
    html = client.get(f"{page.address}history/{query}").text.partition('class="history"')[2]
    return re.sub(r"<[^>]+>", "", html.partition("</ol>")[0])


class TestInTheHistory:
    def test_another_title_with_who_and_when(self, member, other_member, begun):
        save(member.person, begun, "Second.", 1, "The second text")
        assert other_member.post(f"{begun.address}rename/", {"title": "How to <start>"}).status_code == 302
        save(member.person, begun, "Third.", 2, "The third text")
        shown = history(member, begun)
        words = "Another title. Before: “How to begin”. After: “How to &lt;start&gt;”."
        assert shown.index("The third text") < shown.index(words) < shown.index("The second text")
        line = shown[: shown.index(words)].rpartition("·")[2].strip()
        assert line.split(", ") == [other_member.person.full_name, "Other Group"]

    def test_another_place(self, member, begun):
        one, two = make_page(member.person, "One"), make_page(member.person, "Two")
        for title in ("One", "Two", ""):
            assert member.post(f"{begun.address}move/", {"parent": title, "after": ""}).status_code == 302
        shown = history(member, begun)
        for before, after in (
            ("the first level", "below “One”"),
            ("below “One”", "below “Two”"),
            ("below “Two”", "the first level"),
        ):
            assert f"Another place. Before: {before}. After: {after}." in shown
        assert PageDeed.objects.filter(page=begun, old_parent=one, new_parent=two).count() == 1

    def test_another_order_beside_the_same_pages_is_no_news(self, member, begun):
        make_page(member.person, "One")
        member.post(f"{begun.address}move/", {"parent": "", "after": "One"})
        assert not PageDeed.objects.exists()

    def test_its_end_and_its_return(self, member, moderator, begun):
        moderator.post(f"{begun.address}delete/", {"reason": "Told twice"})
        moderator.post(f"{begun.address}restore/")
        shown = history(member, begun)
        assert shown.index("The page was restored.") < shown.index("The page was deleted.")
        assert shown.count(moderator.person.full_name) == 2

    def test_in_the_part_to_which_they_belong(self, member, begun, monkeypatch):
        monkeypatch.setattr("advocates.wiki.history.listing.ON_PAGE", 2)
        for number, title in enumerate(("A", "B", "C", "D"), start=1):
            member.post(f"{begun.address}rename/", {"title": f"Title {title}"})
            save(member.person, begun, f"Text {number}.", number)
        newest, older = history(member, begun), history(member, begun, "?before=4")
        assert "Title D" in newest
        assert "After: “Title B”" not in newest
        assert "After: “Title B”" in older
        assert "After: “Title D”" not in older

    def test_questions_do_not_grow(self, member, begun):
        def asked() -> int:
            member.get(f"{begun.address}history/")
            with CaptureQueriesContext(connection) as captured:
                member.get(f"{begun.address}history/")
            return len(captured)

        few = asked()
        make_page(member.person, "One")
        for title in ("Second title", "Third title"):
            member.post(f"{begun.address}rename/", {"title": title})
        for parent in ("One", ""):
            member.post(f"{begun.address}move/", {"parent": parent, "after": ""})
        assert asked() == few

    def test_of_somebody_protected_the_group_is_left(self, member, other_member, begun):
        Person.objects.filter(pk=other_member.person.pk).update(is_protected=True)
        other_member.post(f"{begun.address}rename/", {"title": "New"})
        shown = history(member, begun)
        assert other_member.person.full_name not in shown
        assert "A representative, Other Group" in shown


class TestWhatOthersDoNotRead:
    """The page went to where more people read; what it lay below before is nothing to them."""

    @pytest.fixture
    def moved(self, member, region):
        make_page(member.person, "Secret shelf", space=region)
        page = make_page(member.person, "Plan", space=region)
        member.post(f"{page.address}move/", {"parent": "Secret shelf", "after": ""})
        place = Place(space_of(Kind.MEMBERS), is_understood=True)
        move_to_space(actor=member.person, page=page, place=place)
        page.refresh_from_db()
        return page

    def test_has_no_title(self, member, other_member, moved, region):
        own, others = history(member, moved), history(other_member, moved)
        assert "After: below “Secret shelf”." in own
        assert f"Another space. Before: {region.name}. After: All members." in own
        assert "Secret shelf" not in others
        assert region.name not in others
        assert "Another place. Before: the first level. After: below a page of another space." in others
        assert "Another space. Before: a space that you do not see. After: All members." in others

    def test_without_the_question_it_would(self, other_member, moved, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(deeds, "is_read", lambda _viewer, _space: True)
        assert "Secret shelf" in history(other_member, moved)

    def test_nor_where_the_page_above_went_elsewhere(self, member, other_member, region):
        shelf, page = make_page(member.person, "Shelf"), make_page(member.person, "Plan")
        move_page(actor=member.person, page=page, parent=shelf)
        move_page(actor=member.person, page=page, parent=None)
        move_to_space(actor=member.person, page=shelf, place=Place(region))
        assert "Shelf" in history(member, page)
        assert "Shelf" not in history(other_member, page)


class TestInItsPlace:
    def test_who_deleted_it(self, member, moderator, begun):
        moderator.post(f"{begun.address}delete/", {"reason": "Told twice"})
        shown = member.get(begun.address).text
        assert f"Deleted by: <bdi>{moderator.person.full_name}</bdi>" in shown

    def test_of_one_that_moderators_hide_nobody_is_named(self, member, moderator, begun):
        moderator.post(f"{begun.address}delete/", {"reason": "Told twice"})
        moderator.post(f"{begun.address}restore/")
        with transaction.atomic():
            reporting.hide(f"{begun.public_id}-1")
        shown = member.get(begun.address).text
        assert "A moderator has hidden it." in shown
        assert "Deleted by" not in shown
        assert PageDeed.objects.filter(page=begun).count() == 2


class TestTheList:
    def address(self, space: Space) -> str:
        return f"/members/wiki/s/{space.public_id}/deleted/"

    @pytest.fixture
    def gone(self, member, moderator, begun) -> WikiPage:
        moderator.post(f"{begun.address}delete/", {"reason": "Told twice"})
        return begun

    def test_leads_whoever_runs_the_space_to_what_was_deleted(self, moderator, gone):
        pages = moderator.get(f"/members/wiki/s/{gone.space.public_id}/").text
        assert f'href="{self.address(gone.space)}"' in pages
        shown = moderator.get(self.address(gone.space)).text
        for words in (
            gone.title,
            "Told twice",
            moderator.person.full_name,
            f'action="{gone.address}restore/"',
        ):
            assert words in shown
        assert moderator.post(f"{gone.address}restore/").status_code == 302
        assert "Nothing was deleted here." in moderator.get(self.address(gone.space)).text

    def test_is_nothing_for_the_others(self, member, gone):
        assert self.address(gone.space) not in member.get(f"/members/wiki/s/{gone.space.public_id}/").text
        assert member.get(self.address(gone.space)).status_code == 403

    def test_without_the_rule_it_would_be(self, member, gone, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(policies, "can_list_deleted", lambda _viewer, _space: True)
        assert "Told twice" in member.get(self.address(gone.space)).text

    def test_of_a_room_its_owner_sees_it(self, member, moderator):
        room = open_space(
            actor=member.person, kind=Kind.ROOM, names={"en": "Room"}, people=[moderator.person]
        )
        inside = make_page(member.person, "Inside", space=room)
        delete_page(actor=member.person, page=inside, reason="Over")
        assert "Inside" in member.get(self.address(room)).text
        assert moderator.get(self.address(room)).status_code == 403
        close_space(actor=member.person, space=room)
        assert member.get(self.address(room)).status_code == 403

    def test_one_that_moderators_have_hidden_names_nobody(self, member, moderator, begun):
        with transaction.atomic():
            reporting.hide(f"{begun.public_id}-1")
        assert "A moderator has hidden it." in moderator.get(self.address(begun.space)).text

    def test_pages_by_date_and_as_many_questions(self, member, moderator, begun, monkeypatch):
        monkeypatch.setattr(listing, "ON_PAGE", 3)

        def asked() -> tuple[int, str]:
            moderator.get(self.address(begun.space))
            with CaptureQueriesContext(connection) as captured:
                shown = moderator.get(self.address(begun.space)).text
            return len(captured), shown

        few, _shown = asked()
        for number in range(7):
            page = make_page(member.person, f"Gone {number}")
            delete_page(actor=moderator.person, page=page, reason="x")
        many, shown = asked()
        assert many == few
        found = []
        while shown:
            found += re.findall(r"<bdi>Gone (\d)</bdi></a>", shown)
            more = re.search(r'rel="next" href="(\?after=[^"]+)"', shown)
            shown = moderator.get(self.address(begun.space) + more[1]).text if more else ""
        assert found == ["6", "5", "4", "3", "2", "1", "0"]

    @pytest.mark.parametrize("after", ["x", "W10:1:x", "\u0663", "a" * 5000])
    def test_nonsense_is_not_found(self, moderator, begun, after):
        assert moderator.get(self.address(begun.space), {"after": after}).status_code == 404
