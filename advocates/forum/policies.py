"""Who may do what in a conversation. Each takes the viewer of this moment."""

from typing import Any

from advocates.core.viewer import Viewer
from advocates.forum.comments.hosts import is_commented
from advocates.forum.models import Category, Post, Topic
from advocates.spaces import policies as spaces
from advocates.spaces.models import Space
from advocates.spaces.newcomers import is_newcomer


def can_start_topic(viewer: Viewer, category: Category) -> bool:
    """Whoever takes part in the space; where announcements stand, its moderators."""
    if category.closed_at is not None or not spaces.can_take_part(viewer, category.space):
        return False
    return not category.is_for_announcements or spaces.can_moderate(viewer, category.space)


def can_answer(viewer: Viewer, topic: Topic) -> bool:
    """Whoever takes part in the space; a locked topic refuses by itself, with its reason. Comments stand elsewhere."""
    return not is_commented(topic.talk_key) and spaces.can_take_part(viewer, topic.space)


def can_edit_post(viewer: Viewer, post: Post) -> bool:
    """Who wrote it, as long as it stands; moderators hide, and never put words into a mouth."""
    is_own = viewer.person is not None and post.person_id == viewer.person.pk
    return is_own and post.hidden_at is None and not post.is_withdrawn


def can_withdraw_post(viewer: Viewer, post: Post) -> bool:
    return can_edit_post(viewer, post)


def can_moderate(viewer: Viewer, topic: Topic) -> bool:
    """Who moderates the space; in a room its owners."""
    return spaces.can_run(viewer, topic.space)


def can_summarise(viewer: Viewer, topic: Topic) -> bool:
    """Everybody who takes part: a summary has a name and a date, and the one before is in the stream."""
    return spaces.can_take_part(viewer, topic.space)


def is_own(viewer: Viewer, person_id: Any) -> bool:
    return viewer.person is not None and viewer.person.pk == person_id


def can_mention_everybody(viewer: Viewer, space: Space) -> bool:
    """Moderators of the space, once they are no newcomers any more."""
    return spaces.can_moderate(viewer, space) and not is_newcomer(viewer)
