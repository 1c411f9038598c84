"""Lists of topics, newest first, by a place in the list and not by a number of pages.

First it is asked which topics, by an index alone; then what is shown of them. In one question all would be joined and
sorted. Both questions are written once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import Http404

from advocates.core.asking import written_once
from advocates.core.viewer import Viewer
from advocates.forum.models import Topic, TopicQuerySet
from advocates.forum.reading import state
from advocates.forum.reading.state import Marks
from advocates.spaces.bylines import Protected, signature

TOPICS_ON_PAGE = 20
SALT = "forum list"
COLUMNS = (
    "pk", "public_id", "space_id", "space__kind", "title", "lang", "started_at", "last_post_at", "posts_count",
    "last_number", "is_pinned", "locked_at", "category", "written_as", "person__full_name",
    "mandate__organisation__name", "person__is_protected", "mandate__organisation__is_protected", "is_unread", "how",
    "known_number",
)  # fmt: skip


@dataclass(slots=True)
class Row:
    """A topic in a list, as the database has it: `COLUMNS`."""

    pk: int
    public_id: str
    space_id: int
    kind: str
    title: str
    lang: str
    started_at: datetime
    last_post_at: datetime
    posts_count: int
    last_number: int
    is_pinned: bool
    locked_at: datetime | None
    category: int | None
    written_as: str
    full_name: str | None
    organisation: str | None
    is_person_protected: bool | None
    is_group_protected: bool | None
    is_unread: bool
    how: int
    known_number: int
    # The names of the others, in a conversation between named people.
    others: Sequence[str] = ()

    @property
    def new_count(self) -> int:
        return max(0, self.last_number - self.known_number)

    @property
    def starter(self) -> str:
        protected = Protected.where(self.kind, self.is_person_protected, self.is_group_protected)
        return signature(self.full_name or self.written_as, self.organisation or "", "", "", protected).name


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A part of a longer list; `older` is where it goes on, empty at its end."""

    topics: list[Row]
    older: str


class List:
    """A list whose question is written once: `topics(viewer, *values)`."""

    def __init__(self, topics: Callable[..., TopicQuerySet]) -> None:
        self._topics = topics
        self._keys = written_once(self._question)

    def page(self, viewer: Viewer, marks: Marks, before: str, *values: Any) -> TopicPage:
        """The page that begins after a place; what is no such place is not found."""
        return _shown(self._keys(viewer, _place(before) if before else None, *values), viewer, marks)

    def _question(
        self, viewer: Viewer, place: tuple[datetime, int] | None, *values: Any
    ) -> QuerySet[Topic, int]:
        topics = self._topics(viewer, *values)
        return _keys_of(topics.filter(_after(*place)) if place else topics)


LATEST = List(lambda viewer: Topic.objects.visible_to(viewer).shelved())
MINE = List(lambda viewer: Topic.objects.visible_to(viewer).shelved().written_in_by(viewer.person))
UNANSWERED = List(
    lambda viewer: Topic.objects.visible_to(viewer).shelved().filter(posts_count__lte=1, locked_at=None)
)
OF_CATEGORY = List(
    lambda viewer, shelf: Topic.objects.visible_to(viewer).filter(category=shelf, is_pinned=False)
)
PINNED = List(lambda viewer, shelf: Topic.objects.visible_to(viewer).filter(category=shelf, is_pinned=True))
UNREAD = List(state.unread)


def page_of(topics: TopicQuerySet, viewer: Viewer, marks: Marks, before: str) -> TopicPage:
    """The page of any other list that begins after a place."""
    return _shown(list(_keys_of(topics.filter(_after(*_place(before))) if before else topics)), viewer, marks)


def _keys_of(topics: TopicQuerySet) -> QuerySet[Topic, int]:
    """Which topics, by an index alone; what was merged is listed where it went."""
    chosen = topics.filter(merged_at=None).newest_first()
    return chosen.values_list("pk", flat=True)[: TOPICS_ON_PAGE + 1]


def _shown(chosen: list[int], viewer: Viewer, marks: Marks) -> TopicPage:
    found = [Row(*row) for row in _rows(viewer, marks.default, chosen)] if chosen else []
    shown = found[:TOPICS_ON_PAGE]
    return TopicPage(shown, place_after(shown[-1]) if len(found) > TOPICS_ON_PAGE else "")


@written_once
def _rows(viewer: Viewer, default: datetime, chosen: list[int]) -> QuerySet[Topic, Any]:
    topics = Topic.objects.visible_to(viewer).filter(pk__in=chosen)
    read = state.with_first_unread(state.with_reading(topics, viewer, Marks(default, {}, ())))
    return read.newest_first().values_list(*COLUMNS)


def place_after(topic: Row) -> str:
    """What goes into `?before=`."""
    return signing.dumps([topic.last_post_at.isoformat(), topic.pk], salt=SALT, compress=False)


def _place(text: str) -> tuple[datetime, int]:
    try:
        moment, pk = signing.loads(text[:300], salt=SALT)
        return datetime.fromisoformat(moment), int(pk)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error


def _after(at: datetime, pk: int) -> Q:
    return Q(last_post_at__lt=at) | Q(last_post_at=at, pk__lt=pk)
