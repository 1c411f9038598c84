"""Reviews of applications: who has taken one, what they found, what they asked."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from advocates.core.viewer import Viewer
from advocates.organisations.models.applications import Application
from advocates.organisations.models.entry import Organisation


class SeatQuerySet(models.QuerySet["Seat"]):
    def taken(self) -> "SeatQuerySet":
        """Those that were not given back or freed."""
        return self.filter(freed_at=None)

    def visible_to(self, viewer: Viewer) -> "SeatQuerySet":
        """One's own; another's only when both have written, or when all is decided."""
        own = Seat.objects.held_by(viewer)
        both = Q(recommended_at__isnull=False) & Q(
            application__in=own.filter(recommended_at__isnull=False).values("application")
        )
        over = Q(application__state__in=(Application.State.APPROVED, Application.State.REFUSED))
        # A second review looks with its own eyes: it does not read the first before it has ended.
        mine = Q(application__in=own.values("application"))
        read = mine & Q(application__in=Application.objects.read_by(viewer))
        seen = read & (both & Q(round=models.F("application__round")) | over)
        return self.taken().filter(Q(pk__in=own) | seen)

    def held_by(self, viewer: Viewer) -> "SeatQuerySet":
        """One's own seats, by a mandate that still counts, also before the interests are declared."""
        if viewer.person is None:
            return self.none()
        own = [held.organisation for held in viewer.mandates]
        return self.taken().filter(
            reviewer=viewer.person.pk,
            organisation__in=own,
            application__in=Application.objects.reviewable_by(viewer),
        )


class Seat(models.Model):
    """A reviewer has taken an application: for which organisation, with which interests, and what came of it."""

    class Recommendation(models.TextChoices):
        APPROVE = "approve", pgettext_lazy("recommendation", "Approve")
        REFUSE = "refuse", pgettext_lazy("recommendation", "Refuse")

    class Freed(models.TextChoices):
        CONFLICT = "conflict", pgettext_lazy("a reviewer stopped", "An interest was declared")
        GIVEN_BACK = "given-back", pgettext_lazy("a reviewer stopped", "Given back")
        IDLE = "idle", pgettext_lazy("a reviewer stopped", "Nothing happened for long")
        LEFT = "left", pgettext_lazy("a reviewer stopped", "No longer a reviewer")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="seats")
    round = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveSmallIntegerField()
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Under whose mandate.
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(default=timezone.now)
    acted_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    # Empty means "none" once declared.
    interests = models.TextField(blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    # [{"criterion": text, "value": "met" | "not-met" | "unclear" | "", "note": text}]
    checklist = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    recommendation = models.CharField(max_length=8, choices=Recommendation, blank=True)
    reasons = models.TextField(blank=True)
    recommended_at = models.DateTimeField(null=True, blank=True)
    freed_at = models.DateTimeField(null=True, blank=True)
    freed_because = models.CharField(max_length=10, choices=Freed, blank=True)

    objects = models.Manager.from_queryset(SeatQuerySet)()

    class Meta:
        ordering = ["round", "number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "round", "number"], condition=Q(freed_at=None), name="seat_taken_once"
            ),
            models.UniqueConstraint(
                fields=["application", "reviewer"], condition=Q(freed_at=None), name="seat_one_a_reviewer"
            ),
            models.UniqueConstraint(
                fields=["application", "organisation"], condition=Q(freed_at=None),
                name="seat_one_an_organisation",
            ),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=3), name="seat_of_three"),
            models.CheckConstraint(
                condition=~Q(recommendation="refuse") | ~Q(reasons=""), name="seat_refusal_has_reasons"
            ),
            models.CheckConstraint(
                condition=Q(recommendation="", recommended_at=None)
                | (~Q(recommendation="") & Q(recommended_at__isnull=False, declared_at__isnull=False)),
                name="seat_recommends_after_declaring",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.application_id} {self.round}.{self.number}"

    @classmethod
    def of_person(cls, number: int) -> SeatQuerySet:
        """What one person reviewed, for that person."""
        return cls.objects.filter(reviewer_id=number)


class Question(models.Model):
    """A reviewer asks the applicant something; the answer is given on the applicant's page."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="questions")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="questions")
    text = models.TextField()
    lang = models.CharField(max_length=16)
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(blank=True)
    answer_lang = models.CharField(max_length=16, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="question_answered_with_words",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.asked_at:%Y-%m-%d}"
