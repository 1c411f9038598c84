"""Applications for membership: the form as it is filled in, its papers, and what was decided."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from advocates.core.viewer import Role, Viewer
from advocates.organisations import validators as valid
from advocates.organisations.models.entry import Organisation


class CodeOfConduct(models.Model):
    """The code in one exact version and language. A version is never changed: a new one takes its place."""

    version = models.CharField(_("version"), max_length=20, validators=[valid.PlainText()])
    lang = models.CharField(_("language"), max_length=16, validators=[valid.known_language])
    text = models.TextField(_("text"), max_length=40_000, validators=[valid.PlainText(formula=False)])
    html = models.TextField(editable=False)
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "lang"], name="code_of_conduct_once_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.lang}"


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, viewer: Viewer) -> "ApplicationQuerySet":
        """What was sent: staff see that it is there, reviewers those of other organisations than their own.

        What is written in one, and its papers, only the reviewers who took it read: `read_by`.
        """
        if viewer.has_role(Role.STAFF):
            return self.exclude(state=Application.State.DRAFT)
        return self.reviewable_by(viewer)

    def reviewable_by(self, viewer: Viewer) -> "ApplicationQuerySet":
        """For reviewers with a mandate that counts: what was sent by others than their own organisations."""
        if not (viewer.has_role(Role.REVIEWER) and viewer.mandates and viewer.has_second_factor):
            return self.none()
        return self.exclude(state=Application.State.DRAFT).exclude(pk__in=self._touching(viewer))

    def _touching(self, viewer: Viewer) -> "ApplicationQuerySet":
        """Those of the viewer's own organisations, or that come from the viewer."""
        own = [held.organisation for held in viewer.mandates]
        address = getattr(viewer.person, "email", "")
        return Application.objects.filter(
            Q(claimed__in=own) | Q(organisation__in=own) | Q(resembles__in=own) | Q(email__iexact=address)
        )

    def read_by(self, viewer: Viewer) -> "ApplicationQuerySet":
        """Those whose content the viewer may read: with a seat, without a conflict, by a mandate that still counts."""
        if viewer.person is None:
            return self.none()
        seated = Application.objects.filter(
            seats__reviewer=viewer.person.pk,
            seats__organisation__in=[held.organisation for held in viewer.mandates],
            seats__freed_at=None,
            seats__declared_at__isnull=False,
        )
        return self.reviewable_by(viewer).exclude(state=Application.State.WITHDRAWN).filter(pk__in=seated)

    def in_review(self) -> "ApplicationQuerySet":
        """What waits for a decision."""
        return self.filter(state=Application.State.REVIEW)

    def open(self) -> "ApplicationQuerySet":
        """What is neither decided nor taken back."""
        return self.filter(state__in=(Application.State.DRAFT, Application.State.REVIEW))


class Application(models.Model):
    """An organisation asks to join. Whoever has a key may read and answer; nobody needs an account for that."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("state of an application", "Not sent yet")
        REVIEW = "review", pgettext_lazy("state of an application", "Being reviewed")
        APPROVED = "approved", pgettext_lazy("state of an application", "Approved")
        REFUSED = "refused", pgettext_lazy("state of an application", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("state of an application", "Taken back")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField()
    language = models.CharField(max_length=16, default=settings.LANGUAGE_CODE)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    # Copied from the answers when they are sent, for the queue.
    name = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    claimed = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="claims")
    # Entries that look like the same group; their people do not review it.
    resembles = models.ManyToManyField(Organisation, blank=True, related_name="+")
    # The member that became of it.
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="applications"
    )
    # The first review, or the second after an appeal.
    round = models.PositiveSmallIntegerField(default=1)
    appeal = models.TextField(blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    kept_until = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    # Since when it is in this state (and in this round).
    state_since = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(ApplicationQuerySet)()

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", sent_at=None) | Q(state="withdrawn") | Q(sent_at__isnull=False),
                name="application_sent_when_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("approved", "refused"), decided_at__isnull=False)
                | ~Q(state__in=("approved", "refused")),
                name="application_decided_when_over",
            ),
            models.CheckConstraint(condition=Q(round__gte=1, round__lte=2), name="application_appealed_once"),
        ]
        indexes = [models.Index(fields=["state", "state_since"], name="application_by_state")]

    def __str__(self) -> str:
        return f"{self.state} {self.public_id}"

    @classmethod
    def of_address(cls, at: Q) -> ApplicationQuerySet:
        """Those of one applicant, for that applicant; `at` says where their addresses stand."""
        return cls.objects.filter(at)

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_in_review(self) -> bool:
        return self.state == self.State.REVIEW

    def days_waiting(self, now: datetime | None = None) -> int:
        """Whole days in this state."""
        return ((now or timezone.now()) - self.state_since).days

    @classmethod
    def over_by(cls, moment: datetime) -> "ApplicationQuerySet":
        """Drafts that nobody went on with, what was taken back 30 days and what was decided a year before."""
        return cls.objects.filter(
            Q(state=cls.State.DRAFT, kept_until__lt=moment)
            | Q(state=cls.State.WITHDRAWN, state_since__lt=moment - timedelta(days=30))
            | Q(decided_at__lt=moment - timedelta(days=365)) & ~Q(state=cls.State.REVIEW)
        )


class ApplicationKey(models.Model):
    """A mailed link to an application; only a hash of it is kept."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="keys")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.application_id}"


class Answer(models.Model):
    """One step as it was filled in, complete or not: what the browser sent, by field."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="answers")
    step = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "step"], name="answer_once_a_step")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.step}"


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, viewer: Viewer) -> "PaperQuerySet":
        """Those of applications that the viewer reviews, and nobody else's."""
        return self.filter(application__in=Application.objects.read_by(viewer))


class Paper(models.Model):
    """A document of an application: written anew, encrypted with a key of its own, under a random name."""

    class Kind(models.TextChoices):
        REGISTRATION = "registration", pgettext_lazy("kind of a paper", "Proof of registration")
        STATUTES = "statutes", pgettext_lazy("kind of a paper", "Statutes or rules")
        ACCOUNTS = "accounts", pgettext_lazy("kind of a paper", "Accounts or yearly report")
        ACTIVITIES = "activities", pgettext_lazy("kind of a paper", "Proof of activities")
        OTHER = "other", pgettext_lazy("kind of a paper", "Another paper")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=14, choices=Kind)
    # The name that the file had, encrypted: names of papers tell much.
    sealed_name = models.TextField()
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    # The random name in the storage, and the encrypted key.
    stored_as = models.CharField(max_length=60)
    sealed_key = models.TextField()
    added_at = models.DateTimeField(default=timezone.now)

    objects = models.Manager.from_queryset(PaperQuerySet)()

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @classmethod
    def over_by(cls, moment: datetime) -> "PaperQuerySet":
        """Papers go 30 days after the decision; while an appeal is reviewed, nothing is decided."""
        return cls.objects.filter(
            application__decided_at__lt=moment - timedelta(days=30),
            application__state__in=(Application.State.APPROVED, Application.State.REFUSED),
        )


class Consent(models.Model):
    """What an applicant agreed to: which words exactly, in which language, when. Rows are only ever added."""

    application = models.ForeignKey(
        Application, models.SET_NULL, null=True, blank=True, related_name="consents"
    )
    # Who, after the application is gone: a keyed hash of the address, and the member that became of it.
    address_hash = models.CharField(max_length=64)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    what = models.CharField(max_length=20)
    version = models.CharField(max_length=20, blank=True)
    lang = models.CharField(max_length=16)
    words = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.what} {self.version}"


class DecisionNote(models.Model):
    """What stays when an application is gone: who asked, what was decided, when. Without reasons and persons."""

    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    is_approved = models.BooleanField()
    round = models.PositiveSmallIntegerField(default=1)
    sent_on = models.DateField()
    decided_on = models.DateField()

    class Meta:
        ordering = ["-decided_on", "-id"]

    def __str__(self) -> str:
        return f"{self.name} {self.decided_on}"
