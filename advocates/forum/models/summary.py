"""What a topic has come to, as a person wrote it down; each version stays."""

from django.db import models
from django.utils import timezone

from advocates.core.rows import among
from advocates.core.viewer import Viewer
from advocates.forum.models.conversation import Topic
from advocates.spaces.bylines import Byline


class TopicSummaryQuerySet(models.QuerySet["TopicSummary"]):
    def visible_to(self, viewer: Viewer) -> "TopicSummaryQuerySet":
        return self.filter(among(Topic.objects.visible_to(viewer), "topic"))


class TopicSummary(Byline):
    """One version: what was decided, what is open, who does what. The newest is drawn on the topic's page."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="summaries")
    revision = models.PositiveIntegerField()
    decided = models.TextField(max_length=1200, blank=True)
    open = models.TextField(max_length=1200, blank=True)
    who = models.TextField(max_length=1200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = models.Manager.from_queryset(TopicSummaryQuerySet)()

    class Meta:
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint(fields=["topic", "revision"], name="summary_revision_once")]

    def __str__(self) -> str:
        return f"{self.topic_id} summary {self.revision}"
