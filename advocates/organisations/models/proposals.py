"""What others say about entries: proposals of groups, hints of anybody, and the waves in which groups are asked."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from advocates.core.viewer import Role, Viewer
from advocates.organisations.models.entry import Organisation


class WaveQuerySet(models.QuerySet["Wave"]):
    def visible_to(self, viewer: Viewer) -> "WaveQuerySet":
        """The office's work is seen by staff alone."""
        return self if viewer.has_role(Role.STAFF) else self.none()


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, viewer: Viewer) -> "ProposalQuerySet":
        """Staff; a group reads its own through the link in its mail."""
        return self if viewer.has_role(Role.STAFF) else self.none()


class HintQuerySet(models.QuerySet["Hint"]):
    def visible_to(self, viewer: Viewer) -> "HintQuerySet":
        """Staff; a group reads what concerns it through the link in its mail."""
        return self if viewer.has_role(Role.STAFF) else self.none()


class Wave(models.Model):
    """Many groups that were asked at once: by whom, when, chosen how."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The words of the filter by name; empty where all were asked.
    words = models.JSONField(default=dict)
    count = models.PositiveIntegerField(default=0)

    objects = models.Manager.from_queryset(WaveQuerySet)()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d} {self.count}"


class Proposal(models.Model):
    """How an entry should be, in the words of somebody who may not change it. It changes nothing by itself.

    `content` holds the fields that should change, `before` what they were when it was written.
    """

    class Origin(models.TextChoices):
        GROUP = "group", _("the group itself")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("state of a proposal", "Waiting")
        ACCEPTED = "accepted", pgettext_lazy("state of a proposal", "Taken over")
        REFUSED = "refused", pgettext_lazy("state of a proposal", "Not taken over")
        WITHDRAWN = "withdrawn", pgettext_lazy("state of a proposal", "Taken back by the group")
        OUTDATED = "outdated", pgettext_lazy("state of a proposal", "The entry is not public any more")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="proposals")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.GROUP)
    base_revision = models.PositiveIntegerField()
    content = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    note = models.TextField(max_length=4000, blank=True)
    lang = models.CharField(max_length=16)
    # Where the answer goes: the address that the link was mailed to.
    address = models.EmailField(blank=True)
    # Raised whenever the group changes what it proposes, so that nobody takes over what they have not seen.
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(max_length=2000, blank=True)

    objects = models.Manager.from_queryset(ProposalQuerySet)()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "origin"], condition=Q(state="waiting"), name="proposal_waiting_once"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="proposal_decided_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="proposal_refused_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.state}"

    @classmethod
    def written_by(cls, at: Q) -> ProposalQuerySet:
        """Those of one writer, for that writer; `at` says where their addresses stand."""
        return cls.objects.filter(at)

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @classmethod
    def decided_before(cls, moment: datetime) -> models.QuerySet["Proposal"]:
        """What was decided longer ago than that."""
        return cls._base_manager.filter(decided_at__lt=moment)


class Hint(models.Model):
    """Something that anybody told us: an entry is not right, or a group is missing. It changes nothing by itself."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", pgettext_lazy("kind of a hint", "Something is wrong")
        SUGGESTION = "suggestion", pgettext_lazy("kind of a hint", "A group that is missing")

    class Topic(models.TextChoices):
        WEBSITE = "website", pgettext_lazy("what is wrong", "The website")
        CONTACT = "contact", pgettext_lazy("what is wrong", "A telephone number or an address")
        CLOSED = "closed", pgettext_lazy("what is wrong", "The group does not exist any more")
        NAME = "name", pgettext_lazy("what is wrong", "The name or the place")
        OTHER = "other", pgettext_lazy("what is wrong", "Something else")

    class State(models.TextChoices):
        HELD = "held", pgettext_lazy("state of a hint", "Waits until somebody has read it")
        GROUP = "group", pgettext_lazy("state of a hint", "The group is asked")
        OFFICE = "office", pgettext_lazy("state of a hint", "The office decides")
        CLOSED = "closed", pgettext_lazy("state of a hint", "Closed")

    class Answer(models.TextChoices):
        NONE = "", pgettext_lazy("answer of a group", "None")
        RIGHT = "right", pgettext_lazy("answer of a group", "The entry is right as it is")
        CHANGE = "change", pgettext_lazy("answer of a group", "The group proposes a change")
        UNKNOWN = "unknown", pgettext_lazy("answer of a group", "The group cannot tell")

    class Outcome(models.TextChoices):
        NONE = "", pgettext_lazy("outcome of a hint", "Open")
        ACCEPTED = "accepted", pgettext_lazy("outcome of a hint", "Taken up")
        DECLINED = "declined", pgettext_lazy("outcome of a hint", "Not taken up")
        RIGHT = "right", pgettext_lazy("outcome of a hint", "The group says that its entry is right")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="hints"
    )
    topic = models.CharField(max_length=10, choices=Topic, blank=True)
    text = models.TextField(max_length=4000, blank=True)
    source = models.CharField(max_length=300, blank=True)
    # Of a group that is missing.
    name = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    city = models.CharField(max_length=120, blank=True)
    website = models.CharField(max_length=300, blank=True)

    lang = models.CharField(max_length=16)
    reporter = models.EmailField(blank=True)
    is_proved = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.HELD)
    created_at = models.DateTimeField(default=timezone.now)
    # When the group was told by mail; two weeks later the office decides.
    mailed_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    reason = models.TextField(max_length=2000, blank=True)

    objects = models.Manager.from_queryset(HintQuerySet)()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(outcome="") & Q(reporter="")
                | (~Q(state="closed") & Q(closed_at=None, outcome="")),
                name="hint_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="declined") | ~Q(reason=""), name="hint_declined_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(kind="correction", organisation__isnull=False)
                | Q(kind="suggestion", organisation=None),
                name="hint_about_entry_or_new_group",
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="hint_by_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @classmethod
    def written_by(cls, at: Q) -> HintQuerySet:
        """Those of one writer, for that writer; `at` says where their addresses stand."""
        return cls.objects.filter(at)

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED

    @classmethod
    def closed_before(cls, moment: datetime) -> models.QuerySet["Hint"]:
        """What was closed longer ago than that."""
        return cls._base_manager.filter(closed_at__lt=moment)
