"""Deeds on categories."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.core.profile import profile
from advocates.forum.models import Category
from advocates.spaces.actions import ensure_shared, members_space
from advocates.spaces.models import Kind, Space


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category as its form gives it: name and purpose by language."""

    names: Mapping[str, str]
    abouts: Mapping[str, str]
    is_for_announcements: bool = False

    def fields(self) -> dict[str, Any]:
        return {
            "names": {language: text for language, text in self.names.items() if text},
            "abouts": {language: text for language, text in self.abouts.items() if text},
            "is_for_announcements": self.is_for_announcements,
        }


def add_category(*, actor: Person, space: Space, shelf: Shelf) -> Category:
    """A further category, after those that are there."""
    with transaction.atomic():
        last = Category.objects.filter(space=space).aggregate(last=Max("position"))["last"] or 0
        made = Category.objects.create(space=space, position=last + 1, **shelf.fields())
        stream.record("forum.category.added", made, actor=actor, space=space.pk)
    return made


def change_category(*, actor: Person, category: Category, shelf: Shelf) -> None:
    """Other words for a category, or other people who begin topics there."""
    with transaction.atomic():
        Category.objects.filter(pk=category.pk).update(**shelf.fields())
        stream.record("forum.category.changed", category, actor=actor)


def close_category(*, actor: Person, category: Category) -> bool:
    """Nothing new begins there; what stands there is read and answered as before. False where it was closed."""
    with transaction.atomic():
        closed = Category.objects.filter(pk=category.pk, closed_at=None).update(closed_at=timezone.now())
        if closed:
            stream.record("forum.category.closed", category, actor=actor)
    return bool(closed)


def reopen_category(*, actor: Person, category: Category) -> bool:
    """Topics begin there again."""
    with transaction.atomic():
        opened = Category.objects.filter(pk=category.pk, closed_at__isnull=False).update(closed_at=None)
        if opened:
            stream.record("forum.category.reopened", category, actor=actor)
    return bool(opened)


def move_category_up(*, actor: Person, category: Category) -> bool:
    """Before the one that stands before it. False for the first."""
    with transaction.atomic():
        rows = list(
            Category.objects.select_for_update().filter(space=category.space).order_by("position", "id")
        )
        place = next(number for number, row in enumerate(rows) if row.pk == category.pk)
        if place == 0:
            return False
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
        for position, row in enumerate(rows, start=1):
            row.position = position
        Category.objects.bulk_update(rows, ["position"])
        stream.record("forum.category.moved", category, actor=actor)
    return True


def ensure_shelves() -> None:
    """The shared spaces, and the categories that the profile names for a new installation; one for each other space.

    Called when the site starts; where there are categories already, nothing is added to the space of all members.
    """
    ensure_shared()
    taken = set(Category.objects.values_list("space", flat=True).order_by().distinct())
    everybody = members_space()
    if everybody.pk not in taken:
        Category.objects.bulk_create(
            Category(
                space=everybody,
                names=dict(shelf.names),
                abouts=dict(shelf.abouts),
                is_for_announcements=shelf.is_for_announcements,
                position=position,
            )
            for position, shelf in enumerate(profile().shelves, start=1)
        )
    others = Space.objects.filter(kind__in=[Kind.REGION, Kind.COMMITTEE]).exclude(pk__in=taken)
    Category.objects.bulk_create(
        Category(space=space, names=_names_of(space), position=100) for space in others
    )


def _names_of(space: Space) -> dict[str, str]:
    if space.kind == Kind.REGION and space.region in profile().regions:
        return dict(profile().regions[space.region].names)
    return dict(space.names) or {"en": space.name}
