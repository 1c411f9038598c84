"""Spaces and the seats in them."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from advocates.core.asking import written_once
from advocates.core.identifiers import random_id
from advocates.core.profile import in_language, profile
from advocates.core.rows import columns_of, instance_of
from advocates.core.viewer import Role, Viewer
from advocates.organisations.models import Mandate


class Kind(models.TextChoices):
    """Who may read: everybody, whoever has a mandate, those of a region, holders of a role, or named people."""

    PUBLIC = "public", pgettext_lazy("kind of space", "Public")
    MEMBERS = "members", pgettext_lazy("kind of space", "All members")
    REGION = "region", pgettext_lazy("kind of space", "Region")
    COMMITTEE = "committee", pgettext_lazy("kind of space", "Committee")
    ROOM = "room", pgettext_lazy("kind of space", "Room")
    DIRECT = "direct", pgettext_lazy("kind of space", "Messages")


# Nothing of what is written there leaves by mail: no text, no title, no author, no name of the space.
SILENT = frozenset({Kind.COMMITTEE, Kind.ROOM, Kind.DIRECT})


class SpaceQuerySet(models.QuerySet["Space"]):
    def visible_to(self, viewer: Viewer) -> "SpaceQuerySet":
        return self.filter(pk__in=viewer.spaces)

    def listed_for(self, viewer: Viewer) -> "SpaceQuerySet":
        """What staff arrange: shared spaces and committees, without a word of what is written there.

        Rooms and messages are nobody's but theirs who sit there.
        """
        if not viewer.has_role(Role.STAFF):
            return self.none()
        return self.exclude(kind__in=[Kind.ROOM, Kind.DIRECT])

    def moderated_by(self, viewer: Viewer, now: datetime | None = None) -> "SpaceQuerySet":
        """Of those that the viewer reads: all but rooms and messages, or a region's; rooms that the viewer owns.

        The same answer as `policies.can_run` gives for one space, and tested against it.
        """
        if not viewer.spaces:
            return self.none()
        person: Any = viewer.person
        owned = SpaceSeat.objects.valid_at(now or timezone.now()).filter(person=person, is_owner=True)
        run = Q(kind=Kind.ROOM, pk__in=owned.values("space"))
        if moderates_everywhere(viewer):
            run |= ~Q(kind__in=[Kind.ROOM, Kind.DIRECT])
        else:
            run |= Q(kind=Kind.REGION, region__in=viewer.regions | viewer.moderates)
        return self.filter(run, pk__in=viewer.spaces)


def moderates_everywhere(viewer: Viewer) -> bool:
    """Staff, and moderators whose task has no region."""
    return viewer.has_role(Role.STAFF) or "" in viewer.moderates


class Space(models.Model):
    """Something private belongs to exactly one."""

    Kind = Kind

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    # By language; empty for kinds that name themselves.
    names = models.JSONField(default=dict, blank=True)
    # A region's id, for its space.
    region = models.CharField(max_length=64, blank=True)
    # Whose holders sit in a committee without a seat of their own.
    role = models.CharField(max_length=16, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Everything can be read as before, and nothing added.
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(SpaceQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind__in=[Kind.PUBLIC.value, Kind.MEMBERS.value]),
                name="space_of_all_once",
            ),
            models.UniqueConstraint(
                fields=["region"], condition=Q(kind=Kind.REGION.value), name="space_of_region_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.REGION.value) ^ Q(region=""), name="space_region_has_region"
            ),
            models.CheckConstraint(
                condition=Q(role="") | Q(kind=Kind.COMMITTEE.value), name="space_role_of_committee"
            ),
        ]
        # The shared ones are found among some thousand rooms and messages without reading those.
        indexes = [models.Index(fields=["kind"], name="spaces_of_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @classmethod
    def shared(cls) -> "SpaceQuerySet":
        """Those that a right may open, without a seat: few, however many rooms and messages there are."""
        return cls.objects.filter(kind__in=[Kind.PUBLIC, Kind.MEMBERS, Kind.REGION, Kind.COMMITTEE])

    @classmethod
    def of_messages_over(cls, moment: datetime) -> "SpaceQuerySet":
        """Spaces of messages with nothing left in them; for the purge. A case that came of one is kept longer."""
        empty = {"topics": None, "files": None, "cases": None}
        return cls.objects.filter(kind=Kind.DIRECT, created_at__lt=moment - timedelta(days=1), **empty)

    @property
    def name(self) -> str:
        """In the reader's language."""
        if self.names:
            return in_language(self.names)
        if self.kind == Kind.REGION and self.region in profile().regions:
            return in_language(profile().regions[self.region].names)
        if self.kind == Kind.MEMBERS:
            return _("All members")
        return str(self.get_kind_display())

    @property
    def is_silent(self) -> bool:
        """Whether mail about it says nothing but that there is something."""
        return self.kind in SILENT

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class SpaceSeatQuerySet(models.QuerySet["SpaceSeat"]):
    def valid_at(self, moment: datetime) -> "SpaceSeatQuerySet":
        return self.filter(Q(left_at=None) | Q(left_at__gt=moment), joined_at__lte=moment)

    def visible_to(self, viewer: Viewer) -> "SpaceSeatQuerySet":
        """Who sits where is known to those who may read there."""
        return self.filter(space__in=viewer.spaces)

    def counting_at(self, moment: datetime) -> "SpaceSeatQuerySet":
        """Those whose people speak for somebody; without a mandate a seat opens nothing."""
        speaking = Mandate.objects.valid_at(moment).filter(person__is_active=True)
        return self.valid_at(moment).filter(person__in=speaking.values("person"))

    def listed_for(self, viewer: Viewer) -> "SpaceSeatQuerySet":
        """The seats of committees, which staff arrange."""
        return self.filter(space__in=Space.objects.listed_for(viewer))


class SpaceSeat(models.Model):
    """A named person in a committee, a room or a message; it counts only while the person has a mandate."""

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="seats")
    is_owner = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = models.Manager.from_queryset(SpaceSeatQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["space", "person"], condition=Q(left_at=None), name="seat_once_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["person", "space"], name="seats_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.space_id}"

    @classmethod
    def of_viewer(cls, now: datetime) -> SpaceSeatQuerySet:
        """For the viewer's statement: of the person `OuterRef("pk")`, those that stand now."""
        return cls.objects.valid_at(now).filter(person=OuterRef("pk"))


# A draft that nobody touches is kept for so long; one that was sent or thrown away for so long, so that throwing away
# can be taken back and a late saving is recognised.
UNUSED, UNDO = timedelta(days=90), timedelta(days=1)
# Beside the drafts of a form, so many of what was sent: each page tells the browser, which then forgets its copies.
MOST_AT_HAND = 30


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, viewer: Viewer) -> "DraftQuerySet":
        """One's own, and nobody else's: also where the place is not open to its writer any more."""
        person: Any = viewer.person
        return self.filter(person=person) if person is not None else self.none()

    def standing(self) -> "DraftQuerySet":
        return self.filter(discarded_at=None, spent_at=None)


class Draft(models.Model):
    """What somebody has typed and not sent. Each window writes a draft of its own, so that two never mix."""

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # A kind of place and its id, as `drafts.places` knows them: "answer:…".
    key = models.CharField(max_length=60)
    # None: the place was not open to its writer when this was kept.
    space = models.ForeignKey(Space, models.CASCADE, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    lang = models.CharField(max_length=16, blank=True)
    # What else the form held.
    extra = models.JSONField(default=dict, blank=True)
    # Drawn by the form: the window that wrote last.
    window = models.CharField(max_length=40)
    # Rises with every saving; a saving that arrives late has a lower one.
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    # Thrown away; for a day it can be taken back.
    discarded_at = models.DateTimeField(null=True, blank=True)
    # Sent: empty, and kept for a day so that a late saving does not bring it back.
    spent_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(DraftQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "window"], name="draft_of_window_once")]
        indexes = [models.Index(fields=["person", "key"], name="drafts_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.key}"

    @classmethod
    def at_hand(cls, person_id: int, key: str) -> "tuple[list[Draft], list[str]]":
        """What a person has for a form, the newest first; and the windows of what they have sent lately."""
        rows = _drafts_at_hand(person_id, key)
        waiting = [instance_of(cls, iter(row)) for window, spent_at, *row in rows if spent_at is None]
        return waiting, [window for window, spent_at, *_row in rows if spent_at is not None]

    @classmethod
    def due(cls, now: datetime) -> DraftQuerySet:
        """What is to be deleted at a moment."""
        over = Q(discarded_at__lt=now - UNDO) | Q(spent_at__lt=now - UNDO)
        return cls.objects.filter(over | Q(saved_at__lt=now - UNUSED))


@written_once
def _drafts_at_hand(person_id: int, key: str) -> models.QuerySet[Draft, Any]:
    found = Draft.objects.filter(Q(key=key) | Q(spent_at__isnull=False), person=person_id)
    newest = found.order_by(F("spent_at").desc(nulls_first=True), "-saved_at", "-pk")
    # Of those that were sent nothing else is wanted, and none of them is made an instance of.
    return newest.values_list("window", "spent_at", *columns_of(Draft))[:MOST_AT_HAND]
