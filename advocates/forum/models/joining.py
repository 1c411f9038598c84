"""What new members are asked: what does your group want to ask the others?"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from advocates.core.identifiers import random_id
from advocates.core.viewer import Role, Viewer
from advocates.forum.models.conversation import Category, Topic
from advocates.organisations.models import Mandate

LIVES = timedelta(days=14)
# Who has not answered after so many days is reminded, once.
PAUSE = timedelta(days=4)


class JoiningAskQuerySet(models.QuerySet["JoiningAsk"]):
    def visible_to(self, viewer: Viewer) -> "JoiningAskQuerySet":
        """Staff see who was asked and whether they answered; what they wrote stands in the forum."""
        return self if viewer.has_role(Role.STAFF) else self.none()

    def open_at(self, moment: datetime) -> "JoiningAskQuerySet":
        """Not answered, and the link still works."""
        return self.filter(answered_at=None, asked_at__gt=moment - LIVES)


class JoiningAsk(models.Model):
    """One question to one person, under one mandate; its answer is a topic."""

    class MailState(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("how a mail fared", "On its way")
        SENT = "sent", pgettext_lazy("how a mail fared", "Sent")
        FAILED = "failed", pgettext_lazy("how a mail fared", "Not reached")

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    mandate = models.OneToOneField(Mandate, models.CASCADE, related_name="joining_ask")
    category = models.ForeignKey(Category, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    mail_state = models.CharField(max_length=8, choices=MailState, default=MailState.WAITING)
    reminded_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = models.Manager.from_queryset(JoiningAskQuerySet)()

    class Meta:
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"asked: {self.mandate_id}"

    @property
    def expires_at(self) -> datetime:
        return self.asked_at + LIVES

    @classmethod
    def asked_before(cls, moment: datetime) -> JoiningAskQuerySet:
        """Those that the office needs to see no more."""
        return cls.objects.filter(asked_at__lt=moment)

    @classmethod
    def note_mail(cls, public_id: object, state: str) -> None:
        """How the mail fared, as long as nobody has answered."""
        cls.objects.filter(public_id=public_id, answered_at=None).update(mail_state=state)

    @classmethod
    def of_link(cls, public_id: str, moment: datetime) -> "JoiningAsk | None":
        """The one behind a mailed link, while its mandate is valid and its time is not over."""
        found = cls.objects.filter(
            public_id=public_id, asked_at__gt=moment - LIVES, mandate__in=Mandate.objects.valid_at(moment)
        )
        return found.select_related(
            "mandate__person", "mandate__organisation", "category__space", "topic"
        ).first()
