"""What is carried out of the wiki and into it: archives that wait for one person, sealed, for two days."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from advocates.core.identifiers import random_id
from advocates.core.viewer import Viewer
from advocates.spaces.models import Space
from advocates.wiki.models.page import WikiPage

# An archive waits for so long, then nothing of it is left.
WAITS = timedelta(hours=48)


class ArchiveQuerySet(models.QuerySet["Archive"]):
    def visible_to(self, viewer: Viewer) -> "ArchiveQuerySet":
        """One's own, as long as one reads the space."""
        if viewer.person is None:
            return self.none()
        return self.filter(
            person=viewer.person.pk, space__in=viewer.spaces, asked_at__gt=timezone.now() - WAITS
        )


class Archive(models.Model):
    """A ZIP of pages that somebody takes out of a space or brings into one."""

    class Way(models.TextChoices):
        OUT = "out", pgettext_lazy("archive of pages", "Taken out")
        IN = "in", pgettext_lazy("archive of pages", "Brought in")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("archive of pages", "Waiting")
        READY = "ready", pgettext_lazy("archive of pages", "Ready")
        DONE = "done", pgettext_lazy("archive of pages", "Done")
        FAILED = "failed", pgettext_lazy("archive of pages", "Failed")

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    way = models.CharField(max_length=3, choices=Way)
    state = models.CharField(max_length=8, choices=State)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    space = models.ForeignKey(Space, models.CASCADE, related_name="+")
    # The top of a branch that is taken out; none: the whole space.
    page = models.ForeignKey(WikiPage, models.CASCADE, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    # What is brought in without saying so is taken to be in this language.
    lang = models.CharField(max_length=16, blank=True)
    stored_as = models.CharField(max_length=100, blank=True)
    sealed_key = models.CharField(max_length=200, blank=True)
    # Of what is taken out: of each part its name in the storage and its sealed key.
    parts: Any = models.JSONField(default=list, blank=True)
    # Of the archive as it was sent: what was looked at is what is brought in.
    sha256 = models.CharField(max_length=64, blank=True)
    # Of an archive that comes in, by the path of a file: the id under which it waits (`id`), or why it does not (`no`).
    # Of one that was taken out the numbers of the files of the library in it (`library`).
    files: Any = models.JSONField(default=dict, blank=True)
    # Pages begun and changed, when it is done.
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    objects = models.Manager.from_queryset(ArchiveQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="page_archives_by_age")]

    def __str__(self) -> str:
        return self.public_id

    @classmethod
    def left_over(cls, now: datetime) -> ArchiveQuerySet:
        return cls.objects.filter(asked_at__lte=now - WAITS)
