"""Addresses by which one person answers one thing by mail, and the mail that came in at them."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from advocates.core.identifiers import random_id
from advocates.core.viewer import Role, Viewer

# So long an address lives after the last mail in which it stood, and a mail that came in is kept.
ADDRESS_LIVES, MAIL_KEPT = timedelta(days=30), timedelta(days=7)


class ReplyAddress(models.Model):
    """One person's address for one thing. The key is made from the salt and our secret; only its hash is stored."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # A kind that an app above has registered, and the number of the thing there.
    kind = models.CharField(max_length=20)
    target_id = models.BigIntegerField()
    salt = models.CharField(max_length=32)
    key_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "target_id"], name="reply_address_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.target_id}"


class InboundMailQuerySet(models.QuerySet["InboundMail"]):
    def visible_to(self, viewer: Viewer) -> "InboundMailQuerySet":
        """One's own; what is held also to those who decide about it. What it says is another question."""
        if viewer.person is None:
            return self.none()
        own = Q(person_id=viewer.person.pk)
        if viewer.has_role(Role.MODERATOR, Role.STAFF) or viewer.regions:
            return self.filter(own | Q(state=InboundMail.State.HELD))
        return self.filter(own)


class InboundMail(models.Model):
    """A mail that somebody sent to their own reply address. It is gone after seven days, whatever became of it."""

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("state of a mail to us", "On its way")
        HELD = "held", pgettext_lazy("state of a mail to us", "Waits for you")
        POSTED = "posted", pgettext_lazy("state of a mail to us", "Posted")
        REFUSED = "refused", pgettext_lazy("state of a mail to us", "Not posted")
        # Written by a machine; nobody is told.
        DROPPED = "dropped", pgettext_lazy("state of a mail to us", "Written by a machine")

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    address = models.ForeignKey(ReplyAddress, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    target_id = models.BigIntegerField()
    came_at = models.DateTimeField(default=timezone.now)
    # Of the Message-ID, or of the whole where it has none: the same mail twice is one.
    digest = models.CharField(max_length=64)
    # Of what it says: a machine that answers a machine says the same again and again.
    text_digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    # Why it is held, was refused or dropped: a key of `inbound.reasons`.
    reason = models.CharField(max_length=20, blank=True)
    # The reason in the words of whoever decided.
    reason_said = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The mail as it came, and what was read in it; with a key of its own, which goes with the row.
    sealed_raw = models.BinaryField(blank=True, default=b"")
    sealed_text = models.BinaryField(blank=True, default=b"")
    sealed_key = models.TextField(blank=True)
    # Where it stands now.
    posted_url = models.CharField(max_length=200, blank=True)
    files_left_out = models.PositiveSmallIntegerField(default=0)
    # When its sender was told what became of it.
    told_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(InboundMailQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="inbound_mail_once")]
        indexes = [
            models.Index(fields=["person", "-came_at"], name="inbound_of_person"),
            models.Index(fields=["state", "came_at"], name="inbound_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"

    @property
    def erased_at(self) -> Any:
        return self.came_at + MAIL_KEPT

    @property
    def is_open(self) -> bool:
        """Whether its author can still have it posted."""
        return self.state == self.State.HELD

    @classmethod
    def numbered(cls, pk: Any) -> "InboundMail | None":
        """For a mail about it that leaves; None for one that is gone."""
        return cls.objects.select_related("person").filter(pk=pk).first()

    @classmethod
    def due(cls, now: Any) -> models.QuerySet["InboundMail"]:
        """What is to be erased at a moment."""
        return cls.objects.filter(came_at__lt=now - MAIL_KEPT)

    @classmethod
    def was_told_since(cls, person_id: int, moment: Any) -> bool:
        """Whether somebody got a mail about one that was refused or held."""
        told = cls.objects.filter(person_id=person_id, told_at__gt=moment)
        return told.exclude(state=cls.State.POSTED).exists()
