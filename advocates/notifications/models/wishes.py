"""When and how somebody wants mail about what is new."""

import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import pgettext_lazy

MOST_A_DAY = 30


class MailWishes(models.Model):
    """Of one person; who never said anything gets one mail a topic until they have looked at it."""

    class Mode(models.TextChoices):
        AT_ONCE = "at_once", pgettext_lazy("when mail is sent", "At once, one mail for each post")
        PER_TOPIC = (
            "per_topic",
            pgettext_lazy("when mail is sent", "One mail a topic, until I have looked at it"),
        )
        DAILY = "daily", pgettext_lazy("when mail is sent", "Once a day, all in one mail")
        WEEKLY = "weekly", pgettext_lazy("when mail is sent", "Once a week, all in one mail")
        NONE = "none", pgettext_lazy("when mail is sent", "No mail; I look for myself")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_wishes")
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.PER_TOPIC)
    # In the person's own time zone; Monday is 0.
    hour = models.PositiveSmallIntegerField(default=7, validators=[MaxValueValidator(23)])
    weekday = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(6)])
    most_a_day = models.PositiveSmallIntegerField(
        default=20, validators=[MinValueValidator(1), MaxValueValidator(MOST_A_DAY)]
    )
    # Whether mail may carry what was written, where its space lets it; None: not answered yet.
    whole_text = models.BooleanField(null=True, blank=True)
    whole_text_at = models.DateTimeField(null=True, blank=True)
    # When the next digest is due; also what went beyond the day's mails is gathered then.
    next_at = models.DateTimeField(null=True, blank=True)
    # How many mails about single things were queued on a day (UTC).
    counted_on = models.DateField(null=True, blank=True)
    counted = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(next_at__isnull=False), name="digests_by_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mode} for {self.person_id}"

    @property
    def is_gathering(self) -> bool:
        return self.mode in {self.Mode.DAILY, self.Mode.WEEKLY}

    def has_room_on(self, day: datetime.date) -> bool:
        """Whether one more mail may leave on a day."""
        return self.counted_on != day or self.counted < self.most_a_day

    def count_on(self, day: datetime.date) -> None:
        """One more mail leaves on a day; to be saved by the caller."""
        self.counted = self.counted + 1 if self.counted_on == day else 1
        self.counted_on = day
