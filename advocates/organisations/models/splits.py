"""Splits: one organisation became two."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from advocates.core.viewer import Role, Viewer
from advocates.organisations.models.entry import Organisation


class SplitQuerySet(models.QuerySet["Split"]):
    def visible_to(self, viewer: Viewer) -> "SplitQuerySet":
        """Staff alone."""
        return self if viewer.has_role(Role.STAFF) else self.none()

    def open_to_undo(self) -> "SplitQuerySet":
        """Those of the last 30 days that were not undone."""
        return self.filter(undone_at=None, split_at__gt=timezone.now() - Split.LIVES)


class Split(models.Model):
    """An entry was made out of another, and who passed over to it; for 30 days it can be undone."""

    LIVES = timedelta(days=30)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(Organisation, models.CASCADE, related_name="splits")
    made = models.ForeignKey(Organisation, models.CASCADE, related_name="made_by_splits")
    # From when on the chosen people speak for the new one.
    from_at = models.DateTimeField()
    # Of each mandate that passed over: the old one, the new one, and until when the old one had been given.
    moved = models.JSONField(default=list)
    split_at = models.DateTimeField(default=timezone.now)
    split_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(SplitQuerySet)()

    class Meta:
        ordering = ["-split_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(source=F("made")), name="split_into_another")]

    def __str__(self) -> str:
        return f"{self.made_id} out of {self.source_id}"

    @classmethod
    def over(cls, now: datetime) -> models.QuerySet["Split"]:
        """Those that cannot be undone any more."""
        return cls.objects.filter(split_at__lte=now - cls.LIVES)
