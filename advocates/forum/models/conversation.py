"""Categories, topics and posts. A post's HTML is made when it is written, never when it is read."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from advocates.core.identifiers import random_id
from advocates.core.profile import in_language
from advocates.core.rows import among
from advocates.core.viewer import Viewer
from advocates.spaces import talks
from advocates.spaces.bylines import Byline
from advocates.spaces.models import Kind, Space

# A page of a topic holds the posts with the numbers 1 to 20, 21 to 40, …: found by number, however many there are.
PAGE_SIZE = 20
# What files that hang on a post hang on.
POST_FILES = "forum.post"
# So long after its last post a conversation between named people is kept.
MESSAGES_LIVE = timedelta(days=730)


def page_of(number: int) -> int:
    """The page on which the post with this number stands."""
    return (number - 1) // PAGE_SIZE + 1


class CategoryQuerySet(models.QuerySet["Category"]):
    def visible_to(self, viewer: Viewer) -> "CategoryQuerySet":
        return self.filter(space__in=viewer.spaces)

    def listed_for(self, viewer: Viewer) -> "CategoryQuerySet":
        """The shelves that staff arrange, whether they read there or not."""
        return self.filter(space__in=Space.objects.listed_for(viewer))


class Category(models.Model):
    """A shelf of topics in a space, with a name in each language."""

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="categories")
    names = models.JSONField(default=dict)
    abouts = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    # Only moderators begin topics here; everybody answers.
    is_for_announcements = models.BooleanField(default=False)
    topics_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    # Nothing new begins here.
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(CategoryQuerySet)()

    class Meta:
        ordering = ["space", "position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the reader's language."""
        return in_language(self.names)

    @property
    def about(self) -> str:
        return in_language(self.abouts)


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, viewer: Viewer) -> "TopicQuerySet":
        """In a space that the viewer reads; what began before their organisation joined, only once it was opened."""
        if not viewer.spaces:
            return self.none()
        begun = Q(is_opened=True) | Q(started_at__gte=viewer.reads_from)
        return self.in_any(viewer.spaces).filter(begun, hidden_at=None)

    def in_any(self, spaces: Iterable[int]) -> "TopicQuerySet":
        """In one of the spaces, said so that the rows are taken in the order of the list and not space by space."""
        return self.alias(any_space=F("space_id") + 0).filter(any_space__in=spaces)

    def written_in_by(self, person: Any) -> "TopicQuerySet":
        """Where something of a person stands; whoever asks adds who is looking."""
        own = Post.objects.filter(person=person, hidden_at=None, is_withdrawn=False)
        return self.filter(pk__in=own.values("topic"))

    def newest_first(self) -> "TopicQuerySet":
        return self.order_by("-last_post_at", "-id")

    def shelved(self) -> "TopicQuerySet":
        """What stands in a category: messages and talk about pages have lists of their own."""
        return self.filter(category__isnull=False)

    def messages(self) -> "TopicQuerySet":
        """Conversations between named people."""
        return self.filter(category=None, space__kind=Kind.DIRECT)


class Topic(Byline):
    """A conversation. Its posts are numbered from 1; the numbers stay, whatever happens to a post."""

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="topics")
    # None: a message, or the talk of something else.
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="topics")
    # Of the talk of a thing: its name, as `spaces.talks` gives it.
    talk_key = models.CharField(max_length=40, null=True, blank=True, unique=True)  # noqa: DJ001 - unique where given
    # The thing was deleted, and nothing is added as long as it is not restored.
    talk_closed_at = models.DateTimeField(null=True, blank=True)
    title = models.CharField(max_length=200)
    started_at = models.DateTimeField(default=timezone.now)
    posts_count = models.PositiveIntegerField(default=0)
    last_number = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(default=timezone.now)
    # Also for organisations that joined later.
    is_opened = models.BooleanField(default=False)
    is_pinned = models.BooleanField(default=False)
    # Mail about it says that there is something, and nothing more.
    is_kept_on_site = models.BooleanField(default=False)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_reason = models.CharField(max_length=500, blank=True)
    # Where the conversation goes on, once it is locked or was merged into another.
    successor = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    # Its posts stand in the successor now; its address leads there.
    merged_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    # What was decided, what is open, who does what: written by a person.
    summary = models.TextField(max_length=4000, blank=True)
    summary_html = models.TextField(blank=True)
    summary_lang = models.CharField(max_length=16, blank=True)
    summary_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    summary_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(TopicQuerySet)()

    class Meta:
        indexes = [
            models.Index(fields=["space", "-last_post_at", "-id"], name="topics_of_space"),
            # Each list has the index that gives it in its order: twenty rows are read, whatever there is. A condition
            # must stand in the question as it stands here.
            models.Index(
                fields=["category", "-last_post_at", "-id"],
                condition=Q(is_pinned=False, hidden_at=None),
                name="topics_of_category",
            ),
            models.Index(
                fields=["category", "-last_post_at", "-id"],
                condition=Q(is_pinned=True, hidden_at=None),
                name="topics_pinned",
            ),
            models.Index(
                fields=["-last_post_at", "-id"],
                condition=Q(category__isnull=False, hidden_at=None),
                name="topics_by_time",
            ),
            models.Index(
                fields=["-last_post_at", "-id"],
                condition=Q(category__isnull=False, hidden_at=None, locked_at=None, posts_count__lte=1),
                name="topics_unanswered",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def messages_over(cls, moment: datetime) -> "TopicQuerySet":
        """Conversations between named people in which nobody wrote for two years; for the purge."""
        return cls.objects.messages().filter(last_post_at__lt=moment - MESSAGES_LIVE)

    @classmethod
    def talk_of(cls, key: Any) -> TopicQuerySet:
        """The talk of a thing, for whoever sees that; for an inner question."""
        return cls.objects.filter(talk_key=key, hidden_at=None)

    @property
    def is_message(self) -> bool:
        """Whether it is a conversation between named people."""
        return self.category_id is None and self.space.kind == Kind.DIRECT

    @property
    def address(self) -> str:
        """The one page on which it is read."""
        if self.talk_key:
            return talks.address_of_key(self.talk_key)
        area = "messages" if self.is_message else "forum/t"
        return f"/members/{area}/{self.public_id}/"

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None or self.talk_closed_at is not None

    @property
    def answers_count(self) -> int:
        return max(0, self.posts_count - 1)

    @property
    def pages(self) -> int:
        return max(1, -(-self.last_number // PAGE_SIZE))


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, viewer: Viewer) -> "PostQuerySet":
        """Of topics that the viewer may read."""
        return self.filter(among(Topic.objects.visible_to(viewer), "topic"))

    def on_page(self, topic: Topic, page: int) -> "PostQuerySet":
        first = (page - 1) * PAGE_SIZE + 1
        return self.filter(topic=topic, number__range=(first, first + PAGE_SIZE - 1)).order_by("number")


class Post(Byline):
    """What somebody wrote. One that was taken away stays as an empty place, so that numbers and links hold."""

    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField()
    source = models.TextField()
    html = models.TextField()
    # By which rules the HTML was made.
    html_version = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField(default=timezone.now)
    # Drawn by the form: the same sending twice makes one post.
    sending = models.CharField(max_length=40, blank=True)
    revision = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField(null=True, blank=True)
    # Somebody had answered when it was changed.
    is_edited_late = models.BooleanField(default=False)
    thanks_count = models.PositiveIntegerField(default=0)
    hidden_at = models.DateTimeField(null=True, blank=True)
    # Taken back by whoever wrote it.
    is_withdrawn = models.BooleanField(default=False)
    # Where it stands now, after it was moved to another topic.
    moved_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = models.Manager.from_queryset(PostQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="post_number_once"),
            models.UniqueConstraint(
                fields=["person", "sending"], condition=~Q(sending=""), name="post_sent_once"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-written_at"], name="posts_of_person"),
            models.Index(
                fields=["person", "topic"],
                condition=Q(hidden_at=None, is_withdrawn=False),
                name="topics_somebody_wrote_in",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id}/{self.number}"

    @classmethod
    def in_any_state(cls) -> PostQuerySet:
        """All there are; to tell what was erased from what is only not shown."""
        return cls.objects.all()

    @classmethod
    def last_number_before(cls, topic: Any, moment: Any) -> PostQuerySet:
        """Of a topic, the number of the last post until a moment; for an inner question."""
        found = cls.objects.filter(topic=topic, written_at__lte=moment).order_by("-number")
        return found.values("number")[:1]  # type: ignore[return-value]

    @classmethod
    def told_of(cls, pk: Any, topic: Any, space: Any) -> PostQuerySet:
        """A post as long as it stands where people were told that it stands; for an inner question."""
        standing = cls.objects.filter(pk=pk, hidden_at=None, is_withdrawn=False, moved_to=None)
        return standing.filter(topic=topic, topic__space=space, topic__hidden_at=None)

    @property
    def page(self) -> int:
        return page_of(self.number)


class PostRevision(models.Model):
    """How a post read before it was changed; whoever may read the post may read this."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField()
    source = models.TextField()
    lang = models.CharField(max_length=16)
    replaced_at = models.DateTimeField(default=timezone.now)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint(fields=["post", "revision"], name="post_revision_once")]

    def __str__(self) -> str:
        return f"{self.post_id} as of revision {self.revision}"


class Thank(models.Model):
    """Somebody says thank you for a post, once."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="thanks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="thank_once")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.post_id}"

    @classmethod
    def count_for(cls, post_id: int, change: int) -> None:
        Post.objects.filter(pk=post_id).update(thanks_count=F("thanks_count") + change)
