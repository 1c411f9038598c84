"""What the tests of moderation begin with: a post, who reports it, who decides."""

from typing import Any

from advocates.core.viewer import Role, Viewer, viewer_for
from advocates.forum.models import Post, Topic
from advocates.forum.tests.factories import begin
from advocates.moderation import actions, kinds
from advocates.moderation.actions import Report
from advocates.moderation.deciding.actions import Ruling
from advocates.moderation.models import Case, Decision, Flag, Reason
from advocates.spaces.bylines import author_of
from tests.cast import member_client

HIDE = Ruling(Decision.HIDE, "It names a patient.", "Nobody's illness is told.", "Thank you for telling us.")
KEEP = Ruling(Decision.KEEP, "It is an opinion, and polite.")


def post_by(client: Any, text: str = "Words that somebody reports.") -> Post:
    """The first post of a topic that all members read, also those who come later in the test."""
    topic = begin(client.person, "A topic", text)
    Topic.objects.filter(pk=topic.pk).update(is_opened=True)
    return topic.posts.select_related("topic__space").get()


def report(client: Any, post: Post, text: str = "", reason: str = Reason.PRIVATE) -> Flag:
    """Somebody with a mandate reports a post."""
    viewer = viewer_for(client.person)
    target = kinds.fetch(viewer, "post", post.public_id)
    assert target is not None
    return actions.flag(author=author_of(viewer), target=target, report=Report(reason, text, "en"))


def viewer_of(client: Any) -> Viewer:
    return viewer_for(client.person)


def case_of(post: Post) -> Case:
    """The newest case about a post."""
    return Case.objects.filter(target=post.public_id).select_related("space").order_by("-pk")[0]


def another_moderator(name: str = "second", group: str = "Second Group", country: str = "FR") -> Any:
    """A moderator of another organisation than the one of the cast."""
    return member_client(name, group, country, Role.MODERATOR)
