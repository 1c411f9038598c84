"""What was done with a page beside its text, by whom, and what stood there before."""

from django.db import models
from django.utils import timezone

from advocates.core.viewer import Viewer
from advocates.spaces.bylines import Byline
from advocates.spaces.models import Space
from advocates.wiki.models.page import WikiPage


class PageDeedQuerySet(models.QuerySet["PageDeed"]):
    def visible_to(self, viewer: Viewer) -> "PageDeedQuerySet":
        """Of pages that the viewer reads; whether they may know what it names is asked of each."""
        return self.filter(page__space__in=viewer.spaces)


class PageDeed(Byline):
    """Another title, place or space; the end of a page and its return. What moderators hide has no name here."""

    class Kind(models.TextChoices):
        RENAMED = "renamed"
        MOVED = "moved"
        CHANGED_SPACE = "space"
        DELETED = "deleted"
        RESTORED = "restored"

    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="deeds")
    # The newest revision then: in the history it stands after that one.
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    old_title = models.CharField(max_length=200, blank=True)
    new_title = models.CharField(max_length=200, blank=True)
    # The pages above it; none: it lay on the first level.
    old_parent = models.ForeignKey(WikiPage, models.SET_NULL, null=True, blank=True, related_name="+")
    new_parent = models.ForeignKey(WikiPage, models.SET_NULL, null=True, blank=True, related_name="+")
    old_space = models.ForeignKey(Space, models.SET_NULL, null=True, blank=True, related_name="+")
    new_space = models.ForeignKey(Space, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = models.Manager.from_queryset(PageDeedQuerySet)()

    def __str__(self) -> str:
        return f"{self.page_id} {self.kind}"
