"""The office's work on entries: checks of websites, questions to groups, tasks."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from advocates.core.viewer import Role, Viewer
from advocates.organisations.models.entry import Organisation


class WebsiteCheck(models.Model):
    """What the last look at an entry's website saw. For the office only; it never changes the entry."""

    class Outcome(models.TextChoices):
        FINE = "fine", pgettext_lazy("outcome of a website check", "The website answers")
        DEAD = "dead", pgettext_lazy("outcome of a website check", "The website does not answer")
        PARKED = "parked", pgettext_lazy("outcome of a website check", "The address seems to be for sale")
        MOVED = "moved", pgettext_lazy("outcome of a website check", "The address leads to another website")
        UNSURE = "unsure", pgettext_lazy("outcome of a website check", "Could not be told")

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="website_check")
    address = models.CharField(max_length=300)
    checked_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.UNSURE)
    reason = models.CharField(max_length=24, blank=True)
    # Where a moved address leads to.
    target = models.CharField(max_length=300, blank=True)
    failures_in_a_row = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    # What the office has been told, so that it is told once.
    reported = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(failures_in_a_row=0, failing_since=None)
                | Q(failures_in_a_row__gt=0, failing_since__isnull=False),
                name="website_check_failing_since_then",
            )
        ]
        indexes = [models.Index(fields=["checked_at"], name="website_check_by_age")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.outcome}"


class ConfirmationAsk(models.Model):
    """A group was asked by mail whether its entry is right. What it answered otherwise is a task of the office."""

    class MailState(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("state of a mail", "Waiting")
        SENT = "sent", pgettext_lazy("state of a mail", "Sent")
        FAILED = "failed", pgettext_lazy("state of a mail", "Could not be delivered")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="confirmation_asks")
    wave = models.ForeignKey(
        "organisations.Wave", models.SET_NULL, null=True, blank=True, related_name="asks"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    mail_state = models.CharField(max_length=8, choices=MailState, default=MailState.WAITING)
    reminded_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_right = models.BooleanField(default=False)

    class Meta:
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.asked_at:%Y-%m-%d}"


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, viewer: Viewer) -> "TaskQuerySet":
        """The office's work is seen by staff alone."""
        return self if viewer.has_role(Role.STAFF) else self.none()

    def open(self) -> "TaskQuerySet":
        """What nobody has done yet."""
        return self.filter(closed_at=None)

    def mine(self, viewer: Viewer) -> "TaskQuerySet":
        """What the viewer looks at."""
        return self.filter(taken_by__pk=viewer.person.pk) if viewer.person else self.none()

    def close(self, by: models.Model | None) -> int:
        """Close those that are open still; by nobody where the software saw that it is over."""
        return self.open().update(closed_at=timezone.now(), closed_by=by)


class Task(models.Model):
    """Something that the office should look at: opened by a check of the software, closed by it or by a person."""

    class Kind(models.TextChoices):
        WEBSITE = "website", pgettext_lazy("task of the office", "Look at the website")
        CHANGE = "change", pgettext_lazy("task of the office", "Read what the group wrote")
        ADDRESS = "address", pgettext_lazy("task of the office", "Mail comes back: find another address")
        ADMINISTRATOR = (
            "administrator",
            pgettext_lazy(
                "task of the office", "Find an administrator: nobody says who speaks for this organisation"
            ),
        )

    # Without choices in the database's eyes: a further kind needs no migration.
    kind = models.CharField(max_length=20)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="tasks"
    )
    # Tells apart what waits of one kind for one entry.
    key = models.CharField(max_length=80, blank=True)
    detail = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Who is looking at it, and what the others should know.
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.TextField(max_length=2000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = models.Manager.from_queryset(TaskQuerySet)()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "organisation", "key"], condition=Q(closed_at=None), name="task_open_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(closed_at=None, organisation=None),
                name="task_without_entry_open_once",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | Q(closed_at__isnull=False), name="task_closed_when_by_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["created_at", "id"], condition=Q(closed_at=None), name="task_open_by_age")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.organisation_id}"

    def close(self, by: models.Model | None) -> bool:
        """False if somebody was faster."""
        return bool(type(self).objects.filter(pk=self.pk).close(by))

    @classmethod
    def done_before(cls, moment: datetime) -> TaskQuerySet:
        """What was closed longer ago than that."""
        return cls.objects.filter(closed_at__lt=moment)


class RowDecision(models.Model):
    """Somebody decided that a doubtful row of a file is about this entry; nobody is asked about the row again."""

    hash = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="row_decisions")

    def __str__(self) -> str:
        return f"{self.hash[:8]} {self.organisation_id}"


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    def visible_to(self, viewer: Viewer) -> "ImportFileQuerySet":
        """Whoever sent it, as long as they are staff and a day has not passed."""
        if viewer.person is None or not viewer.has_role(Role.STAFF):
            return self.none()
        return self.filter(owner__pk=viewer.person.pk, created_at__gt=timezone.now() - ImportFile.LIVES)


class ImportFile(models.Model):
    """A file that somebody of the office sent in order to see what it would do; its text is gone once it is loaded."""

    LIVES = timedelta(hours=24)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)
    # How many rows were added, changed, left and refused.
    counts = models.JSONField(default=dict)

    objects = models.Manager.from_queryset(ImportFileQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(text=""), name="import_file_forgotten_when_applied"
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @classmethod
    def over(cls, now: datetime) -> models.QuerySet["ImportFile"]:
        """Those that nobody can open any more."""
        return cls.objects.filter(created_at__lte=now - cls.LIVES)


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, viewer: Viewer) -> "MergeQuerySet":
        """Staff alone."""
        return self if viewer.has_role(Role.STAFF) else self.none()

    def open_to_undo(self) -> "MergeQuerySet":
        """Those of the last 30 days that were not undone."""
        return self.filter(undone_at=None, merged_at__gt=timezone.now() - Merge.LIVES)


class Merge(models.Model):
    """Two entries were made one; both are kept as they were, so that it can be undone for 30 days."""

    LIVES = timedelta(days=30)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey(Organisation, models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Organisation, models.CASCADE, related_name="mergings")
    kept_before = models.JSONField()
    gone_before = models.JSONField()
    # Their revisions when it was done: if they have moved on, somebody changed an entry since.
    kept_revision = models.PositiveIntegerField()
    gone_revision = models.PositiveIntegerField()
    # The open tasks that the one that stays took over.
    moved_tasks = models.JSONField(default=list)
    merged_at = models.DateTimeField(default=timezone.now)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(MergeQuerySet)()

    class Meta:
        ordering = ["-merged_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two"),
            models.UniqueConstraint(fields=["gone", "gone_revision"], name="merge_once_a_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.kept_id}"

    @classmethod
    def over(cls, now: datetime) -> models.QuerySet["Merge"]:
        """Those that cannot be undone any more."""
        return cls.objects.filter(merged_at__lte=now - cls.LIVES)
