"""The links on every page of the members' area lead somewhere for whoever is shown them, and say what is new there."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advocates.core import viewer
from advocates.core.viewer import Role, Viewer, viewer_for
from advocates.forum.models import Following
from advocates.forum.notices import sentences
from advocates.forum.shelving.actions import ensure_shelves
from advocates.forum.tests.factories import begin, reply, write_to
from advocates.forum.tests.news import follow, told
from advocates.spaces.actions import end_seat
from advocates.spaces.models import SpaceSeat
from tests.cast import cast_client, member_client

pytestmark = pytest.mark.django_db
PAGE = "/members/reports/"


def counts(client) -> dict[str, str]:
    """By address of a link, what stands beside it."""
    header = re.search(r"<header.*?</header>", client.get(PAGE).text, re.DOTALL)[0]
    wide, narrow = header.split('<details class="menu menu--main">')
    counted = r'href="([^"]+)"(?:(?!</a>).)*?<span class="count">(\d+)'
    assert dict(re.findall(counted, narrow)) == dict(re.findall(counted, wide))
    return dict(re.findall(counted, narrow))


def test_what_is_new_stands_beside_forum_and_messages(member, other_member):
    followed, other = begin(member.person, "One"), begin(member.person, "Another")
    told()
    follow(other_member.person, followed)
    assert counts(other_member) == {}
    for text in ("Again", "And again"):
        reply(member.person, followed, text)
    reply(member.person, other)
    message = write_to(member.person, other_member.person)
    told()
    assert counts(other_member) == {"/members/forum/": "1", "/members/messages/": "1"}
    assert counts(member) == {}
    other_member.get(message.address)
    assert counts(other_member) == {"/members/forum/": "1"}
    other_member.get(f"/members/forum/t/{followed.public_id}/?page=1")
    assert counts(other_member) == {}


def test_neither_what_is_muted_nor_what_is_closed_counts(member, other_member):
    topic, message = begin(member.person), write_to(member.person, other_member.person)
    follow(other_member.person, topic, Following.MUTED)
    reply(member.person, topic)
    told()
    assert counts(other_member) == {"/members/messages/": "1"}
    end_seat(
        actor=other_member.person, seat=SpaceSeat.objects.get(space=message.space, person=other_member.person)
    )
    assert counts(other_member) == {}


def test_it_costs_no_statement(member, other_member):
    other_member.get(PAGE)
    asked = []
    for _once_and_again in range(2):
        with CaptureQueriesContext(connection) as statements:
            other_member.get(PAGE)
        asked.append(len(statements))
        for number in range(2):
            write_to(member.person, other_member.person, text=f"Message {number}")
        told()
    assert counts(other_member) == {"/members/messages/": "4"}
    assert asked[0] == asked[1]


def test_a_notice_of_another_kind_is_no_news_in_the_forum():
    bell = frozenset({("moderation.case", 1, 5), (sentences.TOPIC, 2, 5), (sentences.TOPIC, 3, 6)})
    seen = Viewer(spaces=frozenset({5, 6}), conversations=frozenset({6}), bell=bell)
    assert (sentences.count_in_forum(seen), sentences.count_in_messages(seen)) == (1, 1)
    assert sentences.count_in_messages(viewer.VISITOR) == 0


def test_a_conversation_is_told_apart_from_other_spaces(member, other_member):
    ensure_shelves()
    message = write_to(member.person, other_member.person)
    seen = viewer_for(member.person)
    assert seen.conversations == {message.space_id}
    assert seen.conversations < seen.spaces


class TestReports:
    def test_who_moderates_finds_them_and_mail_that_is_held(self, moderator):
        assert 'href="/members/moderation/"' in moderator.get(PAGE).text
        page = moderator.get("/members/moderation/")
        assert page.status_code == 200
        assert 'href="/members/mail-in/"' in page.text
        assert moderator.get("/members/mail-in/").status_code == 200

    def test_the_representative_of_a_region_too(self, member):
        member.person.role_grants.create(role=Role.REGIONAL, scope=viewer_for(member.person).acting.region)
        assert 'href="/members/moderation/"' in member.get(PAGE).text
        assert member.get("/members/moderation/").status_code == 200

    def test_nobody_else(self, member):
        page = member.get("/members/").text
        assert 'href="/members/moderation/"' not in page
        assert 'href="/members/reports/"' in page


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.REVIEWER, Role.EDITOR, Role.STAFF])
def test_the_back_office_is_offered_to_whom_it_opens(role):
    member = member_client("tasked", "Tasked Group", "FR", role)
    outside = cast_client("outside", role)
    for client, page in ((member, "/members/"), (outside, "/account/")):
        is_open = client.get("/manage/").status_code == 200
        assert ('href="/manage/"' in client.get(page, follow=True).text) is is_open


def test_who_has_a_desk_and_no_mandate_is_offered_nothing_that_is_closed_to_them(editor, member):
    """The shell is kept and drawn once: that of the one is never shown to the other."""
    for _again in range(2):
        office, members = editor.get("/manage/waiting/").text, member.get(PAGE).text
        assert "Back office" in office
        assert "Members’ area" in members
        assert "Members’ area" not in office
        assert re.findall(r'href="(/members/[^"]*)"', office) == []
        for path in ("/members/", "/members/search/", "/members/drafts/", "/members/reports/"):
            assert f'href="{path}"' in members
