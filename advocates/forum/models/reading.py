"""How far somebody has read, and how closely they follow.

One row for a person and a topic, and one watermark for a person and a category: everything written before it counts
as read, unless the topic was marked as unread afterwards. So reading a topic is one write, and so is reading all.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from advocates.forum.models.conversation import Category, Topic
from advocates.organisations.models import Organisation


class Following(models.IntegerChoices):
    """How closely: the higher, the sooner somebody hears of it."""

    MUTED = 0, pgettext_lazy("how closely somebody follows", "Muted")
    NORMAL = 1, pgettext_lazy("how closely somebody follows", "Normal")
    FOLLOWED = 2, pgettext_lazy("how closely somebody follows", "Followed")
    AT_ONCE = 3, pgettext_lazy("how closely somebody follows", "At once")


class TopicReading(models.Model):
    """Of one person in one topic."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="readings")
    # The number of the last post that was read.
    last_number = models.PositiveIntegerField(default=0)
    # When it was marked as unread: a watermark from before does not hide it.
    unread_since = models.DateTimeField(null=True, blank=True)
    # None: as in its category.
    following = models.PositiveSmallIntegerField(choices=Following, null=True, blank=True)
    read_at = models.DateTimeField(default=timezone.now)
    # The last post that was known before those that were read last; see `reading.visits`.
    visit_from = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="reading_once")]
        indexes = [
            models.Index(
                fields=["person", "-unread_since"],
                condition=models.Q(unread_since__isnull=False),
                name="marked_as_unread",
            ),
            models.Index(
                fields=["topic", "following"],
                condition=models.Q(following__isnull=False),
                name="followers_of_topic",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.topic_id} up to {self.last_number}"


class CategoryReading(models.Model):
    """Of one person in one category."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, models.CASCADE, related_name="readings")
    # Everything written up to here counts as read.
    read_until = models.DateTimeField(default=timezone.now)
    # Where the mark stood before everything was marked as read, so that this can be taken back.
    read_until_before = models.DateTimeField(null=True, blank=True)
    following = models.PositiveSmallIntegerField(choices=Following, null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "category"], name="category_reading_once")]
        indexes = [
            models.Index(
                fields=["category", "following"],
                condition=models.Q(following__isnull=False),
                name="followers_of_category",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in category {self.category_id}"


class OrganisationFollowing(models.Model):
    """Somebody wants to know what an organisation writes, or nothing of it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    following = models.PositiveSmallIntegerField(choices=Following, default=Following.FOLLOWED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], name="organisation_following_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} and {self.organisation_id}"
