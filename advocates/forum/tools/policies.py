"""Who may do what with a whole topic."""

from advocates.core.viewer import Viewer
from advocates.forum import policies
from advocates.forum.models import Category, Topic
from advocates.spaces import policies as spaces
from advocates.spaces.models import SILENT

# Whether a move lets somebody read who could not read before.
widens = spaces.widens


def can_use_tools(viewer: Viewer, topic: Topic) -> bool:
    """Lock, pin, open, split, merge: who moderates the space; in a room its owners."""
    return policies.can_moderate(viewer, topic)


def can_switch_mail(viewer: Viewer, topic: Topic) -> bool:
    """Whether mail tells what is in it: who began the topic, and who moderates."""
    return policies.is_own(viewer, topic.person_id) or can_use_tools(viewer, topic)


def can_move_to(viewer: Viewer, topic: Topic, category: Category) -> bool:
    """To where the viewer may begin a topic. What was said among few never leaves this way."""
    if not can_use_tools(viewer, topic) or not policies.can_start_topic(viewer, category):
        return False
    return topic.space_id == category.space_id or topic.space.kind not in SILENT


def can_summarise(viewer: Viewer, topic: Topic) -> bool:
    return policies.can_summarise(viewer, topic)


def can_hide_topic(viewer: Viewer, topic: Topic) -> bool:
    return spaces.can_run(viewer, topic.space) and not policies.is_own(viewer, topic.person_id)
