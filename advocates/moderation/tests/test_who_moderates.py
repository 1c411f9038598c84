"""Where no moderator reads, the owner of the room decides; in a region its representative does, too."""

import pytest

from advocates.core.viewer import Role, viewer_for
from advocates.forum import actions as forum
from advocates.forum.models import Post, Topic
from advocates.forum.tests.factories import begin, make_shelf
from advocates.moderation.tests.scenes import case_of, report
from advocates.spaces.actions import open_space
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Kind
from tests.cast import member_client

pytestmark = pytest.mark.django_db
REASONS = {"decision": "hide", "facts": "It names a patient.", "rule": "Nobody's illness is told."}


def work(post: Post, tail: str = "") -> str:
    return f"/members/moderation/{case_of(post).public_id}/{tail}"


def test_in_a_room_its_owner_decides_and_no_moderator(member, other_member, moderator):
    owner = member_client("owner", "Owning Group", "FR")
    seated = [member.person, other_member.person, moderator.person]
    room = open_space(actor=owner.person, kind=Kind.ROOM, names={"en": "A room"}, people=seated)
    topic = forum.start_topic(
        author=author_of(viewer_for(other_member.person)),
        space=room,
        beginning=forum.Beginning("In the room"),
        written=forum.Written("Said among few.", "en"),
    )
    post = topic.posts.select_related("topic__space").get()
    report(member, post)
    assert moderator.get(work(post)).status_code == 404
    assert moderator.get("/members/moderation/").text.count(case_of(post).public_id) == 0
    assert "Said among few." in owner.get(work(post)).text
    assert owner.post(work(post, "decide/"), REASONS).status_code == 302
    assert Post.objects.get(pk=post.pk).hidden_at is not None


@pytest.mark.parametrize("role", [Role.REGIONAL, Role.MODERATOR])
def test_in_a_region_its_representative_and_its_moderator_decide(member, role):
    region = viewer_for(member.person).acting.region
    reporter, decider = (member_client(name, f"Group of {name}", "AT") for name in ("reporter", "decider"))
    topic = begin(member.person, "Here", category=make_shelf(Kind.REGION, region=region))
    Topic.objects.filter(pk=topic.pk).update(is_opened=True)
    post = topic.posts.select_related("topic__space").get()
    report(reporter, post)
    grant = decider.person.role_grants.create(role=role, scope="no-such-region")
    assert decider.get(work(post)).status_code == 404
    type(grant).objects.filter(pk=grant.pk).update(scope=region)
    assert decider.get(work(post)).status_code == 200
    assert decider.post(work(post, "decide/"), REASONS).status_code == 302
