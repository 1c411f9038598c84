"""Which files hung on a page, from which of its revisions to which."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from advocates.core.asking import written_once
from advocates.core.viewer import Viewer
from advocates.files.models import File
from advocates.wiki.models.page import WikiPage
from advocates.wiki.models.revision import PageRevision

# What a file hangs on that is on its page no more, so that it is kept, and opens to whoever reads the old revisions.
PAST_FILES = "wiki.past"


class PageFileQuerySet(models.QuerySet["PageFile"]):
    def visible_to(self, viewer: Viewer) -> "PageFileQuerySet":
        """Of pages that the viewer reads and that stand; of the past only what a text names that is not hidden."""
        named = PageRevision.objects.filter(
            page=OuterRef("page"), hidden_at=None, number__gte=OuterRef("came"), number__lt=OuterRef("went")
        )
        readable = self.filter(page__space__in=viewer.spaces, page__deleted_at=None, file__hidden_at=None)
        return readable.filter(Q(went=None) | Exists(named))

    def at(self, number: int) -> "PageFileQuerySet":
        """Those that a revision had."""
        return self.filter(Q(went=None) | Q(went__gt=number), came__lte=number)

    def changed_between(self, first: int, last: int) -> "PageFileQuerySet":
        """What came or went with these revisions."""
        return self.filter(Q(came__range=(first, last)) | Q(went__range=(first, last)))


class PageFile(models.Model):
    """That a file hung on a page: from the revision `came` to the one with which it `went`; empty where it is there."""

    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="+")
    file = models.ForeignKey(File, models.CASCADE, related_name="+")
    # 0: before this was kept.
    came = models.PositiveIntegerField()
    went = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager.from_queryset(PageFileQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "file"], condition=Q(went=None), name="page_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.file_id} on {self.page_id} from {self.came} to {self.went}"

    @classmethod
    def in_any_state(cls) -> PageFileQuerySet:
        """All there are; to tell what was erased from what is only not shown."""
        return cls.objects.all()

    @classmethod
    def hung_at(cls, page: int, number: int) -> list[File]:
        """What a revision had, in order, but for what is hidden; whoever asks has checked who may read it."""
        return [row.file for row in _hung_at(page, number)]

    @classmethod
    def named_at(cls, page: int, number: int) -> list[tuple[str, str]]:
        """Name and id of each of them."""
        return _named_at(page, number)

    @classmethod
    def of_pages(cls, pages: Any) -> PageFileQuerySet:
        """What is not there any more of pages that go somewhere else."""
        return cls.objects.filter(page__in=pages).exclude(went=None)


@written_once
def _hung_at(page: int, number: int) -> PageFileQuerySet:
    found = PageFile.objects.filter(page=page, file__hidden_at=None).at(number)
    return found.select_related("file").order_by("position", "pk")


@written_once
def _named_at(page: int, number: int) -> "models.QuerySet[PageFile, Any]":
    found = PageFile.objects.filter(page=page, file__hidden_at=None).at(number)
    return found.order_by("position", "pk").values_list("file__name", "file__public_id")
