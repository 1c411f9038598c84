"""What a member's first page says about the forum."""

from collections.abc import Iterator

from django.db.models import QuerySet

from advocates.core.asking import written_once
from advocates.core.cards import Card
from advocates.core.viewer import Viewer
from advocates.forum.models import Topic
from advocates.forum.reading import state

MOST_SHOWN = 5


def cards(viewer: Viewer) -> Iterator[Card]:
    """The topics in which something is new, the latest first; three small statements."""
    if found := _latest(viewer, state.marks_of(viewer)):
        context = {"topics": found[:MOST_SHOWN], "has_more": len(found) > MOST_SHOWN}
        yield Card("forum/card.html", context)


@written_once
def _latest(viewer: Viewer, marks: state.Marks) -> QuerySet[Topic]:
    topics = state.unread(viewer, marks).filter(category__isnull=False)
    return topics.select_related("category").newest_first()[: MOST_SHOWN + 1]
