"""What a page has been, which pages it names, and who is changing it now."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from advocates.core.asking import written_once
from advocates.core.viewer import Viewer
from advocates.spaces.bylines import Byline
from advocates.wiki.models.page import WikiPage

# What files that hang on a page hang on.
PAGE_FILES = "wiki.page"
# So many hang on one page at most.
MOST_FILES = 50
# Somebody who opened the form so long ago, and has not sent it, is no longer writing.
WRITES_FOR = timedelta(minutes=30)


class PageRevisionQuerySet(models.QuerySet["PageRevision"]):
    def visible_to(self, viewer: Viewer) -> "PageRevisionQuerySet":
        """Of pages that the viewer reads now and that stand; one that moderators have hidden is nobody's to read.

        Said of the page itself, as `PageQuerySet.visible_to` says it, so that not all pages are read first.
        """
        return self.filter(page__space__in=viewer.spaces, page__deleted_at=None, hidden_at=None)

    def newest_first(self) -> "PageRevisionQuerySet":
        return self.order_by("-number")


class PageRevision(Byline):
    """A text that was saved. Nothing of it ever changes but whether it is hidden.

    `source` names other pages of the space by their ids.
    """

    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    source = models.TextField()
    # Letters of the source, so that a history can say how much came and went.
    size = models.PositiveIntegerField(default=0)
    summary = models.CharField(max_length=300)
    is_minor = models.BooleanField(default=False)
    saved_at = models.DateTimeField(default=timezone.now)
    # Drawn by the form: the same sending twice makes one revision.
    sending = models.CharField(max_length=40, blank=True)
    # The revision that was brought back, and the one from which the writer began where others had saved meanwhile.
    restored = models.PositiveIntegerField(null=True, blank=True)
    merged_from = models.PositiveIntegerField(null=True, blank=True)
    # Since when moderators keep an old text from everybody; why, their case says.
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(PageRevisionQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="page_revision_once"),
            models.UniqueConstraint(
                fields=["person", "sending"], condition=~Q(sending=""), name="page_sent_once"
            ),
        ]
        indexes = [models.Index(fields=["person", "-saved_at"], name="page_revisions_of_person")]

    def __str__(self) -> str:
        return f"{self.page_id} revision {self.number}"

    @classmethod
    def is_hidden_at(cls, page: int, number: int) -> bool:
        """Whether moderators have hidden it; the history says so to whoever reads the page."""
        return cls.objects.filter(page=page, number=number, hidden_at__isnull=False).exists()


class PageLinkQuerySet(models.QuerySet["PageLink"]):
    def visible_to(self, viewer: Viewer) -> "PageLinkQuerySet":
        """From pages that the viewer reads: nobody learns what stands elsewhere.

        Said of the page itself, as `PageQuerySet.visible_to` says it: fifty links are read, and not all pages first.
        """
        return self.filter(page__space__in=viewer.spaces, page__deleted_at=None)


class PageLink(models.Model):
    """The newest text of a page names another one; or one that nobody has begun yet, by its title."""

    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="links")
    target = models.ForeignKey(WikiPage, models.CASCADE, null=True, blank=True, related_name="links_here")
    # Of a page that does not exist.
    title = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=200, blank=True)

    objects = models.Manager.from_queryset(PageLinkQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page", "target"], condition=Q(target__isnull=False), name="page_link_once"
            ),
            models.UniqueConstraint(
                fields=["page", "key"], condition=Q(target__isnull=True), name="page_wish_once"
            ),
        ]
        indexes = [models.Index(fields=["key"], condition=Q(target__isnull=True), name="pages_wanted")]

    def __str__(self) -> str:
        return f"{self.page_id} to {self.target_id or self.title}"

    @classmethod
    def of_page(cls, page: int) -> list[tuple[int, int | None, str]]:
        """Id, target and key of what a page names; for the deed that changes it."""
        return _links_of(page)


@written_once
def _links_of(page: int) -> "models.QuerySet[PageLink, tuple[int, int | None, str]]":
    return PageLink.objects.filter(page=page).values_list("pk", "target", "key")


class Editing(models.Model):
    """Somebody has opened the form of a page: shown to the others, and nothing is locked by it."""

    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "person"], name="editing_once")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.page_id}"

    @classmethod
    def due(cls, now: datetime) -> "models.QuerySet[Editing]":
        """Who has not sent anything for too long."""
        return cls.objects.filter(at__lt=now - WRITES_FOR)
