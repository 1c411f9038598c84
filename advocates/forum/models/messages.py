"""Whom somebody takes no new messages from."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Block(models.Model):
    """One person begins no conversation with another any more; that person alone knows of it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~Q(person=models.F("blocked")), name="block_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} blocks {self.blocked_id}"

    @classmethod
    def of_person(cls, number: int) -> models.QuerySet["Block"]:
        """Those that one person made, for that person."""
        return cls.objects.filter(person_id=number)
