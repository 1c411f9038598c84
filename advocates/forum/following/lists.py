"""What somebody follows, as far as they may still see it, and how closely."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from advocates.accounts.models import Person
from advocates.core.viewer import Viewer
from advocates.forum.models import (
    Category,
    CategoryReading,
    Following,
    OrganisationFollowing,
    Topic,
    TopicReading,
)
from advocates.organisations.models import Organisation
from advocates.organisations.vocabulary import State

# So many topics stand on the page, those with the newest posts; the others are changed where they are read.
MOST_TOPICS = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A thing, how closely it is followed (None: nobody said), and the name of its field."""

    thing: Any
    level: int | None
    field: str


def topics(viewer: Viewer, person: Person) -> list[Row]:
    """Those for which somebody said how closely."""
    levels = dict(
        TopicReading.objects.filter(person=person, following__isnull=False).values_list("topic", "following")
    )
    found = Topic.objects.visible_to(viewer).filter(pk__in=levels).newest_first()[:MOST_TOPICS]
    return [Row(topic, levels[topic.pk], f"t-{topic.public_id}") for topic in found]


def categories(viewer: Viewer, person: Person) -> list[Row]:
    """All that the viewer reads."""
    levels = dict(CategoryReading.objects.filter(person=person).values_list("category", "following"))
    found = Category.objects.visible_to(viewer).select_related("space")
    return [Row(shelf, levels.get(shelf.pk), f"c-{shelf.public_id}") for shelf in found]


def groups(viewer: Viewer, person: Person) -> tuple[list[Row], list[Organisation]]:
    """Organisations with a level, and the members that could be followed besides."""
    levels = dict(
        OrganisationFollowing.objects.filter(person=person).values_list("organisation", "following")
    )
    seen = Organisation.objects.visible_to(viewer).order_by("name")
    followed = [Row(each, levels[each.pk], f"o-{each.public_id}") for each in seen.filter(pk__in=levels)]
    own = {held.organisation for held in viewer.mandates}
    return followed, list(seen.filter(state=State.MEMBER).exclude(pk__in={*levels, *own}))


def changed(rows: Iterable[Row], data: Any) -> list[tuple[Any, int]]:
    """What a form says otherwise than it is now; what is no level is left as it is."""
    values = {str(level): level for level in Following.values}
    found = []
    for row in rows:
        level, now = values.get(data.get(row.field, "")), row.level
        if level is not None and level != (Following.NORMAL if now is None else now):
            found.append((row.thing, level))
    return found
