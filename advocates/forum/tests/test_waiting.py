"""What waits for a group."""

import pytest

from advocates.core.viewer import viewer_for
from advocates.forum.models import Topic
from advocates.forum.tests.factories import begin, reply
from advocates.forum.waiting import for_group
from tests.cast import CastClient, colleague_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(member) -> CastClient:
    return colleague_client("colleague", "Own Group")


def waits(client) -> list[str]:
    return [topic.title for topic in for_group.waiting_topics(viewer_for(client.person))]


def test_a_newer_answer_waits_until_one_of_us_answers(member, colleague, other_member):
    topic = begin(member.person, "Ours")
    assert waits(member) == waits(colleague) == []
    reply(other_member.person, topic)
    assert waits(member) == waits(colleague) == ["Ours"]
    assert waits(other_member) == []
    assert "Ours" in colleague.get("/members/forum/waiting/").text
    first_page = colleague.get("/members/")
    assert "1 topic waits for your group" in first_page.text
    (line,) = [each for each in first_page.context["waiting"] if each.url == "/members/forum/waiting/"]
    topic.refresh_from_db()
    assert line.since == topic.last_post_at
    assert f"Since {line.moment.date}." in first_page.text
    reply(colleague.person, topic)
    assert waits(member) == waits(colleague) == []


def test_reading_is_for_oneself_alone(member, colleague, other_member):
    topic = begin(member.person, "Ours")
    reply(other_member.person, topic)
    member.get(f"/members/forum/t/{topic.public_id}/")
    assert (waits(member), waits(colleague)) == ([], ["Ours"])


def test_another_groups_topic_waits_only_where_it_asks_us(member, other_member, moderator, monkeypatch):
    topic = begin(other_member.person, "Theirs")
    reply(moderator.person, topic)
    assert waits(member) == []
    monkeypatch.setattr(for_group, "_sources", [lambda groups: for_group.Q(pk=topic.pk)])
    assert waits(member) == ["Theirs"]
    reply(member.person, topic)
    assert waits(member) == []


def test_locked_and_hidden_ones_do_not_wait(member, other_member):
    for title in ("Locked", "Hidden"):
        reply(other_member.person, begin(member.person, title))
    Topic.objects.filter(title="Locked").update(locked_at="2026-01-01T00:00Z")
    Topic.objects.filter(title="Hidden").update(hidden_at="2026-01-01T00:00Z")
    assert waits(member) == []
