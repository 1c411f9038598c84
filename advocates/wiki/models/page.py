"""Pages, their names and their place in the tree of a space; who has looked at one."""

import unicodedata
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from advocates.core.identifiers import random_id
from advocates.core.viewer import Viewer
from advocates.spaces.bylines import Byline
from advocates.spaces.models import Space

# So many pages lie above one another at most.
DEEPEST = 8


def name_key(title: str) -> str:
    """What makes two titles the same: not the case, not the width of a letter, not the spaces."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())[:200]


class PageQuerySet(models.QuerySet["WikiPage"]):
    def visible_to(self, viewer: Viewer) -> "PageQuerySet":
        """In a space that the viewer reads; of a page that was deleted its place is left, and the reason."""
        return self.filter(space__in=viewer.spaces)

    def standing(self) -> "PageQuerySet":
        return self.filter(deleted_at=None)

    def in_order(self) -> "PageQuerySet":
        return self.order_by("position", "id")

    def under(self, page: "WikiPage") -> "PageQuerySet":
        """The whole branch below a page."""
        return self.filter(space=page.space_id, path__startswith=f"{page.path}{page.pk}/")

    def overdue(self, today: date) -> "PageQuerySet":
        """Standing, with a day for looking at it that is over."""
        return self.standing().filter(review_on__lt=today)


class WikiPage(models.Model):
    """A page: its newest text as HTML, made when it was saved. Sources are in its revisions."""

    # A page that nobody has changed or confirmed for so long is listed as old.
    GROWS_OLD = timedelta(days=365)

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="pages")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    # The ids of the pages above it, from the top: "12/55/".
    path = models.CharField(max_length=200, blank=True, db_index=True)
    position = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200)
    lang = models.CharField(max_length=16)
    html = models.TextField(blank=True)
    # By which rules the HTML was made.
    html_version = models.PositiveSmallIntegerField(default=0)
    # Level, words and address of each heading, in order. An address stays as long as its heading can be recognised.
    headings = models.JSONField(default=list, blank=True)
    last_anchor = models.PositiveIntegerField(default=0)
    # Whether its newest text names no other page that is there; kept with its links.
    is_dead_end = models.BooleanField(default=True)
    # The number of the newest revision; 0: nothing was saved yet.
    revision = models.PositiveIntegerField(default=0)
    current = models.ForeignKey(
        "wiki.PageRevision", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    # Who looks after it, and the day by which somebody should look at it again.
    owner = models.ForeignKey(
        "organisations.Organisation", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    review_on = models.DateField(null=True, blank=True)
    # In how many months it is to be looked at again, counted from the last time.
    review_months = models.PositiveSmallIntegerField(default=0)
    # The last time that somebody said that it is right.
    checked = models.ForeignKey(
        "wiki.PageCheck", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_reason = models.CharField(max_length=300, blank=True)

    objects = models.Manager.from_queryset(PageQuerySet)()

    class Meta:
        indexes = [
            # The pages of one place in the tree, in their order.
            models.Index(
                fields=["space", "parent", "position", "id"],
                condition=Q(deleted_at=None),
                name="pages_in_tree",
            ),
            models.Index(
                fields=["space", "changed_at", "id"], condition=Q(deleted_at=None), name="pages_by_change"
            ),
            models.Index(
                fields=["space", "review_on"],
                condition=Q(deleted_at=None, review_on__isnull=False),
                name="pages_to_review",
            ),
            models.Index(
                fields=["space", "id"],
                condition=Q(deleted_at=None, is_dead_end=True),
                name="pages_naming_none",
            ),
            models.Index(
                fields=["space", "-deleted_at", "-id"],
                condition=Q(deleted_at__isnull=False),
                name="pages_deleted",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def in_any_state(cls) -> PageQuerySet:
        """All, for a question about what exists; whoever asks shows nobody anything of them."""
        return cls.objects.all()

    @classmethod
    def told_of(cls, pk: Any, space: Any) -> PageQuerySet:
        """A page as long as it is in the space in which people were told of it; for an inner question."""
        return cls.objects.filter(pk=pk, space=space)

    @property
    def address(self) -> str:
        return f"/members/wiki/{self.public_id}/"

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def above(self) -> list[int]:
        """The ids of the pages above it, from the top."""
        return [int(each) for each in self.path.split("/") if each]

    @property
    def path_below(self) -> str:
        """The path of what lies directly under it."""
        return f"{self.path}{self.pk}/"


class PageName(models.Model):
    """A title that a page has or had: links by it lead to the page, however often it was renamed since."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="names")
    # Its title now; else a title that it had, which another page may take.
    is_current = models.BooleanField(default=True)
    # The page went to another space: its title at that moment. What it is called since is nothing to who reads here.
    left_as = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "key"], name="page_name_once")]

    def __str__(self) -> str:
        return self.key


class PageCheck(Byline):
    """Somebody has read a revision and says that it is right."""

    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="checks")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "number", "person"], name="page_checked_once_by_each")
        ]

    def __str__(self) -> str:
        return f"{self.page_id} revision {self.number}"
