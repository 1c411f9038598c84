"""The network's accounts elsewhere, and each thing that was posted by them."""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from advocates.core.identifiers import random_id
from advocates.core.viewer import Role, Viewer

WARNED_DAYS = 14


class Network(models.TextChoices):
    """Where a text is made for; to the first two the site can post by itself."""

    MASTODON = "mastodon", "Mastodon"
    BLUESKY = "bluesky", "Bluesky"
    WHATSAPP = "whatsapp", "WhatsApp"
    FACEBOOK = "facebook", "Facebook"
    LINKEDIN = "linkedin", "LinkedIn"


POSTED_TO = (Network.MASTODON, Network.BLUESKY)


class OwnChannelQuerySet(models.QuerySet["OwnChannel"]):
    def visible_to(self, viewer: Viewer) -> "OwnChannelQuerySet":
        """Editors post by them, staff keep them."""
        return self if viewer.has_role(Role.EDITOR, Role.STAFF) else self.none()

    def usable(self) -> "OwnChannelQuerySet":
        """Those that have a key."""
        return self.exclude(sealed_token="").order_by("network", "handle", "pk")

    def warned(self, today: date) -> "OwnChannelQuerySet":
        """Whose key was refused, or ends within two weeks."""
        soon = Q(token_ends_on__lte=today + timedelta(days=WARNED_DAYS))
        return self.usable().filter(soon | ~Q(failure=""))


class OwnChannel(models.Model):
    """An account of the network. Its key is kept encrypted and shown to nobody again."""

    public_id = models.CharField(max_length=12, default=random_id, unique=True, editable=False)
    network = models.CharField(max_length=10, choices=[(each.value, each.label) for each in POSTED_TO])
    server = models.URLField(max_length=200)
    handle = models.CharField(max_length=120)
    language = models.CharField(max_length=16)
    # How many characters the server takes; for Bluesky always 300.
    most = models.PositiveIntegerField(default=500)
    sealed_token = models.TextField(blank=True)
    token_ends_on = models.DateField(null=True, blank=True)
    # How many days before that day the staff were told last; None: not yet of this key.
    warned_days = models.PositiveSmallIntegerField(null=True, blank=True)
    # News that were planned for a time are posted when they are published, without anybody at a desk.
    posts_planned = models.BooleanField(default=False)
    # Why the last post was refused, as far as it lies with the account; empty when nothing is wrong.
    failure = models.CharField(max_length=20, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = models.Manager.from_queryset(OwnChannelQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "server", "handle", "language"], name="own_channel_once"
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def language_name(self) -> str:
        return dict(settings.LANGUAGES).get(self.language, self.language)

    @property
    def is_usable(self) -> bool:
        return bool(self.sealed_token)

    @property
    def days_left(self) -> int | None:
        """How long the key is good for, if somebody has said so; negative once it has ended."""
        return (self.token_ends_on - timezone.localdate()).days if self.token_ends_on else None

    @property
    def ends_soon(self) -> bool:
        return self.days_left is not None and self.days_left <= WARNED_DAYS


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, viewer: Viewer) -> "DeliveryQuerySet":
        """Editors and staff."""
        return self if viewer.has_role(Role.EDITOR, Role.STAFF) else self.none()

    def stuck(self) -> "DeliveryQuerySet":
        """What an editor has to look at."""
        return self.filter(state__in=(Delivery.State.FAILED, Delivery.State.UNSURE)).order_by(
            "-queued_at", "-pk"
        )


class Delivery(models.Model):
    """One thing in one version, by one account, in one language: it exists once, and so is posted once."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("post", "On its way")
        POSTED = "posted", pgettext_lazy("post", "Posted")
        FAILED = "failed", pgettext_lazy("post", "Not posted")
        UNSURE = "unsure", _("Perhaps posted: look at the account")
        DROPPED = "dropped", _("Not posted, because it is not public any more")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    channel = models.ForeignKey(OwnChannel, models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=20)
    thing = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    language = models.CharField(max_length=16)
    # As they leave, to the letter.
    text = models.TextField()
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    url = models.URLField(max_length=500)
    # By it Bluesky knows a second attempt for the first one.
    rkey = models.CharField(max_length=13)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # A human who has looked at the account may begin a new round, with a new key of its own.
    round = models.PositiveSmallIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Since when it may have left without our knowing.
    left_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=20, blank=True)
    posted_url = models.URLField(max_length=500, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(default=timezone.now)
    queued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = models.Manager.from_queryset(DeliveryQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "kind", "thing", "version", "language"], name="delivery_once"
            )
        ]
        indexes = [models.Index(fields=["kind", "thing", "-queued_at"], name="delivery_by_thing")]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def idempotency_key(self) -> str:
        """Mastodon answers a second attempt under the same key with the first one's post."""
        return f"{self.public_id}-{self.round}"
