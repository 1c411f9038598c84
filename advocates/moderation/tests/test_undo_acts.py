"""What one moderator did is taken back at once, by staff."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core.models import StreamEntry
from advocates.forum.models import Category, Post, Topic
from advocates.forum.tests.factories import begin
from advocates.forum.tools import actions as tools
from advocates.forum.tools.moving import actions as moving
from advocates.moderation.deciding import actions as deciding
from advocates.moderation.models import State, UndoneAct
from advocates.moderation.tests.scenes import HIDE, case_of, post_by, report, viewer_of

pytestmark = pytest.mark.django_db


def page_of(client) -> str:
    return f"/manage/moderation/undo/{client.person.public_id}/"


@pytest.fixture
def abused(member, other_member, moderator) -> tuple[Post, Topic, Category]:
    """A post hidden, a topic locked, pinned and moved, another one merged."""
    post = post_by(other_member)
    report(member, post)
    deciding.decide(viewer=viewer_of(moderator), case=case_of(post), ruling=HIDE)
    topic, gone = begin(member.person, "Mine"), begin(member.person, "Mine too")
    home = topic.category
    elsewhere = Category.objects.filter(space=topic.space).exclude(pk=home.pk)[0]
    tools.switch_topic(actor=moderator.person, topic=topic, switch=tools.PIN)
    moving.move_topic(actor=moderator.person, topic=topic, place=moving.Place(elsewhere))
    moving.merge_topics(actor=moderator.person, topic=gone, into=topic)
    tools.lock_topic(actor=moderator.person, topic=topic, reason="Because.")
    return post, topic, home


def test_staff_take_it_back(staff, member, moderator, abused):
    post, topic, home = abused
    board = staff.get("/manage/moderation/").text
    assert page_of(moderator) in board
    listed = staff.get(page_of(moderator)).text
    assert "Words that somebody reports." not in listed + board
    answer = staff.post(page_of(moderator), {"days": "1"})
    assert answer.status_code == 302
    assert Post.objects.get(pk=post.pk).hidden_at is None
    assert case_of(post).state == State.OPEN
    now = Topic.objects.get(pk=topic.pk)
    assert (now.is_locked, now.is_pinned, now.category_id) == (False, False, home.pk)
    assert "4 acts were taken back. 1 could not be" in staff.get(page_of(moderator)).text
    undone = StreamEntry.objects.filter(kind="moderation.act.undone")
    assert {entry.is_audit for entry in undone} == {True}
    assert undone.count() == UndoneAct.objects.count() == 4


def test_again_it_changes_nothing(staff, moderator, abused):
    for _twice in range(2):
        staff.post(page_of(moderator), {"days": "1"})
    assert UndoneAct.objects.count() == 4


def test_older_acts_stand(staff, moderator, abused):
    StreamEntry.objects.update(at=timezone.now() - timedelta(days=2))
    staff.post(page_of(moderator), {"days": "1"})
    assert UndoneAct.objects.count() == 0
    staff.post(page_of(moderator), {"days": "7"})
    assert UndoneAct.objects.count() == 4


@pytest.mark.parametrize("who", ["member", "moderator", "editor"])
def test_nobody_else(request, moderator, who):
    client = request.getfixturevalue(who)
    for method in (client.get, client.post):
        assert method(page_of(moderator)).status_code == 404


def test_bad_input(staff, moderator, abused):
    assert staff.post(page_of(moderator), {"days": "999"}).status_code == 422
