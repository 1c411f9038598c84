"""What is read for the editors: feeds of others, and the register of trials; and what was found there."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from advocates.core.identifiers import random_id
from advocates.core.viewer import Role

MOST_TERMS = 500


class OfficeQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Editors and staff."""
        return self if viewer.has_role(Role.EDITOR, Role.STAFF) else self.none()


class SourceQuerySet(OfficeQuerySet):
    def due(self, now):
        """What is to be read now, the longest waiting first."""
        return self.filter(stopped_at=None, next_at__lte=now).order_by("next_at", "pk")

    def failing(self):
        """What could not be read the last time, and is still asked."""
        return self.filter(stopped_at=None).exclude(failure="").order_by("failing_since", "pk")


class Source(models.Model):
    """An address that is read again and again: a feed, or the one question that is put to the register of trials."""

    class Kind(models.TextChoices):
        FEED = "feed", _("A feed (RSS, Atom or JSON)")
        TRIALS = "trials", _("Clinical trials (ClinicalTrials.gov)")

    public_id = models.CharField(max_length=12, default=random_id, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FEED)
    name = models.CharField(max_length=120)
    address = models.URLField(max_length=500, blank=True)
    terms = models.TextField(blank=True, validators=[MaxLengthValidator(MOST_TERMS)])
    statuses = models.JSONField(default=list, blank=True)
    lang = models.CharField(max_length=16)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    stopped_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(default=timezone.now)
    # When it was read last, changed or not; and when what it lists was taken in last.
    read_at = models.DateTimeField(null=True, blank=True)
    listed_at = models.DateTimeField(null=True, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)
    # Why it could not be read the last time; empty when it could.
    failure = models.CharField(max_length=20, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager.from_queryset(SourceQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address"], condition=~Q(address=""), name="source_once"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="trials"), name="source_of_trials_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="feed", terms="") & ~Q(address="")
                | Q(kind="trials", address="") & ~Q(terms=""),
                name="source_has_what_it_reads",
            ),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(stopped_at=None), name="source_due")]

    def __str__(self):
        return self.public_id

    @property
    def is_of_trials(self):
        return self.kind == self.Kind.TRIALS


class FoundQuerySet(OfficeQuerySet):
    def new(self):
        """Nobody has dealt with it yet; the newest first."""
        return self.filter(state=Found.State.NEW).order_by("-found_at", "-pk")

    def gone(self, now):
        """What is old and stands in its source no longer: what still does would be found again."""
        old = self.exclude(state=Found.State.NEW).filter(listed_at__lt=F("source__listed_at"))
        return old.filter(listed_at__lt=now)


class Found(models.Model):
    """Something that a source lists. Its words are others': the editors read them, the public does not."""

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("found", "New")
        SEEN = "seen", pgettext_lazy("found", "Seen")
        DISMISSED = "dismissed", pgettext_lazy("found", "Not for us")
        DRAFTED = "drafted", pgettext_lazy("found", "An article was begun")

    public_id = models.CharField(max_length=12, default=random_id, unique=True, editable=False)
    source = models.ForeignKey(Source, models.CASCADE, related_name="found")
    # What the source calls it, and where it leads: either one makes it the same thing.
    key = models.CharField(max_length=64)
    link_key = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=300)
    link = models.URLField(max_length=500)
    excerpt = models.TextField(blank=True)
    lang = models.CharField(max_length=16)
    dated_at = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField(default=timezone.now)
    listed_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    article = models.ForeignKey("wagtailcore.Page", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = models.Manager.from_queryset(FoundQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="found_once")]
        indexes = [models.Index(fields=["state", "-found_at", "-id"], name="found_by_state")]

    def __str__(self):
        return self.public_id


class Trial(models.Model):
    """A clinical trial as the register describes it. Public, and nothing of ours."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="trials")
    nct_id = models.CharField(max_length=11, unique=True)
    title = models.CharField(max_length=500)
    status = models.CharField(max_length=40)
    phases = models.JSONField(default=list, blank=True)
    sponsor = models.CharField(max_length=300, blank=True)
    updated_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-updated_on", "nct_id"], name="trial_newest")]

    def __str__(self):
        return self.nct_id

    @property
    def address(self):
        """Where the register describes it."""
        return f"https://clinicaltrials.gov/study/{self.nct_id}"


class TrialPlace(models.Model):
    """A country in which a trial takes part, with the cities that the register names."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="places")
    # Empty where we do not know the register's name of it.
    country = models.CharField(max_length=2, blank=True)
    name = models.CharField(max_length=100)
    cities = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trial", "name"], name="trial_place_once")]
        indexes = [models.Index(fields=["country", "trial"], name="trial_by_country")]

    def __str__(self):
        return f"{self.trial_id} {self.country or self.name}"
