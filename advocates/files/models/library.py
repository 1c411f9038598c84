"""The libraries: what a space keeps under a title, in versions. The contents are `File`s that hang on it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from advocates.core.identifiers import random_id
from advocates.core.viewer import Viewer
from advocates.files.models.content import File, FileUse, by_of
from advocates.spaces.bylines import Byline, Signature
from advocates.spaces.models import Kind, Space

# The kind under which the versions hang on a file of a library.
LIBRARY = "files.library"
# What many share; messages have attachments alone, and what is public is the editors'.
WITH_LIBRARY = (Kind.MEMBERS, Kind.REGION, Kind.COMMITTEE, Kind.ROOM)
# So long a deleted one can be brought back.
UNDO = timedelta(days=30)


class LibraryFileQuerySet(models.QuerySet["LibraryFile"]):
    def visible_to(self, viewer: Viewer, now: datetime | None = None) -> "LibraryFileQuerySet":
        """Of the spaces that the viewer reads; before its day only for who added it and who runs the space.

        Deleted ones are among them, for their page says that they are gone; `standing` leaves them out. Those that
        moderators have hidden are nowhere.
        """
        if not viewer.spaces:
            return self.none()
        person: Any = viewer.person
        is_out = Q(not_before=None) | Q(not_before__lte=now or timezone.now())
        early = Q(person=person) | Q(space__in=Space.objects.moderated_by(viewer, now))
        return self.filter(is_out | early, space__in=viewer.spaces, hidden_at=None)

    def standing(self) -> "LibraryFileQuerySet":
        """Not deleted."""
        return self.filter(deleted_at=None)

    def out(self, now: datetime) -> "LibraryFileQuerySet":
        """Whose day has come, or that have none."""
        return self.filter(Q(not_before=None) | Q(not_before__lte=now))

    def newest_first(self) -> "LibraryFileQuerySet":
        return self.order_by("-changed_at", "-pk")


class LibraryFile(Byline):
    """A file under one address, whatever version of it is the current one. `lang` is that of title and description."""

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="library")
    title = models.CharField(max_length=200)
    description = models.TextField(max_length=2000, blank=True)
    # What a picture shows, by language.
    alts = models.JSONField(default=dict, blank=True)
    current = models.ForeignKey(File, models.SET_NULL, null=True, blank=True, related_name="+")
    # Only who added it and who runs the space sees it until then.
    not_before = models.DateTimeField(null=True, blank=True)
    # Drawn by the form, so that sending it twice makes one.
    once = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    deleted_reason = models.CharField(max_length=300, blank=True)
    # Since when moderators keep it from everybody; why, their case says.
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(LibraryFileQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "once"], name="library_file_once")]
        indexes = [
            models.Index(fields=["space", "-changed_at", "-id"], name="library_of_space"),
            models.Index(fields=["person", "-created_at"], name="library_of_person"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def by(self) -> Signature:
        return by_of(self)

    @property
    def is_early(self) -> bool:
        """Whether its day has not come."""
        return self.not_before is not None and self.not_before > timezone.now()

    @property
    def alt(self) -> str:
        """What the picture shows, in the reader's language or in another."""
        return self.shown_alt[1]

    @property
    def shown_alt(self) -> tuple[str, str]:
        """The language and the words."""
        alts: dict[str, str] = self.alts
        wanted = (get_language() or "en").partition("-")[0]
        for lang in (wanted, self.lang, "en", *sorted(alts)):
            if alts.get(lang):
                return lang, alts[lang]
        return "", ""

    @classmethod
    def told_of(cls, pk: Any, space: Any) -> LibraryFileQuerySet:
        """One as long as it stands in the space in which people were told of it; for an inner question."""
        return cls.objects.filter(pk=pk, space=space, deleted_at=None, hidden_at=None)

    @classmethod
    def in_any_state(cls) -> LibraryFileQuerySet:
        """All there are; to tell what was erased from what is only not shown."""
        return cls.objects.all()

    def versions(self) -> "models.QuerySet[FileUse]":
        """The newest first; whoever asks has checked who may open it."""
        found = FileUse.objects.filter(kind=LIBRARY, target=self.pk, file__hidden_at=None)
        return found.select_related("file__space", "file__person", "file__mandate__organisation").order_by(
            "-position"
        )

    @classmethod
    def kept_back(cls, files: list[int], now: datetime) -> set[int]:
        """Of files the ids of those that a library does not show: before their day, deleted there or hidden."""
        if not files:
            return set()
        away = cls.objects.filter(
            Q(not_before__gt=now) | Q(deleted_at__isnull=False) | Q(hidden_at__isnull=False)
        )
        hung = FileUse.objects.filter(kind=LIBRARY, target__in=away.values("pk"), file__in=files)
        return set(hung.values_list("file", flat=True))

    @classmethod
    def of_person(cls, number: int) -> LibraryFileQuerySet:
        """What one person added, for that person."""
        return cls.objects.filter(person_id=number).order_by("created_at", "id")

    @classmethod
    def due(cls, now: datetime) -> LibraryFileQuerySet:
        """Deleted so long ago that nobody can bring them back, and with a content still."""
        held = FileUse.objects.filter(kind=LIBRARY).values("target")
        return cls.objects.filter(deleted_at__lt=now - UNDO, pk__in=held)


class LibraryWatch(models.Model):
    """Somebody wants to hear of new versions of a file."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    item = models.ForeignKey(LibraryFile, models.CASCADE, related_name="watchings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "item"], name="library_watched_once")]

    def __str__(self) -> str:
        return f"{self.person_id} watches {self.item_id}"


class LibraryUse(models.Model):
    """That a thing of some app speaks of a file in a library."""

    item = models.ForeignKey(LibraryFile, models.CASCADE, related_name="uses")
    # As the app has registered it: "forum.post".
    kind = models.CharField(max_length=40)
    target = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "target", "item"], name="library_use_once")]

    def __str__(self) -> str:
        return f"{self.item_id} in {self.kind} {self.target}"
