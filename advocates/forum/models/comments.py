"""What anybody says in public about something published. A guest's words wait here until they are let through."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from advocates.core.identifiers import random_id
from advocates.core.viewer import Viewer
from advocates.forum.models.conversation import Post, Topic
from advocates.spaces.models import Kind, Space

# A page of comments.
COMMENTS_ON_PAGE = 50
# So long the mailed link may wait for its button, and the sender's network stays whole, then is cut, then is gone.
UNCONFIRMED_LIVES, NETWORK_WHOLE, NETWORK_LIVES = timedelta(days=7), timedelta(days=7), timedelta(days=30)
# So many comments of one mailbox are read by a moderator first.
HELD_FIRST = 3


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, _viewer: Viewer) -> "CommentQuerySet":
        """What stands in public is everybody's: posts that stand, in a topic that is public at this moment."""
        standing = Q(
            post__hidden_at=None, post__is_withdrawn=False, post__moved_to=None, post__topic=F("topic")
        )
        public = Q(topic__space__kind=Kind.PUBLIC, topic__hidden_at=None, topic__merged_at=None)
        return self.filter(standing, public, post__isnull=False)

    def in_order(self) -> "CommentQuerySet":
        """Each comment, under it its answers."""
        return self.order_by("root", "number")

    def after(self, root: int, number: int) -> "CommentQuerySet":
        return self.filter(Q(root__gt=root) | Q(root=root, number__gt=number))

    def listed_for(self, viewer: Viewer) -> "CommentQuerySet":
        """What waits for whoever moderates in public."""
        run = Space.objects.filter(kind=Kind.PUBLIC).moderated_by(viewer)
        return self.filter(state=Comment.State.HELD, topic__space__in=run)


class Comment(models.Model):
    """One comment. What is shown of it is its post; of a member's there is nothing else here."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("state of a comment", "Not confirmed yet")
        HELD = "held", pgettext_lazy("state of a comment", "Waiting for a moderator")
        SHOWN = "shown", pgettext_lazy("state of a comment", "Published")
        REFUSED = "refused", pgettext_lazy("state of a comment", "Not published")

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="comments")
    post = models.OneToOneField(Post, models.CASCADE, null=True, blank=True, related_name="comment")
    state = models.CharField(max_length=8, choices=State)
    # Which comment it answers; answers to answers stand under the same.
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    # Of what is shown: the number of the first of its row, and its own.
    root = models.PositiveIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    # A guest's, in the language of their text and in that of their mails; the text goes when the post has it.
    name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    email_hash = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=16, blank=True)
    source = models.TextField(blank=True)
    lang = models.CharField(max_length=16, blank=True)
    # From which network, for a week; then cut, then gone.
    network = models.CharField(max_length=64, blank=True)
    is_network_cut = models.BooleanField(default=False)
    # Whether a browser did the work of the form.
    is_proved = models.BooleanField(default=False)
    ticket = models.CharField(max_length=64, null=True, blank=True, unique=True)  # noqa: DJ001 - unique where given
    confirmed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = models.Manager.from_queryset(CommentQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="shown")
                | Q(post__isnull=False, root__isnull=False, number__isnull=False, source=""),
                name="comment_shown_as_post",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "shown"]) | Q(confirmed_at__isnull=False),
                name="comment_confirmed_first",
            ),
        ]
        indexes = [
            models.Index(fields=["topic", "root", "number"], name="comments_in_order"),
            models.Index(fields=["topic", "-number"], name="comments_newest"),
            models.Index(fields=["written_at"], condition=Q(state="held"), name="comments_held"),
            models.Index(fields=["email_hash"], condition=~Q(email_hash=""), name="comments_of_mailbox"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_guests(self) -> bool:
        return self.email_hash != ""

    @classmethod
    def at(cls, public_id: Any) -> "Comment | None":
        """The one that a mailed link names; the link is the key."""
        found = cls.objects.select_related("topic__space", "post", "parent")
        return found.filter(public_id=public_id).exclude(email_hash="").first()

    @classmethod
    def locked(cls, pk: Any) -> "Comment | None":
        """The same for a deed, held until the transaction ends."""
        found = cls.objects.select_for_update(of=("self",)).select_related("topic__space", "post", "parent")
        return found.filter(pk=pk).first()

    @classmethod
    def numbered(cls, pk: Any, email: str) -> "Comment | None":
        """For a mail about it, as long as the address is its writer's."""
        return cls.objects.select_related("topic").filter(pk=pk, email=email).first()

    @classmethod
    def of_mailboxes(cls, hashes: Iterable[str]) -> CommentQuerySet:
        """All that were sent from some mailboxes, in any state; for their owner."""
        return cls.objects.filter(email_hash__in=list(hashes)).select_related("post").order_by("pk")

    @classmethod
    def confirmed(cls) -> CommentQuerySet:
        """All that were ever more than a form somebody sent; for moderation, whether they are shown or not."""
        return cls.objects.exclude(state=cls.State.ASKED)

    @classmethod
    def held(cls) -> CommentQuerySet:
        """All that wait for a moderator, whoever asks."""
        return cls.objects.filter(state=cls.State.HELD)

    @classmethod
    def newest_held(cls) -> datetime | None:
        """When the last of those was confirmed; None where none waits."""
        newest: datetime | None = cls.held().aggregate(at=Max("confirmed_at"))["at"]
        return newest

    @classmethod
    def unconfirmed_before(cls, now: datetime) -> CommentQuerySet:
        """Those whose link was never used; for the purge."""
        return cls.objects.filter(state=cls.State.ASKED, written_at__lt=now - UNCONFIRMED_LIVES)

    @classmethod
    def network_over(cls, now: datetime) -> CommentQuerySet:
        """Those whose sender's network is to be erased."""
        return cls.objects.exclude(network="").filter(written_at__lt=now - NETWORK_LIVES)

    @classmethod
    def network_to_cut(cls, now: datetime) -> CommentQuerySet:
        """Those whose sender's network is to be cut."""
        whole = cls.objects.exclude(network="").filter(is_network_cut=False)
        return whole.filter(written_at__lt=now - NETWORK_WHOLE)
