"""Deeds on one's own reading: each is one or two writes, and concerns nobody else."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.forum.models import (
    Category,
    CategoryReading,
    Following,
    OrganisationFollowing,
    Topic,
    TopicReading,
)
from advocates.forum.notices.sentences import TOPIC
from advocates.notifications.actions import silence
from advocates.organisations.models import Organisation


def mark_read(*, person: Person, topic: Topic, number: int, known: int | None = None) -> None:
    """Everything in a topic up to a post was read; never takes back what was read further on.

    `known` is the last post that was known before, where others' posts were read: after it the divider stays.
    """
    mine = TopicReading.objects.filter(person=person, topic=topic)
    divider: dict[str, Any] = {} if known is None else {"visit_from": known}
    # Read to the end, it is no longer marked as unread.
    to_the_end: dict[str, Any] = {"unread_since": None} if number >= topic.last_number else {}
    changed = {"last_number": number, "read_at": timezone.now(), **divider, **to_the_end}
    if not mine.filter(last_number__lt=number).update(**changed) and not mine.exists():
        TopicReading.objects.bulk_create(
            [TopicReading(person=person, topic=topic, last_number=number, **divider)], ignore_conflicts=True
        )


def mark_unread_from(*, person: Person, topic: Topic, number: int) -> None:
    """This post and everything after it are new again, whatever was read or marked before."""
    TopicReading.objects.update_or_create(
        person=person,
        topic=topic,
        defaults={"last_number": max(0, number - 1), "unread_since": timezone.now(), "visit_from": None},
    )


def mark_all_read(*, person: Person, categories: list[Category], moment: datetime | None = None) -> None:
    """Everything written until now counts as read; where the mark stood is remembered for `undo_all_read`."""
    now = moment or timezone.now()
    with transaction.atomic():
        CategoryReading.objects.bulk_create(
            [
                CategoryReading(person=person, category=each, read_until=person.joined_at)
                for each in categories
            ],
            ignore_conflicts=True,
        )
        mine = CategoryReading.objects.filter(person=person, category__in=categories)
        mine.update(read_until_before=F("read_until"), read_until=now)


def undo_all_read(*, person: Person, categories: list[Category]) -> int:
    """The marks stand again where they stood; returns in how many categories."""
    mine = CategoryReading.objects.filter(
        person=person, category__in=categories, read_until_before__isnull=False
    )
    return mine.update(read_until=F("read_until_before"), read_until_before=None)


def follow_topic(*, person: Person, topic: Topic, following: int | None) -> None:
    """How closely somebody follows a topic; None: as its category. Mail that waits does not leave for one let go."""
    TopicReading.objects.update_or_create(person=person, topic=topic, defaults={"following": following})
    if following is not None and following < Following.FOLLOWED:
        silence(person_id=person.pk, about=TOPIC, about_id=topic.pk)


def follow_category(*, person: Person, category: Category, following: int | None) -> None:
    """How closely somebody follows a category."""
    CategoryReading.objects.update_or_create(
        person=person,
        category=category,
        defaults={"following": following},
        create_defaults={"following": following, "read_until": person.joined_at},
    )


def follow_organisation(*, person: Person, organisation: Organisation, following: int) -> None:
    """How closely somebody follows what an organisation writes; as everything else, and the row is gone."""
    rows = OrganisationFollowing.objects.filter(person=person, organisation=organisation)
    if following == Following.NORMAL:
        rows.delete()
    else:
        OrganisationFollowing.objects.update_or_create(
            person=person, organisation=organisation, defaults={"following": following}
        )
