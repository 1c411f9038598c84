"""A topic with what its reader has read of it: one statement, written once."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404

from advocates.core.asking import written_once
from advocates.core.rows import columns_of, instance_of
from advocates.core.viewer import Viewer
from advocates.forum.models import Category, Topic
from advocates.forum.reading import state
from advocates.spaces.models import Space

ANNOTATED = (
    "read_number",
    "how",
    "known_number",
    "visit_from",
    "visit_at",
    "summary_name",
    "summary_is_protected",
)


def topic_of(viewer: Viewer, public_id: str) -> Topic:
    """A topic that the viewer may read, with what the viewer has read of it; any other does not exist."""
    found = _question(viewer, public_id, state.default_of(viewer))
    if not found:
        raise Http404
    return _read(iter(found[0]))


@written_once
def _question(viewer: Viewer, public_id: str, default: datetime) -> QuerySet[Any, Any]:
    marks = state.Marks(default, {}, ())
    topics = state.with_first_unread(state.with_reading(Topic.objects.visible_to(viewer), viewer, marks))
    columns = (*columns_of(Topic), *columns_of(Space, "space__"), *columns_of(Category, "category__"))
    named: QuerySet[Any, Any] = topics.annotate(
        summary_name=F("summary_by__full_name"), summary_is_protected=F("summary_by__is_protected")
    )
    return named.filter(public_id=public_id).values_list(*columns, *ANNOTATED)


def _read(values: Iterator[Any]) -> Topic:
    topic, space = instance_of(Topic, values), instance_of(Space, values)
    category = instance_of(Category, values)
    if topic.category_id is not None:
        category.space = space
    topic.space, topic.category = space, category if topic.category_id is not None else None
    for name, value in zip(ANNOTATED, values, strict=True):
        setattr(topic, name, value)
    return topic
