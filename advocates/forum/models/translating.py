"""Posts in other languages, written by members; nothing here comes from a machine."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from advocates.core.identifiers import random_id
from advocates.core.rows import among
from advocates.core.viewer import Viewer
from advocates.forum.models.conversation import Post
from advocates.spaces.bylines import Byline

# Who takes a wish has so long; then somebody else may.
CLAIM_HOLDS = timedelta(hours=48)


class TranslationWishQuerySet(models.QuerySet["TranslationWish"]):
    def visible_to(self, viewer: Viewer) -> "TranslationWishQuerySet":
        """Of posts that the viewer reads and that still stand."""
        posts = Post.objects.visible_to(viewer).filter(hidden_at=None, is_withdrawn=False, moved_to=None)
        return self.filter(among(posts, "post"))

    def free_at(self, moment: datetime) -> "TranslationWishQuerySet":
        """Taken by nobody, or by somebody whose time is over."""
        return self.unclaimed_since(moment - CLAIM_HOLDS)

    def unclaimed_since(self, moment: datetime) -> "TranslationWishQuerySet":
        """Taken by nobody after a moment."""
        return self.filter(Q(claimed_at=None) | Q(claimed_at__lte=moment))


class TranslationWish(models.Model):
    """Somebody would like to read a post in another language. It goes when the translation stands."""

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="wishes")
    into = models.CharField(max_length=16)
    wished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    wished_at = models.DateTimeField(default=timezone.now)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(TranslationWishQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "into"], name="wish_once")]
        indexes = [models.Index(fields=["into", "wished_at"], name="wishes_by_language")]

    def __str__(self) -> str:
        return f"{self.post_id} into {self.into}"

    @property
    def claimed_until(self) -> datetime | None:
        return self.claimed_at + CLAIM_HOLDS if self.claimed_at else None

    def is_held_by_another(self, person_id: int, moment: datetime) -> bool:
        until = self.claimed_until
        return until is not None and until > moment and self.claimed_by_id not in (None, person_id)


class TranslationQuerySet(models.QuerySet["Translation"]):
    def visible_to(self, viewer: Viewer) -> "TranslationQuerySet":
        """Whoever reads the post reads it in every language."""
        return self.filter(among(Post.objects.visible_to(viewer), "post"))


class Translation(Byline):
    """A post in the language `lang`, with the name of whoever wrote it so."""

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="translations")
    source = models.TextField()
    html = models.TextField()
    html_version = models.PositiveSmallIntegerField(default=0)
    # Which revision of the post was translated.
    of_revision = models.PositiveIntegerField()
    written_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(TranslationQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "lang"], name="translation_once")]

    def __str__(self) -> str:
        return f"{self.post_id} in {self.lang}"

    @classmethod
    def by_person(cls, number: int) -> TranslationQuerySet:
        """What one person translated, for that person."""
        return cls.objects.filter(person_id=number)
