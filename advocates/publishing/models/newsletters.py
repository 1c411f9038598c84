"""Newsletters: what editors write to readers, in several languages, and who has got which."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from advocates.core.identifiers import random_id
from advocates.core.models import Mail
from advocates.core.viewer import Role


class NewsletterQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Editors and staff; readers see its versions that were sent."""
        return self if viewer.has_role(Role.EDITOR, Role.STAFF) else self.none()

    def waiting(self):
        """Somebody has handed them in, and nobody has approved them yet; the oldest first."""
        return self.filter(state=Newsletter.State.WAITING).order_by("handed_in_at", "pk")

    def refused_to(self, person):
        """What this person wrote in and what came back, until it is handed in again; the last one first."""
        drafts = self.filter(state=Newsletter.State.DRAFT, refused_at__isnull=False, writers=person)
        return drafts.order_by("-refused_at", "-pk")

    def due(self, now):
        """Approved, and their time has come; or begun by a worker that did not end it."""
        begun = Q(state=Newsletter.State.LEAVING)
        return self.filter(begun | Q(state=Newsletter.State.APPROVED, leaves_at__lte=now)).order_by("pk")


class Newsletter(models.Model):
    """One newsletter in all its languages. What is written in it are its versions.

    After it has left, a further language makes it a draft again: only what has not left yet can be changed and leaves.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        # For somebody else to approve.
        WAITING = "waiting"
        # It leaves at `leaves_at`, unless somebody takes it back.
        APPROVED = "approved"
        # Mails are being put into the outbox.
        LEAVING = "leaving"
        SENT = "sent"

    public_id = models.CharField(max_length=12, default=random_id, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    # Raised by every change, so that what is approved is what was read.
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now)
    # Whoever wrote in it cannot approve it.
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    handed_in_at = models.DateTimeField(null=True, blank=True)
    # Not before; empty: ten minutes after the approval.
    planned_for = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Somebody of the staff has read it and not approved it, and says why; until it is handed in again. Without a
    # reason nobody refused it: when it was to leave, there was nothing left in it to read.
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True)
    refusal_lang = models.CharField(max_length=16, blank=True)
    leaves_at = models.DateTimeField(null=True, blank=True)
    # The time has passed by more than a day while nothing ran, so somebody is asked again.
    missed_at = models.DateTimeField(null=True, blank=True)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    # How many mails ended how, once the lines about single readers are erased.
    figures = models.JSONField(default=dict, blank=True)

    objects = models.Manager.from_queryset(NewsletterQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "leaving")) | Q(leaves_at__isnull=False),
                name="newsletter_approved_with_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("leaving", "sent")) | Q(first_sent_at__isnull=False),
                name="newsletter_sent_with_a_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "leaves_at"], name="newsletter_due")]

    def __str__(self):
        return self.public_id

    @classmethod
    def told_of(cls, newsletter_id, kind):
        """The newsletter that a notice speaks of, with the notice's kind as `told`; for an inner question."""
        return cls.objects.filter(pk=newsletter_id).alias(told=kind)

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def is_emptied(self):
        """Nobody refused it: when it was to leave, there was nothing left in it to read."""
        return self.is_draft and self.refused_at is not None and not self.refusal

    @property
    def expected_at(self):
        """The moment at which what has not left yet would leave, as far as it is known."""
        now = timezone.now()
        return max(now, self.leaves_at or self.planned_for or now)


class VersionQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """What was sent, everybody; editors and staff all."""
        return self if viewer.has_role(Role.EDITOR, Role.STAFF) else self.sent()

    def sent(self):
        return self.exclude(sent_at=None)

    def unsent(self):
        return self.filter(sent_at=None)

    def newest_first(self):
        return self.order_by("-sent_at", "-pk")


class NewsletterVersion(models.Model):
    """A newsletter in one language: its subject, the opening, and the articles and events that it speaks of."""

    newsletter = models.ForeignKey(Newsletter, models.CASCADE, related_name="versions")
    language = models.CharField(max_length=16)
    subject = models.CharField(max_length=150, blank=True)
    # Markdown.
    opening = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(VersionQuerySet)()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["newsletter", "language"], name="newsletter_version_of_language")
        ]

    def __str__(self):
        return f"{self.newsletter_id} {self.language}"

    @property
    def read_from(self):
        """When its first readers have it: what is over by then is no news for them."""
        return self.sent_at or self.newsletter.expected_at

    @cached_property
    def language_name(self):
        return dict(settings.INTERFACE_LANGUAGES).get(self.language, self.language)


class NewsletterItem(models.Model):
    """An article or an event in a version; of one that is deleted its place stays."""

    version = models.ForeignKey(NewsletterVersion, models.CASCADE, related_name="items")
    page = models.ForeignKey("wagtailcore.Page", models.SET_NULL, null=True, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "page"], name="newsletter_item_once")]

    def __str__(self):
        return f"{self.version_id} {self.place}"


class NewsletterDelivery(models.Model):
    """One newsletter to one reader, whatever the language: there is one, so there is one mail."""

    newsletter = models.ForeignKey(Newsletter, models.CASCADE, related_name="deliveries")
    version = models.ForeignKey(NewsletterVersion, models.CASCADE, related_name="+")
    subscription = models.ForeignKey("syndication.Subscription", models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=Mail.State, default=Mail.State.WAITING)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["newsletter", "subscription"], name="newsletter_once_a_reader")
        ]
        indexes = [models.Index(fields=["newsletter", "state"], name="newsletter_figures")]

    def __str__(self):
        return f"{self.newsletter_id} {self.state}"
