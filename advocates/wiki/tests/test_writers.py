"""Who else has a page open for changing: both sides know it, as long as they write, and nobody else does."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core.viewer import viewer_for
from advocates.spaces.actions import open_space
from advocates.spaces.models import Kind, Space
from advocates.spaces.texts import new_sending
from advocates.wiki import policies
from advocates.wiki.models import Editing, PageQuerySet, WikiPage
from advocates.wiki.structure.actions import delete_page
from advocates.wiki.tests.factories import make_page
from tests.cast import colleague_client, make_person

pytestmark = pytest.mark.django_db
SAVE = "/members/drafts/save/"


@pytest.fixture
def begun(member) -> WikiPage:
    return make_page(member.person)


def send(client, page: WikiPage, **more: str):
    fields = {
        "text": "Done",
        "lang": "en",
        "summary": "A reason",
        "base_revision": "1",
        "sending": new_sending(),
    }
    return client.post(f"{page.address}edit/", fields | more)


class TestWhoHasItOpen:
    def test_who_else_has_it_open_is_shown(self, member, other_member, begun):
        other_member.get(f"{begun.address}edit/")
        shown = member.get(f"{begun.address}edit/").text
        assert other_member.person.full_name in shown
        assert "has this page open" in shown

    def test_not_oneself(self, member, begun):
        member.get(f"{begun.address}edit/")
        assert "has this page open" not in member.get(f"{begun.address}edit/").text

    def test_not_after_it_was_sent(self, member, other_member, begun):
        other_member.get(f"{begun.address}edit/")
        send(other_member, begun)
        assert "has this page open" not in member.get(f"{begun.address}edit/").text

    def test_not_for_ever(self, member, other_member, begun):
        other_member.get(f"{begun.address}edit/")
        Editing.objects.update(at=timezone.now() - timedelta(hours=1))
        assert "has this page open" not in member.get(f"{begun.address}edit/").text

    def test_not_in_rooms(self, member):
        guest = colleague_client("guest", "Own Group")
        room = open_space(actor=member.person, kind=Kind.ROOM, names={"en": "Room"}, people=[guest.person])
        inside = make_page(member.person, space=room)
        guest.get(f"{inside.address}edit/")
        assert Editing.objects.count() == 0
        assert "has this page open" not in member.get(f"{inside.address}edit/").text


class TestStillWriting:
    """The draft is saved while somebody types: so the others know, and the one who types learns who came."""

    def keep(self, client, page, revision=1, **more):
        sent = {"key": f"page:{page.public_id}", "window": "w1", "text": "Typed.", "revision": str(revision)}
        return client.post(SAVE, sent | more)

    def test_who_came_first_sees_who_came_later(self, member, other_member, begun):
        member.get(f"{begun.address}edit/")
        assert self.keep(member, begun).json()["others"] == []
        other_member.get(f"{begun.address}edit/")
        [[name, words]] = self.keep(member, begun, 2).json()["others"]
        assert name == other_member.person.full_name
        assert words.startswith(f"{name} has this page open for changing, too.")
        assert words in member.get(f"{begun.address}edit/").text

    def test_who_goes_on_writing_stays(self, member, other_member, begun):
        other_member.get(f"{begun.address}edit/")
        Editing.objects.update(at=timezone.now() - timedelta(hours=1))
        assert other_member.person.full_name not in member.get(f"{begun.address}edit/").text
        self.keep(other_member, begun)
        assert other_member.person.full_name in member.get(f"{begun.address}edit/").text

    def test_it_is_noted_now_and_then(self, member, begun):
        member.get(f"{begun.address}edit/")
        first = Editing.objects.get().at
        self.keep(member, begun)
        assert Editing.objects.get().at == first
        Editing.objects.update(at=timezone.now() - timedelta(minutes=6))
        self.keep(member, begun, 2)
        assert Editing.objects.get().at > first

    def test_not_after_it_was_sent(self, member, begun):
        """A saving that was still under way does not bring one back."""
        self.keep(member, begun)
        assert send(member, begun, window="w1", draft_key=f"page:{begun.public_id}").status_code == 302
        assert self.keep(member, begun, 2).json()["others"] == []
        assert not Editing.objects.exists()

    def test_a_page_that_one_does_not_read_tells_nothing(self, member, other_member, begun, monkeypatch):
        region = Space.objects.get(kind=Kind.REGION, region=viewer_for(member.person).acting.region)
        hidden = make_page(member.person, "Hidden", space=region)
        member.get(f"{hidden.address}edit/")
        assert self.keep(other_member, hidden).json()["others"] == []
        assert Editing.objects.count() == 1
        # Red twin.
        monkeypatch.setattr(PageQuerySet, "visible_to", lambda pages, _viewer: pages)
        monkeypatch.setattr(policies, "can_change_page", lambda _viewer, _page: True)
        assert self.keep(other_member, hidden, 2).json()["others"] != []

    def test_one_that_was_deleted_neither(self, member, other_member, begun):
        member.get(f"{begun.address}edit/")
        delete_page(actor=member.person, page=begun, reason="Twice")
        assert self.keep(other_member, begun).json()["others"] == []
        assert Editing.objects.count() == 1

    def test_nor_in_rooms(self, member):
        guest = colleague_client("guest", "Own Group")
        room = open_space(actor=member.person, kind=Kind.ROOM, names={"en": "Room"}, people=[guest.person])
        inside = make_page(member.person, space=room)
        for client in (member, guest):
            assert self.keep(client, inside).json()["others"] == []
        assert not Editing.objects.exists()

    def test_somebody_protected_has_no_name(self, member, other_member, begun):
        Person.objects.filter(pk=other_member.person.pk).update(is_protected=True)
        other_member.get(f"{begun.address}edit/")
        assert other_member.person.full_name not in self.keep(member, begun).text

    def test_questions_do_not_grow(self, member, begun):
        asked = []
        for number in range(1, 5):
            with CaptureQueriesContext(connection) as captured:
                self.keep(member, begun, number)
            asked.append(len(captured))
            Editing.objects.create(page=begun, person=make_person(f"writer{number}"))
        assert len(set(asked[1:])) == 1
