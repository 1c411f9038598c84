"""Every night the marks of those who read topic by topic move up to what they have not read.

A mark far back makes each count look at everything since; nobody sees it move, since nothing becomes read by it.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import jobs
from advocates.core.viewer import Viewer, viewer_for
from advocates.forum.models import Category, CategoryReading, Post
from advocates.forum.reading import state

# Whoever has more unread is counted to the end of the counting soon, wherever the mark stands.
MOST_UNREAD = 500
# A post may carry a moment at which it could not be seen yet; and small steps are not worth a write.
MARGIN, STEP = timedelta(hours=1), timedelta(days=1)
# Who was not here since has read nothing either.
HERE_WITHIN = timedelta(days=3)


@jobs.every(seconds=24 * 3600)
def move_marks(now: datetime | None = None) -> int:
    """For everybody who was here lately; returns how many marks moved."""
    moment = now or timezone.now()
    people = Person.objects.filter(is_active=True, last_used_on__gte=(moment - HERE_WITHIN).date())
    return sum(move_marks_of(person, moment) for person in people.order_by("pk").iterator())


def move_marks_of(person: Person, now: datetime) -> int:
    """Each mark to just before the oldest unread post of its category, and never back."""
    viewer = viewer_for(person)
    if not viewer.spaces:
        return 0
    marks = state.marks_of(viewer)
    oldest = _oldest_unread(viewer, marks)
    if oldest is None:
        return 0
    moved = 0
    for category in Category.objects.visible_to(viewer).values_list("pk", flat=True):
        stood = marks.by_category.get(category, marks.default)
        until = min(now - MARGIN, oldest.get(category, now))
        if until - stood >= STEP:
            moved += _move(person, category, stood, until)
    return moved


def _oldest_unread(viewer: Viewer, marks: state.Marks) -> dict[int | None, datetime] | None:
    """Just before what is unread, by category; None where there is too much of it to be looked at."""
    found: dict[int | None, datetime] = {}
    rows = list(_unread(viewer, marks)[: MOST_UNREAD + 1])
    if len(rows) > MOST_UNREAD:
        return None
    for category, stood, marked, first in rows:
        # A mark after the moment at which a topic was marked as unread would hide it.
        is_marked = marked is not None and marked >= stood
        until = marked if is_marked else (first or stood) - timedelta(microseconds=1)
        found[category] = min(until, found.get(category, until))
    return found


def _unread(viewer: Viewer, marks: state.Marks) -> QuerySet[Any, Any]:
    topics: Any = state.with_first_unread(state.unread(viewer, marks))
    first = Post.objects.filter(topic=OuterRef("pk"), number=OuterRef("known_number") + 1)
    written = Subquery(first.values("written_at"), output_field=DateTimeField())
    found: QuerySet[Any, Any] = topics.annotate(
        marked_at=F("mine__unread_since"), first_new_at=written
    ).newest_first()
    return found.values_list("category", "read_until", "marked_at", "first_new_at")


def _move(person: Person, category: int, stood: datetime, until: datetime) -> int:
    """Nothing happens where “mark everything as read” was faster; taking that back is still possible."""
    CategoryReading.objects.bulk_create(
        [CategoryReading(person=person, category_id=category, read_until=stood)], ignore_conflicts=True
    )
    mine = CategoryReading.objects.filter(person=person, category=category, read_until=stood)
    return mine.update(read_until=until)
