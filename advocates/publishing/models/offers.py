"""Translations that members hand in; what becomes of them is for the editors to say."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from advocates.core.identifiers import random_id
from advocates.core.viewer import Role


class OfferedTranslationQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Editors and staff see all, a member what is their own."""
        if viewer.has_role(Role.EDITOR, Role.STAFF):
            return self
        return self.filter(made_by=viewer.person) if viewer.person else self.none()

    def waiting(self):
        """Nobody has looked at it yet; the oldest first."""
        return self.filter(state=OfferedTranslation.State.WAITS).order_by("made_at", "pk")


class OfferedTranslation(models.Model):
    """A document with numbered paragraphs that somebody filled in: it changes nothing by itself."""

    class State(models.TextChoices):
        WAITS = "waits"
        TAKEN = "taken"
        RETURNED = "returned"

    public_id = models.CharField(max_length=12, default=random_id, unique=True, editable=False)
    page = models.ForeignKey("publishing.KnowledgeArticle", models.CASCADE, related_name="+")
    # Into which language, by its code.
    language = models.CharField(max_length=16)
    text = models.TextField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITS)
    # Why it went back, in the language of who wrote it.
    reason = models.TextField(blank=True)
    reason_lang = models.CharField(max_length=16, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = models.Manager.from_queryset(OfferedTranslationQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["state", "made_at"], name="offer_state")]
        constraints = [
            # Whoever hands in again before anybody has looked takes the first one away.
            models.UniqueConstraint(
                fields=["page", "language", "made_by"], condition=Q(state="waits"), name="offer_once"
            )
        ]

    def __str__(self):
        return self.public_id

    @classmethod
    def of_person(cls, person):
        """All that somebody has handed in, for what is their own."""
        return cls.objects.filter(made_by=person).order_by("made_at", "pk")

    @classmethod
    def settled(cls, key):
        """One of which its maker is to know what became of it, whoever asks; for the notice."""
        return cls.objects.filter(pk=key).exclude(state=cls.State.WAITS)
