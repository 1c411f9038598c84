"""What is new for whom."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from advocates.core.viewer import viewer_for
from advocates.forum.forms import new_sending
from advocates.forum.models import Following, Post, Topic, TopicReading
from advocates.forum.reading import actions, state, visits
from advocates.forum.reading.actions import mark_unread_from
from advocates.forum.tests.factories import begin, make_shelf, reply
from tests.cast import member_client

pytestmark = pytest.mark.django_db


def new_for(client):
    viewer = viewer_for(client.person)
    return state.counts(viewer, state.marks_of(viewer)).total


def test_detail_1_the_link_lands_on_the_first_unread_and_the_divider_stands_there(member, other_member):
    topic = begin(member.person)
    for each in range(2, 31):
        reply(member.person, topic, f"Number {each}")
    address = f"/members/forum/t/{topic.public_id}/"
    first = other_member.get(address).text
    assert 'id="p1"' in first
    assert first.index('id="new"') < first.index('id="p1"')
    second = other_member.get(address).text
    assert 'id="p21"' in second
    assert 'id="p20"' not in second
    assert second.index('id="new"') < second.index('id="p21"')
    reply(member.person, topic, "Number 31")
    third = other_member.get(address).text
    assert third.index('id="p30"') < third.index('id="new"') < third.index('id="p31"')


class TestTheDivider:
    """Detail 2."""

    def divider(self, client, topic, page=1) -> int:
        """The number of the post above which it stands; 0: of none."""
        text = client.get(f"/members/forum/t/{topic.public_id}/?page={page}").text
        found = re.search(r'id="new" tabindex="-1">New since.*?id="p(\d+)"', text, re.DOTALL)
        return int(found[1]) if found else 0

    @pytest.fixture
    def topic(self, member, other_member):
        made = begin(member.person)
        other_member.get(f"/members/forum/t/{made.public_id}/")
        for each in (2, 3):
            reply(member.person, made, f"Number {each}")
        return made

    def test_detail_2_it_stays_while_one_reads_and_answers(self, other_member, topic):
        assert [self.divider(other_member, topic) for _again in range(3)] == [2, 2, 2]
        sent = {"text": "Mine.", "lang": "en", "sending": new_sending(), "seen": 3}
        other_member.post(f"/members/forum/t/{topic.public_id}/answer/", sent)
        assert self.divider(other_member, topic) == 2

    def test_it_goes_where_something_newer_is(self, member, other_member, topic):
        assert self.divider(other_member, topic) == 2
        reply(member.person, topic, "Number 4")
        assert [self.divider(other_member, topic) for _again in range(2)] == [4, 4]

    def test_on_each_page_while_one_turns_them(self, member, other_member, topic):
        for each in range(4, 42):
            reply(member.person, topic, f"Number {each}")
        assert [self.divider(other_member, topic, page) for page in (1, 1, 2, 2, 3, 3)] == [
            2,
            2,
            21,
            21,
            41,
            41,
        ]

    def test_at_the_next_visit_it_is_gone(self, other_member, topic):
        assert self.divider(other_member, topic) == 2
        with time_machine.travel(timezone.now() + timedelta(minutes=31)):
            assert self.divider(other_member, topic) == 0

    def test_whoever_marked_it_as_unread_has_it_there(self, other_member, topic):
        assert self.divider(other_member, topic) == 2
        mark_unread_from(person=other_member.person, topic=topic, number=1)
        assert self.divider(other_member, topic) == 1

    def test_without_the_visit_it_would_move(self, other_member, topic, monkeypatch):
        """Red twin."""
        monkeypatch.setattr(visits, "LASTS", timedelta(0))
        assert [self.divider(other_member, topic) for _again in range(2)] == [2, 0]


def test_reading_is_one_row(member, other_member):
    topic = begin(member.person)
    reply(member.person, topic)
    for _twice in range(2):
        other_member.get(f"/members/forum/t/{topic.public_id}/")
    row = TopicReading.objects.get(person=other_member.person)
    assert row.last_number == 2


def test_the_first_page_names_what_is_new(member, other_member):
    for each in range(7):
        begin(member.person, f"Topic {each}")
    page = other_member.get("/members/").text
    assert page.count("/members/forum/t/") == 5
    assert "Everything that is new" in page
    other_member.post("/members/forum/read/")
    assert "/members/forum/t/" not in other_member.get("/members/").text


def test_own_words_are_never_new(member):
    topic = begin(member.person)
    member.get(f"/members/forum/t/{topic.public_id}/")
    page = member.post(
        f"/members/forum/t/{topic.public_id}/answer/",
        {"text": "More", "lang": "en", "sending": "s", "seen": 1},
    )
    assert page.status_code == 302
    assert new_for(member) == 0


def test_detail_3_muted_is_never_counted(member, other_member):
    topic = begin(member.person)
    assert new_for(other_member) == 1
    actions.follow_topic(person=other_member.person, topic=topic, following=Following.MUTED)
    assert new_for(other_member) == 0
    assert topic.title not in other_member.get("/members/forum/unread/").text
    shelf = make_shelf()
    actions.follow_topic(person=other_member.person, topic=topic, following=None)
    actions.follow_category(person=other_member.person, category=shelf, following=Following.MUTED)
    assert new_for(other_member) == 0


def test_detail_4_everything_read_and_taken_back(member, other_member):
    for title in ("One", "Two"):
        begin(member.person, title)
    assert new_for(other_member) == 2
    other_member.post("/members/forum/read/")
    assert new_for(other_member) == 0
    begin(member.person, "Three")
    assert new_for(other_member) == 1
    other_member.post("/members/forum/read/undo/")
    assert new_for(other_member) == 3


def test_unread_from_here_holds_against_the_mark(member, other_member):
    topic = begin(member.person)
    reply(member.person, topic)
    third = reply(member.person, topic)
    other_member.get(f"/members/forum/t/{topic.public_id}/")
    other_member.post("/members/forum/read/")
    assert new_for(other_member) == 0
    other_member.post(f"/members/forum/p/{third.public_id}/unread/")
    assert new_for(other_member) == 1
    page = other_member.get(f"/members/forum/t/{topic.public_id}/").text
    assert page.index('id="p2"') < page.index('id="new"') < page.index('id="p3"')
    assert new_for(other_member) == 0


def test_what_was_written_long_before_somebody_came_is_not_new(member):
    old = begin(member.person, "Old")
    long_ago = timezone.now() - timedelta(days=60)
    Topic.objects.filter(pk=old.pk).update(started_at=long_ago, last_post_at=long_ago, is_opened=True)
    Post.objects.filter(topic=old).update(written_at=long_ago)
    newcomer = member_client("fresh", "Fresh group", "FR")
    assert new_for(newcomer) == 0
    reply(member.person, old, "It goes on.")
    assert new_for(newcomer) == 1
    page = newcomer.get(f"/members/forum/t/{old.public_id}/").text
    assert page.index('id="p1"') < page.index('id="new"') < page.index('id="p2"')


def test_counting_takes_three_statements_for_any_number(member, other_member, django_assert_num_queries):
    for each in range(12):
        begin(member.person, f"Topic {each}")
    viewer = viewer_for(other_member.person)
    with django_assert_num_queries(3):
        counts = state.counts(viewer, state.marks_of(viewer))
    assert (counts.total, sum(counts.by_category.values())) == (12, 12)


@pytest.mark.parametrize("level", ["9", "-1", "x", "٢"])
def test_no_such_level(member, level):
    topic = begin(member.person)
    assert member.post(f"/members/forum/t/{topic.public_id}/follow/", {"following": level}).status_code == 404


def test_a_level_is_kept(member, other_member):
    topic = begin(other_member.person)
    answer = member.post(f"/members/forum/t/{topic.public_id}/follow/", {"following": "3"})
    assert answer.status_code == 302
    assert '<option value="3" selected>' in member.get(f"/members/forum/t/{topic.public_id}/").text
