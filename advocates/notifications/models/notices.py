"""What somebody is told: one row for a person and a thing that happened; lists and mails merge them when they are read.

Ids alone: what a row says is asked of its source, with the rights of the moment.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Max, Q
from django.utils import timezone

from advocates.core.viewer import Viewer
from advocates.notifications import sources

# A bell counts no further, and a list shows no more.
MOST_UNREAD = 200


class Urgency(models.IntegerChoices):
    """Whether mail is sent about it: never, as the person wishes, or at once whatever they wish for the rest."""

    SITE = 0
    WISH = 1
    AT_ONCE = 2


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, viewer: Viewer) -> "NoticeQuerySet":
        """The viewer's own, as far as they may still read where it happened."""
        if viewer.person is None:
            return self.none()
        return self.filter(person_id=viewer.person.pk, space__in=[0, *viewer.spaces])

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def standing(self) -> "NoticeQuerySet":
        """Without what was hidden, taken back or moved since; each source knows its own."""
        found = self
        for source in sources.all_of_them():
            found = found.filter(~Q(about=source.about) | source.standing())
        return found


class Notice(models.Model):
    """Somebody is told of something, once."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    # What it happened in, as "forum.topic", and its id: reading that is reading the notice.
    about = models.CharField(max_length=30)
    about_id = models.BigIntegerField()
    # What happened: the id of a post, its number in its topic, and who did it where that tells two apart.
    item = models.BigIntegerField()
    number = models.PositiveIntegerField(default=0)
    by = models.BigIntegerField(default=0)
    # The id of the space in which it happened; 0: in none. Spaces lie above this app.
    space = models.BigIntegerField(default=0)
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.SITE)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    # The name of the digest that took it up.
    batch = models.CharField(max_length=40, blank=True)

    objects = models.Manager.from_queryset(NoticeQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "item", "by"], name="notice_once"),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="notices_of_person"),
            models.Index(fields=["person", "-id"], condition=Q(read_at=None), name="notices_unread"),
            models.Index(fields=["about", "about_id", "person"], name="notices_about"),
            models.Index(fields=["kind", "item"], name="notices_of_item"),
            models.Index(
                fields=["person"],
                condition=Q(read_at=None, mailed_at=None, urgency__gt=0),
                name="notices_to_gather",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item} for {self.person_id}"

    @classmethod
    def bell_of(cls, person: Any) -> NoticeQuerySet:
        """What is new for a person, newest first; for an inner question."""
        return cls.objects.filter(person=person).unread().standing().order_by("-pk")[:MOST_UNREAD]

    @classmethod
    def to_gather(cls, people: Collection[Any]) -> NoticeQuerySet:
        """What digests for these people would be made of: not read, not mailed, and still there."""
        waiting = cls.objects.filter(person__in=people, mailed_at=None, urgency__gt=Urgency.SITE)
        return waiting.unread().standing()

    @classmethod
    def of_mail(cls, viewer: Viewer, **which: Any) -> NoticeQuerySet:
        """What a mail may still speak of, when it leaves."""
        own = cls.objects.visible_to(viewer).filter(urgency__gt=Urgency.SITE, **which)
        return own.unread().standing().order_by("about", "about_id", "pk")

    @classmethod
    def newest_of(cls, kind: str) -> datetime | None:
        """When anybody was told of something of a kind last."""
        newest: datetime | None = cls.objects.filter(kind=kind).aggregate(at=Max("at"))["at"]
        return newest

    @classmethod
    def outdated(cls, read_before: datetime, told_before: datetime) -> NoticeQuerySet:
        """What nobody will look for any more."""
        return cls.objects.filter(Q(read_at__lt=read_before) | Q(at__lt=told_before))
