"""Tables of the ground: the installation's state, the stream, jobs, outgoing mail, limits."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class Installation(models.Model):
    """One row: whether a set-up person has finished. Until then every page says that this is a fresh installation."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    set_up_token_hash = models.CharField(max_length=64, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="installation_is_one_row")]


class StreamEntry(models.Model):
    """One recorded fact: who did what to which thing. Ids only, no names and no text."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    kind = models.CharField(max_length=80)
    target_type = models.CharField(max_length=80)
    target_id = models.CharField(max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    data = models.JSONField(default=dict)
    is_audit = models.BooleanField(default=False)
    dispatched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["target_type", "target_id", "-at"], name="stream_target"),
            models.Index(fields=["id"], condition=models.Q(dispatched_at=None), name="stream_undispatched"),
        ]


class AuditLink(models.Model):
    """One link of the chain of audit entries; `core.audit` says what it is good for."""

    number = models.PositiveBigIntegerField(unique=True)
    entry = models.OneToOneField(StreamEntry, models.CASCADE, related_name="link")
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.number)


class Job(models.Model):
    """Work for the worker: claimed with a lease, retried with growing delay, once only where it has a key."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    unique_key = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001 - NULLs do not collide
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    run_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-priority", "run_at", "id"], condition=models.Q(state="waiting"), name="job_waiting"
            ),
            models.Index(fields=["leased_until"], condition=models.Q(state="running"), name="job_running"),
        ]


class Mail(models.Model):
    """One message to one address, written in the deed's own transaction and delivered by the worker."""

    class State(models.TextChoices):
        WAITING = "waiting"
        # Being handed over, or its worker died while it did so.
        LEAVING = "leaving"
        SENT = "sent"
        FAILED = "failed"
        # It was no longer right to send it.
        DROPPED = "dropped"
        # Handed over or not: nobody knows. One of many is not sent twice for that.
        UNSURE = "unsure"
        # It was taken, and came back.
        BOUNCED = "bounced"

    message_id = models.CharField(max_length=200, unique=True)
    sender = models.CharField(max_length=320)
    recipient = models.CharField(max_length=320)
    language = models.CharField(max_length=16, blank=True)
    subject = models.CharField(max_length=500)
    text = models.TextField()
    html = models.TextField(blank=True)
    purpose = models.CharField(max_length=80, blank=True)
    about = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["recipient"], name="mails_to_address")]


class Suppression(models.Model):
    """An address that gets no more mail, or none of one purpose. Only a keyed hash: the address itself is not kept."""

    class Reason(models.TextChoices):
        UNSUBSCRIBED = "unsubscribed"
        BOUNCED = "bounced"
        # Whoever read mail there has died.
        MEMORIAL = "memorial"
        # The provider of a mailbox told that its reader called our mail unwanted.
        COMPLAINED = "complained"

    address_hash = models.CharField(max_length=64)
    # Empty: of every purpose.
    purpose = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address_hash", "purpose"], name="suppression_of_address")
        ]


class SuppressionLift(models.Model):
    """Somebody of the office had mail go to an address again: who, when, why. The address is not kept here either."""

    address_hash = models.CharField(max_length=64)
    purpose = models.CharField(max_length=80, blank=True)
    was = models.CharField(max_length=12, choices=Suppression.Reason.choices)
    reason = models.TextField()
    lang = models.CharField(max_length=16)
    lifted_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )


class Bounce(models.Model):
    """One mail that came back; each counts once, however many reports say so."""

    # No key: the mail itself is purged earlier.
    mail_number = models.BigIntegerField(unique=True)
    address_hash = models.CharField(max_length=64)
    is_hard = models.BooleanField(default=False)
    status = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["address_hash", "at"], name="bounces_of_address")]


class ProviderEvent(models.Model):
    """What a mail provider told about a mail: the same counts once, however often it is told."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)


class SignOfLife(models.Model):
    """When a long-running part of the program was last seen: the worker, the door for mail that comes in."""

    part = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(default=timezone.now)


class LimitCount(models.Model):
    """Uses in one window of one limit, where the cache could not be asked."""

    digest = models.CharField(max_length=32, unique=True)
    uses = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)


class SpentTicket(models.Model):
    """A form of a visitor that was sent: a second sending of the very same is none."""

    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
