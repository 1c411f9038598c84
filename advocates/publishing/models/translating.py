"""What translations are measured by: how much each published change of a page matters, and what goes live together."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy


class Significance(models.TextChoices):
    """How much a change matters to whoever reads a translation."""

    MINOR = "minor", pgettext_lazy("what changed", "Small: spelling, a link, nothing to translate")
    NORMAL = "normal", pgettext_lazy("what changed", "The text: translations should follow")
    MEDICAL = "medical", pgettext_lazy("what changed", "Medical facts: older translations could do harm")

    @classmethod
    def outdating(cls):
        """What makes translations old."""
        return [cls.NORMAL, cls.MEDICAL]


class PublishedChange(models.Model):
    """One publication of a page. The revision is a number, kept when the revision itself is gone."""

    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="published_changes")
    revision = models.BigIntegerField()
    significance = models.CharField(max_length=8, choices=Significance)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "revision"], name="change_once")]

    def __str__(self):
        return f"{self.page_id}: {self.revision}"


class LaunchTick(models.Model):
    """A language of a page that goes live in the same moment as the page itself."""

    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="launch_ticks")
    locale = models.ForeignKey("wagtailcore.Locale", models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "locale"], name="tick_once")]

    def __str__(self):
        return f"{self.page_id}: {self.locale_id}"


class PlannedLaunch(models.Model):
    """The moment at which a page and the languages that were ticked are published together, by the worker.

    Which versions these are is settled when it is planned: what somebody writes afterwards is not in it.
    """

    page = models.OneToOneField("wagtailcore.Page", models.CASCADE, related_name="planned_launch")
    at = models.DateTimeField(db_index=True)
    # Numbers of revisions, the page's own first.
    revisions = models.JSONField(default=list)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    planned_at = models.DateTimeField(default=timezone.now)
    # Since when the worker has tried in vain.
    failed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"{self.page_id}: {self.at}"
