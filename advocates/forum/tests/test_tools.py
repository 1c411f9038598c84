"""Locking, pinning, opening and keeping a topic on the site."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.core import outbox
from advocates.core.models import Mail, StreamEntry
from advocates.core.viewer import Role, viewer_for
from advocates.forum.forms import new_sending
from advocates.forum.models import Topic
from advocates.forum.tests.factories import begin, make_shelf, reply
from advocates.forum.tools import policies
from advocates.organisations.models import Organisation
from advocates.spaces.actions import open_space
from advocates.spaces.models import Kind, Space
from advocates.spaces.policies import can_run
from tests.cast import member_client

pytestmark = pytest.mark.django_db


def at(topic: Topic, tail: str = "") -> str:
    return f"/members/forum/t/{topic.public_id}/{tail}"


@pytest.fixture
def topic(member, moderator) -> Topic:
    """The moderator may read it, though their group is the younger one."""
    made = begin(member.person)
    Topic.objects.filter(pk=made.pk).update(is_opened=True)
    return made


def sent(text: str = "And now?") -> dict[str, object]:
    return {"text": text, "lang": "en", "sending": new_sending(), "seen": 99}


def test_detail_25_a_locked_topic_says_why_and_where_it_goes_on(member, moderator, topic):
    successor = begin(moderator.person, "The next one")
    form = {"reason": "It is settled.", "successor": f"https://example.org{at(successor)}?page=1#p1"}
    assert moderator.get(at(topic, "lock/")).status_code == 200
    assert moderator.post(at(topic, "lock/"), form)["Location"] == at(topic)
    page = member.get(at(topic)).text
    assert "It is settled." in page
    assert f'href="{at(successor)}"' in page
    assert 'id="answer"' not in page
    refused = member.post(at(topic, "answer/"), sent("My long text"))
    assert refused.status_code == 409
    assert "It is settled." in refused.text
    entry = StreamEntry.objects.get(kind="forum.topic.locked")
    assert (entry.is_audit, entry.actor_id) == (True, moderator.person.pk)
    assert moderator.post(at(topic, "lock/"), form).status_code == 409
    assert moderator.post(at(topic, "unlock/")).status_code == 302
    assert moderator.post(at(topic, "unlock/")).status_code == 409
    assert member.post(at(topic, "answer/"), sent()).status_code == 302


def test_a_successor_is_no_link_for_whoever_may_not_read_it(member, moderator, topic):
    hidden = begin(moderator.person, "Elsewhere")
    Topic.objects.filter(pk=topic.pk).update(locked_at=timezone.now(), locked_reason="x", successor=hidden)
    assert at(hidden) in member.get(at(topic)).text
    Topic.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now())
    assert at(hidden) not in member.get(at(topic)).text


@pytest.mark.parametrize(
    "fields",
    [{"reason": ""}, {"reason": "  "}, {"reason": "x" * 501}, {"reason": "x", "successor": "nothing there"}],
    ids=["no reason", "blank", "too long", "no such topic"],
)
def test_a_lock_has_a_reason(moderator, topic, fields):
    answer = moderator.post(at(topic, "lock/"), fields)
    assert answer.status_code == 422
    assert not Topic.objects.get(pk=topic.pk).is_locked


COMMANDS = (
    "lock/", "unlock/", "pin/", "unpin/", "open/", "shut/", "move/", "split/", "merge/",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_who_only_reads_is_refused_and_a_stranger_finds_nothing(member, other_member, command):
    shelf = make_shelf(Kind.REGION, region=viewer_for(member.person).acting.region)
    topic = begin(member.person, category=shelf)
    assert member.post(at(topic, command)).status_code == 403
    assert other_member.post(at(topic, command)).status_code == 404


def test_without_the_policy_anybody_could(member, topic, monkeypatch):
    """Red twin."""
    monkeypatch.setattr(policies, "can_use_tools", lambda _viewer, _topic: True)
    assert member.post(at(topic, "pin/")).status_code == 302
    assert Topic.objects.get(pk=topic.pk).is_pinned


@pytest.mark.parametrize(
    ("on", "off", "field", "kinds"),
    [
        ("pin/", "unpin/", "is_pinned", ("pinned", "unpinned")),
        ("keep/", "mail/", "is_kept_on_site", ("kept_on_site", "mailed_freely")),
    ],
    ids=["pin", "keep"],
)
def test_each_command_has_its_own_address(moderator, topic, on, off, field, kinds):
    for command, value in ((on, True), (on, True), (off, False)):
        assert moderator.post(at(topic, command))["Location"] == at(topic, "tools/")
        assert getattr(Topic.objects.get(pk=topic.pk), field) is value
    recorded = StreamEntry.objects.filter(kind__in=[f"forum.topic.{kind}" for kind in kinds])
    assert list(recorded.order_by("id").values_list("kind", flat=True)) == [f"forum.topic.{k}" for k in kinds]


def test_who_began_it_keeps_it_on_the_site(member, other_member, topic):
    assert member.get(at(topic, "tools/")).status_code == 200
    assert "lock/" not in member.get(at(topic, "tools/")).text
    assert member.post(at(topic, "keep/")).status_code == 302
    assert other_member.post(at(topic, "mail/")).status_code == 403
    assert other_member.get(at(topic, "tools/")).status_code == 403
    assert Topic.objects.get(pk=topic.pk).is_kept_on_site


def test_a_moderator_opens_an_older_topic_for_newcomers(moderator, member):
    old = begin(member.person)
    Topic.objects.filter(pk=old.pk).update(is_opened=False, started_at=timezone.now() + timedelta(seconds=5))
    late = member_client("late", "Latecomers", "FR")
    Organisation.objects.filter(name="Latecomers").update(member_since=timezone.localdate())
    Topic.objects.filter(pk=old.pk).update(started_at=timezone.now() - timedelta(days=3))
    type(late.person.mandates.get()).objects.filter(person__in=[moderator.person, member.person]).update(
        starts_at=timezone.now() - timedelta(days=9)
    )
    assert late.get(at(old)).status_code == 404
    assert moderator.post(at(old, "open/")).status_code == 302
    assert late.get(at(old)).status_code == 200
    assert moderator.post(at(old, "shut/")).status_code == 302
    assert late.get(at(old)).status_code == 404


class TestWhoRunsASpace:
    def test_a_room_is_run_by_its_owner_and_by_no_moderator(self, member, moderator):
        room = open_space(
            actor=member.person, kind=Kind.ROOM, names={"en": "A room"}, people=[moderator.person]
        )
        assert can_run(viewer_for(member.person), room)
        assert not can_run(viewer_for(moderator.person), room)

    def test_a_moderator_with_a_region_runs_that_region(self, member):
        viewer = viewer_for(member.person)
        member.person.role_grants.create(role=Role.MODERATOR, scope=viewer.acting.region)
        make_shelf()
        ran = Space.objects.moderated_by(viewer_for(member.person))
        assert [space.region for space in ran] == [viewer.acting.region]

    @pytest.mark.parametrize("who", ["member", "moderator", "staff", "former"])
    def test_the_list_and_the_rule_say_the_same(self, request, member, who):
        client = request.getfixturevalue(who)
        make_shelf()
        people = [] if client.person == member.person else [member.person]
        open_space(actor=client.person, kind=Kind.ROOM, names={"en": "Own room"}, people=people)
        open_space(actor=member.person, kind=Kind.ROOM, names={"en": "Their room"}, people=[client.person])
        open_space(actor=member.person, kind=Kind.DIRECT, names={}, people=[client.person])
        viewer = viewer_for(client.person)
        listed = set(Space.objects.moderated_by(viewer))
        assert listed == {space for space in Space.objects.all() if can_run(viewer, space)}
        assert bool(listed) is (who in {"member", "moderator"})


class TestTheMail:
    def composed(self) -> str:
        sent = Mail.objects.get(purpose="forum.topic_changed")
        said = outbox._purposes[sent.purpose].compose(sent)
        return said.subject + said.text + said.html

    def test_the_author_is_told(self, member, moderator, topic):
        moderator.post(at(topic, "lock/"), {"reason": "Secret reason"})
        text = self.composed()
        assert "locked a topic" in text
        assert "A question" in text
        assert "Secret reason" not in text

    def test_without_the_title_of_what_stays_on_the_site(self, member, moderator, topic):
        moderator.post(at(topic, "keep/"))
        moderator.post(at(topic, "lock/"), {"reason": "x"})
        assert "A question" not in self.composed()


def test_detail_15_a_link_to_a_post_holds(member, other_member):
    topic = begin(member.person)
    posts = [reply(other_member.person, topic, f"Answer {number}") for number in range(22)]
    gone, last = posts[3], posts[-1]
    other_member.post(f"/members/forum/p/{gone.public_id}/withdraw/")
    assert member.get(f"/members/forum/p/{last.public_id}/")["Location"] == f"{at(topic)}?page=2#p23"
    assert member.get(f"/members/forum/p/{gone.public_id}/")["Location"] == f"{at(topic)}?page=1#p5"
    assert 'id="p5"' in member.get(f"{at(topic)}?page=1").text


@pytest.mark.parametrize("way", ["withdrawn", "hidden"])
def test_detail_17_without_the_first_post_the_answers_stand(member, other_member, moderator, topic, way):
    reply(other_member.person, topic, "An answer of mine")
    first = topic.posts.get(number=1)
    if way == "withdrawn":
        assert member.post(f"/members/forum/p/{first.public_id}/withdraw/").status_code == 302
    else:
        reasons = {"facts": "Facts", "rule": "Rule"}
        at_hide = f"/members/moderation/hide/post/{first.public_id}/"
        assert moderator.post(at_hide, reasons).status_code == 302
    page = other_member.get(at(topic)).text
    assert "An answer of mine" in page
    assert "What do you do?" not in page
    assert other_member.get(f"/members/forum/p/{first.public_id}/history/").status_code == (
        404 if way == "hidden" else 200
    )
