"""Who follows what by mail, and the proof that they asked for it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from advocates.syndication.posting.models import Delivery, OwnChannel

__all__ = ["OwnChannel", "Consent", "Delivery", "Subscription"]


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def open(self) -> "SubscriptionQuerySet":
        """Asked for, and not ended; confirmed or not."""
        return self.filter(ended_at=None)

    def confirmed(self) -> "SubscriptionQuerySet":
        """Those that get mail."""
        return self.open().exclude(confirmed_at=None)


class Subscription(models.Model):
    """One address follows one topic. When it ends the address goes, and a keyed hash of it stays."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    # Within the topic, such as a region; empty for all of it.
    scope = models.CharField(max_length=60, blank=True)
    address = models.EmailField(blank=True)
    address_hash = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=16)
    # In which language a mail may come that is not there in the reader's; empty: then it does not come.
    fallback = models.CharField(max_length=16, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    # Whether a browser did the work of the form when it was asked for last.
    is_proved = models.BooleanField(default=False)
    # Mails that asked for the confirmation: when the last one left for the outbox, and how many there were.
    mailed_at = models.DateTimeField(null=True, blank=True)
    mails = models.PositiveSmallIntegerField(default=0)
    # Since when the first or next of them waits, because too many were asked for at once.
    held_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # What happened before this moment has been told, or happened before the reader came.
    told_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(SubscriptionQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "scope", "address_hash"], condition=Q(ended_at=None), name="subscription_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) & ~Q(address="") | Q(ended_at__isnull=False, address=""),
                name="subscription_has_address_until_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, told_until=None)
                | Q(confirmed_at__isnull=False, told_until__isnull=False),
                name="subscription_told_once_confirmed",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["told_until"],
                condition=Q(ended_at=None, confirmed_at__isnull=False),
                name="subscription_due",
            ),
            models.Index(
                fields=["asked_at"], condition=Q(ended_at=None, confirmed_at=None), name="subscription_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.scope} {self.public_id}"


class Consent(models.Model):
    """A line of the proof: what was done with a subscription, when, how, and under which text. Never changed."""

    class Deed(models.TextChoices):
        ASKED = "asked"
        CONFIRMED = "confirmed"
        CHANGED = "changed"
        ENDED = "ended"
        EXPIRED = "expired"

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="consents")
    at = models.DateTimeField(default=timezone.now)
    deed = models.CharField(max_length=10, choices=Deed)
    how = models.CharField(max_length=12)
    text_version = models.CharField(max_length=12)
    language = models.CharField(max_length=16)
    scope = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["deed", "at"], name="consent_by_deed")]

    def __str__(self) -> str:
        return f"{self.deed} {self.at:%Y-%m-%d}"
