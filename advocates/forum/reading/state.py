"""What is new for somebody: which topics, from which post on, how many. A few statements, whatever there is."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Coalesce, Greatest

from advocates.core.asking import ASIDE, written_once
from advocates.core.rows import columns_of, instance_of
from advocates.core.viewer import Viewer
from advocates.forum.models import (
    Category,
    Following,
    Post,
    Topic,
    TopicQuerySet,
    TopicReading,
)
from advocates.spaces.models import Space

# What was written shortly before somebody came is shown to them as new.
BEFORE_JOINING = timedelta(days=14)
# More than these are counted as “99+”.
MOST_COUNTED = 99
# So many topics marked as unread are remembered as such; older ones count as read again.
MOST_MARKED = 500


@dataclass(frozen=True, slots=True)
class Marks:
    """How far somebody has read, by category; from `default` on where they never marked anything."""

    default: datetime
    by_category: dict[int, datetime] = field(metadata=ASIDE)
    # Topics that were marked as unread although everything in their category counts as read.
    marked: tuple[int, ...]
    # Categories in which “mark everything as read” can be taken back.
    undoable: frozenset[int] = field(default=frozenset(), metadata=ASIDE)
    # Before it nothing in any category is new but what was marked.
    floor: datetime = datetime.min


@dataclass(frozen=True, slots=True)
class Look:
    """What a viewer sees of the shelves: the categories with their spaces, and how far each was read."""

    marks: Marks
    shelves: tuple[Category, ...]


def look_of(viewer: Viewer) -> Look:
    """Two small statements, written once."""
    default = default_of(viewer)
    until: dict[int, datetime] = {}
    undoable: list[int] = []
    shelves = []
    for row in _shelves(viewer):
        values = iter(row)
        shelf = instance_of(Category, values)
        shelf.space = instance_of(Space, values)
        read_until, before = values
        shelves.append(shelf)
        if read_until is not None:
            until[shelf.pk] = read_until
        if before is not None:
            undoable.append(shelf.pk)
    floor = min((until.get(shelf.pk) or default for shelf in shelves), default=default)
    marked = tuple(_marked(viewer))
    return Look(Marks(default, until, marked, frozenset(undoable), floor), tuple(shelves))


@written_once
def _shelves(viewer: Viewer) -> QuerySet[Any, Any]:
    person: Any = viewer.person
    found = Category.objects.visible_to(viewer).annotate(
        mine=FilteredRelation("readings", condition=Q(readings__person=person))
    )
    columns = (*columns_of(Category), *columns_of(Space, "space__"))
    return found.values_list(*columns, "mine__read_until", "mine__read_until_before")


@written_once
def _marked(viewer: Viewer) -> QuerySet[Any, Any]:
    person: Any = viewer.person
    marked = TopicReading.objects.filter(person=person, unread_since__isnull=False)
    return marked.order_by("-unread_since").values_list("topic", flat=True)[:MOST_MARKED]


def marks_of(viewer: Viewer) -> Marks:
    """How far the viewer has read."""
    return look_of(viewer).marks


def marks_of_messages(viewer: Viewer) -> Marks:
    """Messages stand in no category, so nobody marks them all as read; no statement."""
    default = default_of(viewer)
    return Marks(default, {}, (), floor=default)


def default_of(viewer: Viewer) -> datetime:
    """From when on things are new to somebody who never marked anything."""
    person: Any = viewer.person
    begun: datetime = person.joined_at - BEFORE_JOINING
    return max(begun, viewer.reads_from) if viewer.reads_from else begun


def with_reading(topics: TopicQuerySet, viewer: Viewer, marks: Marks) -> TopicQuerySet:
    """Topics with `is_unread`, `read_number` (the last one read) and `how` (closely this viewer follows)."""
    person = viewer.person
    annotated = topics.annotate(
        mine=FilteredRelation("readings", condition=Q(readings__person=person)),
        shelf=FilteredRelation("category__readings", condition=Q(category__readings__person=person)),
        read_until=Coalesce(F("shelf__read_until"), Value(marks.default), output_field=DateTimeField()),
        read_number=Coalesce(F("mine__last_number"), 0),
        visit_from=F("mine__visit_from"),
        visit_at=F("mine__read_at"),
        how=Coalesce(
            F("mine__following"), F("shelf__following"), Following.NORMAL.value, output_field=IntegerField()
        ),
    )
    is_new = Q(last_post_at__gt=F("read_until")) | Q(mine__unread_since__gte=F("read_until"))
    return annotated.annotate(
        is_unread=Case(
            When(is_new, last_number__gt=F("read_number"), then=True),
            default=False,
            output_field=BooleanField(),
        )
    )


def unread(viewer: Viewer, marks: Marks) -> TopicQuerySet:
    """Topics of categories in which something is new, and which are not muted."""
    return _new_among(Topic.objects.visible_to(viewer).shelved(), viewer, marks)


def unread_messages(viewer: Viewer, marks: Marks) -> TopicQuerySet:
    """The same of conversations between named people, which are counted apart."""
    return _new_among(Topic.objects.visible_to(viewer).messages(), viewer, marks)


def _new_among(topics: TopicQuerySet, viewer: Viewer, marks: Marks) -> TopicQuerySet:
    # Said twice so that an index can answer: without the floor every topic would be looked at.
    recent = Q(last_post_at__gt=marks.floor) | Q(pk__in=marks.marked)
    return with_reading(topics.filter(recent, merged_at=None), viewer, marks).filter(
        Q(("is_unread", True), ("how__gt", Following.MUTED))
    )


def with_first_unread(topics: TopicQuerySet) -> TopicQuerySet:
    """`known_number`: everything up to it was read here, or lies before the watermark."""
    before = Post.last_number_before(OuterRef("pk"), OuterRef("read_until"))
    covered = Case(
        When(mine__unread_since__gte=F("read_until"), then=Value(0)),
        # Said before the posts are asked: of most topics all is new, or nothing.
        When(started_at__gt=F("read_until"), then=Value(0)),
        When(last_post_at__lte=F("read_until"), then=F("last_number")),
        default=Coalesce(Subquery(before), 0),
        output_field=IntegerField(),
    )
    return topics.annotate(known_number=Greatest(F("read_number"), covered))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many topics have something new, in all and by category id; no more than `MOST_COUNTED` + 1 are counted."""

    by_category: dict[int, int]
    total: int

    @property
    def text(self) -> str:
        return str(self.total) if self.total <= MOST_COUNTED else f"{MOST_COUNTED}+"


def counts(viewer: Viewer, marks: Marks) -> Counts:
    """For the first page of the forum."""
    found: dict[int, int] = {}
    topics = _categories_of_new(viewer, marks)
    for category in topics:
        found[category] = found.get(category, 0) + 1
    return Counts(found, len(topics))


@written_once
def _categories_of_new(viewer: Viewer, marks: Marks) -> QuerySet[Any, Any]:
    return unread(viewer, marks).newest_first().values_list("category", flat=True)[: MOST_COUNTED + 1]
