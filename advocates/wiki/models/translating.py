"""Pages in several languages: families without a main language, and what each paragraph was made from."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from advocates.core.rows import among
from advocates.core.viewer import Viewer
from advocates.spaces.models import Space
from advocates.wiki.models.page import WikiPage
from advocates.wiki.models.revision import PageRevision

# “I am translating this” holds for so long.
CLAIMED_FOR = timedelta(days=7)


class PageFamily(models.Model):
    """Pages of one space that say the same in several languages."""

    space = models.ForeignKey(Space, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"family {self.pk}"


class FamilyPageQuerySet(models.QuerySet["FamilyPage"]):
    def visible_to(self, viewer: Viewer) -> "FamilyPageQuerySet":
        return self.filter(among(WikiPage.objects.visible_to(viewer).standing(), "page"))


class FamilyPage(models.Model):
    """A page as one of a family, with what the worker has found out about its age."""

    family = models.ForeignKey(PageFamily, models.CASCADE, related_name="members")
    page = models.OneToOneField(WikiPage, models.CASCADE, related_name="in_family")
    # How many of its paragraphs were made from what has changed since; and its HTML with them marked, which holds
    # for that revision of it.
    older = models.PositiveIntegerField(default=0)
    marked = models.TextField(blank=True)
    marked_revision = models.PositiveIntegerField(default=0)

    objects = models.Manager.from_queryset(FamilyPageQuerySet)()

    def __str__(self) -> str:
        return f"{self.page_id} in {self.family_id}"


class PageOrigin(models.Model):
    """From what a revision was made: of each of its paragraphs its hash, and page, revision and hash of the source."""

    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="origins")
    number = models.PositiveIntegerField()
    pieces: Any = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="page_origin_once")]

    def __str__(self) -> str:
        return f"{self.page_id} revision {self.number}"

    @classmethod
    def texts_of(cls, page: int, numbers: set[int]) -> dict[int, str]:
        """The sources of some revisions of a page; whoever asks has checked who may read it. Hidden ones are none."""
        found = PageRevision.objects.filter(page=page, number__in=numbers, hidden_at=None)
        return dict(found.values_list("number", "source"))

    def then(self) -> str:
        """The text of its revision, hidden or not: to be compared with, and never shown."""
        found = PageRevision.objects.filter(page=self.page_id, number=self.number)
        return "".join(found.values_list("source", flat=True))


class TranslationClaimQuerySet(models.QuerySet["TranslationClaim"]):
    def visible_to(self, viewer: Viewer) -> "TranslationClaimQuerySet":
        return self.filter(among(WikiPage.objects.visible_to(viewer).standing(), "page"))

    def held(self, now: datetime) -> "TranslationClaimQuerySet":
        return self.filter(at__gt=now - CLAIMED_FOR)


class TranslationClaim(models.Model):
    """Somebody is translating a page; after some days it is free again."""

    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="+")
    into = models.CharField(max_length=16)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = models.Manager.from_queryset(TranslationClaimQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "into"], name="translation_claimed_once")]

    def __str__(self) -> str:
        return f"{self.page_id} into {self.into}"

    @property
    def until(self) -> datetime:
        return self.at + CLAIMED_FOR

    @classmethod
    def due(cls, now: datetime) -> TranslationClaimQuerySet:
        return cls.objects.filter(at__lte=now - CLAIMED_FOR)
