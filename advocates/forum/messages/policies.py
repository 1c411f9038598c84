"""Who may write to whom, and who may change who reads a conversation."""

from advocates.core.viewer import Viewer
from advocates.forum.models import Topic
from advocates.spaces import policies as spaces
from advocates.spaces.newcomers import is_newcomer

# So many conversations somebody begins in a day; a newcomer fewer.
A_DAY, NEWCOMERS_A_DAY = 20, 5
# More people than these are no conversation; they have categories and committees.
MOST_PEOPLE = 12


def most_a_day(viewer: Viewer) -> int:
    """How many conversations somebody may begin within a day."""
    return NEWCOMERS_A_DAY if is_newcomer(viewer) else A_DAY


def can_add(viewer: Viewer, topic: Topic) -> bool:
    """Everybody who takes part in the conversation, while it goes on."""
    return topic.is_message and spaces.can_take_part(viewer, topic.space)
