"""Lost second factors: two people who stand for somebody, two days in which anybody can stop it, then one link."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from advocates.core.viewer import Role, Viewer
from advocates.organisations.models.mandates import Mandate


class FactorLossQuerySet(models.QuerySet["FactorLoss"]):
    def open(self) -> "FactorLossQuerySet":
        """Neither stopped nor done."""
        return self.filter(closed_at=None)

    def visible_to(self, viewer: Viewer, now: datetime | None = None) -> "FactorLossQuerySet":
        """Staff see all; others those of people of their own organisations, or of their regions."""
        if viewer.has_role(Role.STAFF):
            return self
        people = Mandate.objects.visible_to(viewer).valid_at(now or timezone.now()).values("person")
        return self.filter(person__in=people)


class FactorLoss(models.Model):
    """Somebody has lost the second factor and asks to have it removed."""

    class Outcome(models.TextChoices):
        DONE = "done"
        STOPPED = "stopped"
        # The password or the address changed meanwhile, or nobody finished it in time.
        VOID = "void"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="factor_losses")
    asked_at = models.DateTimeField(default=timezone.now)
    # A keyed hash of password and address: when one of them changes, somebody else may have asked.
    mark = models.CharField(max_length=64)
    vouched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The mandate under which a colleague did it, or the region whose representative did.
    vouched_under = models.ForeignKey(Mandate, models.PROTECT, null=True, blank=True, related_name="+")
    vouched_for_region = models.CharField(max_length=64, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # When the two days are over; set when both have agreed.
    ready_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)

    objects = models.Manager.from_queryset(FactorLossQuerySet)()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_at=None), name="factor_loss_once_open"
            ),
            models.CheckConstraint(
                condition=Q(vouched_by=None) | Q(approved_by=None) | ~Q(vouched_by=F("approved_by")),
                name="factor_loss_two_people",
            ),
            models.CheckConstraint(
                condition=(Q(vouched_by=None) | ~Q(vouched_by=F("person")))
                & (Q(approved_by=None) | ~Q(approved_by=F("person"))),
                name="factor_loss_not_oneself",
            ),
            models.CheckConstraint(
                condition=Q(mailed_at=None) | Q(ready_at__isnull=False), name="factor_loss_mailed_when_ready"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_at:%Y-%m-%d}"

    @classmethod
    def of_person(cls, number: int) -> FactorLossQuerySet:
        """What one person lost, for that person."""
        return cls.objects.filter(person_id=number)

    @classmethod
    def asked_before(cls, moment: datetime) -> FactorLossQuerySet:
        """What was asked longer ago than that."""
        return cls.objects.filter(asked_at__lt=moment)
