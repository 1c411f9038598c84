"""Who wants to know what becomes of a page."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from advocates.wiki.models.page import WikiPage


class How(models.IntegerChoices):
    """How closely; the numbers are those by which talk is followed."""

    NONE = 0, pgettext_lazy("how closely somebody watches a page", "Not watched")
    WATCHED = 2, pgettext_lazy("how closely somebody watches a page", "Watched")
    AT_ONCE = 3, pgettext_lazy("how closely somebody watches a page", "At once")


class Watching(models.Model):
    """Of one person and one page; the nearest one that is said counts, from the page upwards."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.ForeignKey(WikiPage, models.CASCADE, related_name="watchings")
    how = models.PositiveSmallIntegerField(choices=How, default=How.WATCHED)
    # Also the pages below it, those that are still to come too.
    with_branch = models.BooleanField(default=False)
    # The revision that the person has seen last; 0: none since they watch it.
    seen = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "page"], name="watching_once")]
        indexes = [
            models.Index(fields=["page"], condition=Q(with_branch=True), name="branches_watched"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} watches {self.page_id}"


class WatchWish(models.Model):
    """Whether somebody watches what they change; who never said anything does."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    watches_own = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.watches_own}"
