"""What the searches know: the words of each topic, post and page, and which words a space has.

The migrations add to these tables what its database finds words with: a column with an index on PostgreSQL, a table
with triggers on SQLite. A later migration that builds such a table anew on SQLite has to make the triggers again.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import BooleanField, F, Func, Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from advocates.core.asking import written_once
from advocates.core.rows import among
from advocates.core.viewer import Viewer
from advocates.files.models import LibraryFile
from advocates.forum.models import Post, Topic
from advocates.publishing.reading import listed_pages
from advocates.spaces.models import Space
from advocates.wiki.models import PageRevision, WikiPage

LONGEST_WORD = 64
# What editors publish and is neither news nor knowledge nor an event.
PAGES = "pages"


# On PostgreSQL each row also holds the stretches in which its key lies, as words that nobody can type: so the newest
# rows with a word are found by the index alone, however many older ones there are.
STRETCHES = (12, 15, 18)
# From this key on there is more than one window.
LARGE = 4 << STRETCHES[0]


@dataclass(frozen=True, slots=True)
class Window:
    """The rows from a key on, up to another; `stretches` are their words."""

    first: int = 0
    end: int = 0
    stretches: tuple[str, ...] = ()

    @property
    def bounds(self) -> "Bounds":
        return (self.first, self.end) if self.stretches else (None, None)

    def within(self, on_postgresql: str) -> str:
        """What PostgreSQL is asked for the rows of this window alone."""
        if not self.stretches:
            return on_postgresql
        lying = " | ".join(f"'{each}'" for each in self.stretches)
        return f"({on_postgresql}) & ({lying})"


# The keys between which the rows lie; None where everything is looked through.
Bounds = tuple[int | None, int | None]
EVERYTHING = Window()


def windows(newest: int) -> Iterator[Window]:
    """From the newest rows to everything, each eight times as wide.

    One that would hold half of everything saves little where it holds enough, and costs as much where it does not.
    """
    for shift in STRETCHES:
        last = newest >> shift
        # The widest is more than a step on the way: further back common words are not looked up (`members.finding`).
        if last < (2 if shift == STRETCHES[-1] else 4):
            break
        stretches = (f"~{shift}.{last - 1}", f"~{shift}.{last}")
        yield Window((last - 1) << shift, (last + 1) << shift, stretches)
    yield EVERYTHING


class HasWords(Func):
    """Whether a row holds what a question asks for; the two databases write the same question differently.

    `goes_by_time`: SQLite goes through the index by time, and stops when it has enough. Of its own accord it would read
    every row that holds the words and sort them, which for a word of all rows takes eight times as long.
    """

    output_field = BooleanField()

    def __init__(
        self, on_sqlite: str, on_postgresql: str, bounds: Bounds, *, goes_by_time: bool = False
    ) -> None:
        super().__init__(F("pk"))
        self.goes_by_time = goes_by_time
        self.asked, self.bounds = {"sqlite": on_sqlite, "postgresql": on_postgresql}, bounds

    def as_sqlite(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, Any]:
        column = self._column()
        sql, params = compiler.compile(column)
        found = connection.ops.quote_name(f"{column.target.model._meta.db_table}_found")
        inner = f"SELECT rowid FROM {found} WHERE {found} MATCH %s"  # noqa: S608 - our own table
        bounds = [each for each in self.bounds if each is not None]
        if bounds:
            inner = f"{inner} AND rowid >= %s AND rowid < %s"
        # With the sign, which changes no number, the key is not a way to the row.
        key = f"+{sql}" if self.goes_by_time else sql
        return f"{key} IN ({inner})", [*params, self.asked["sqlite"], *bounds]

    def as_postgresql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, Any]:
        name = connection.ops.quote_name
        return f"{name(self._column().alias)}.{name('found')} @@ %s::tsquery", [self.asked["postgresql"]]

    def _column(self) -> Any:
        return self.get_source_expressions()[0]


class WordsQuerySet(models.QuerySet[Any]):
    # Where the table has an index by time, and no windows.
    goes_by_time = False

    def holding(self, on_sqlite: str, on_postgresql: str, window: Window = EVERYTHING) -> Self:
        """Rows with the asked words; the questions are written by `members.asking`."""
        return self.holding_between((on_sqlite, window.within(on_postgresql)), window.bounds)

    def holding_between(self, asked: tuple[str, str], bounds: Bounds) -> Self:
        """The same where the window is already in the question."""
        return self.filter(HasWords(*asked, bounds, goes_by_time=self.goes_by_time))

    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")


class TopicWordsQuerySet(WordsQuerySet):
    def visible_to(self, viewer: Viewer) -> Self:
        """Of topics that the viewer reads: not of those joined with others, nor of the talk of what is gone."""
        standing = Topic.objects.visible_to(viewer).filter(merged_at=None, talk_closed_at=None)
        return self.filter(among(standing, "topic"))


class PostWordsQuerySet(WordsQuerySet):
    def visible_to(self, viewer: Viewer) -> Self:
        """Of topics that the viewer reads, what stands there: not hidden, not taken back, not moved away.

        Nearly all posts stand where they were written. Said as it is here, SQLite does not take the index of what
        was moved for a way to find them, which takes twice as long.
        """
        standing = {"post__hidden_at": None, "post__is_withdrawn": False, "post__topic__talk_closed_at": None}
        stays = self.alias(moved=Coalesce(F("post__moved_to"), 0)).filter(moved=0)
        return stays.filter(among(Topic.objects.visible_to(viewer), "post__topic"), **standing)


class FileWordsQuerySet(WordsQuerySet):
    goes_by_time = True

    def visible_to(self, viewer: Viewer, now: datetime | None = None) -> Self:
        """Of files in libraries that the viewer may open now."""
        return self.filter(among(LibraryFile.objects.visible_to(viewer, now).standing(), "item"))


class TopicWords(models.Model):
    """The title and the summary of a topic, folded."""

    topic = models.OneToOneField(Topic, models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    words = models.TextField(blank=True)

    objects = models.Manager.from_queryset(TopicWordsQuerySet)()

    def __str__(self) -> str:
        return f"words of topic {self.topic_id}"


class PostWords(models.Model):
    """The text of a post, folded; of the first one of a topic also the title."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # Of the text that was read.
    revision = models.PositiveIntegerField(default=1)
    words = models.TextField(blank=True)

    objects = models.Manager.from_queryset(PostWordsQuerySet)()

    def __str__(self) -> str:
        return f"words of post {self.post_id}"


class FileWords(models.Model):
    """A file of a library: title, description, name, what a picture shows, and the words of its current version."""

    item = models.OneToOneField(LibraryFile, models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    words = models.TextField(blank=True)

    objects = models.Manager.from_queryset(FileWordsQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["-at", "-item"], name="file_words_newest")]

    def __str__(self) -> str:
        return f"words of file {self.item_id}"


class PageWordsQuerySet(WordsQuerySet):
    goes_by_time = True

    def visible_to(self, viewer: Viewer) -> Self:
        """Of pages that the viewer reads and that stand."""
        return self.filter(among(WikiPage.objects.visible_to(viewer).standing(), "page"))


class PageWords(models.Model):
    """The title and the text of a page, folded; empty for one that was deleted."""

    page = models.OneToOneField(WikiPage, models.CASCADE, primary_key=True, related_name="+")
    # When it was changed last.
    at = models.DateTimeField(default=timezone.now)
    # Of the text that was read.
    revision = models.PositiveIntegerField(default=0)
    words = models.TextField(blank=True)

    objects = models.Manager.from_queryset(PageWordsQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["-at", "-page"], name="page_words_newest")]

    def __str__(self) -> str:
        return f"words of page {self.page_id}"

    @classmethod
    def changed_by(cls, people: Collection[int], groups: Collection[int]) -> Q:
        """Of pages that somebody of these has changed; whoever asks adds who is looking."""
        written = Q(person__in=people) | Q(mandate__organisation__in=groups)
        return Q(page__in=PageRevision.objects.filter(written).values("page"))


class SiteWordsQuerySet(WordsQuerySet):
    goes_by_time = True

    def visible_to(self, _viewer: Viewer) -> Self:
        """Of what everybody may read at this moment, whatever was kept before."""
        return self.filter(among(listed_pages().public(), "page"))


class SiteWords(models.Model):
    """A page that editors have published for everybody: the words of title, summary and text, folded, each once."""

    page = models.OneToOneField("wagtailcore.Page", models.CASCADE, primary_key=True, related_name="+")
    kind = models.CharField(max_length=12)
    language = models.CharField(max_length=100)
    # When it was published first.
    at = models.DateTimeField(default=timezone.now)
    # Of the text that was read; 0 for a page without revisions.
    revision = models.PositiveBigIntegerField(default=0)
    # Of what it tells: the day of the news, the day of the event.
    year = models.PositiveSmallIntegerField(default=0)
    # Their codes, one after another; what is about no country has none.
    countries = models.TextField(blank=True)
    summary = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)

    objects = models.Manager.from_queryset(SiteWordsQuerySet)()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "language", "-at", "-page"], name="site_words_in_language"),
            models.Index(fields=["kind", "-at", "-page", "language"], name="site_words_newest"),
        ]

    def __str__(self) -> str:
        return f"words of page {self.page_id}"


class WordQuerySet(models.QuerySet["Word"]):
    def visible_to(self, viewer: Viewer) -> "WordQuerySet":
        """Words of the spaces that the viewer reads: a typing error leads to no word of another space."""
        return self.filter(space__in=viewer.spaces)


class Word(models.Model):
    """A longer word that somebody wrote in a space, so that one with a typing error is led to it."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="+")
    word = models.CharField(max_length=LONGEST_WORD)
    head = models.CharField(max_length=2)
    tail = models.CharField(max_length=3)
    length = models.PositiveSmallIntegerField()

    objects = models.Manager.from_queryset(WordQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "word"], name="word_once_in_space")]
        indexes = [
            models.Index(fields=["head", "length", "space"], name="words_by_head"),
            models.Index(fields=["tail", "length", "space"], name="words_by_tail"),
        ]

    def __str__(self) -> str:
        return self.word

    @staticmethod
    def that_begin(word: str) -> Q:
        """Those that begin so and go on."""
        return Q(head=word[:2], length__gt=len(word), word__startswith=word)

    @staticmethod
    def that_are_like(word: str, errors: int) -> Q:
        """Those that can be so many errors away: they begin or end alike, and are about as long."""
        around = (len(word) - errors, len(word) + errors)
        return Q(Q(head=word[:2]) | Q(tail=word[-3:]), length__range=around)

    @classmethod
    def of(cls, space_id: int, word: str) -> "Word":
        return cls(space_id=space_id, word=word, head=word[:2], tail=word[-3:], length=len(word))


def newest_key(of: type[TopicWords | PostWords], before: datetime | None) -> int:
    """The highest key there is, whoever may read what it stands for; with a moment, of what was there before it.

    Keys are drawn in the order of time. Halved again and again: an index by time would serve nothing else.
    """
    newest: int = of.objects.aggregate(newest=Max("pk"))["newest"] or 0
    if before is None:
        return newest
    oldest = 0
    while oldest < newest:
        middle = (oldest + newest + 1) // 2
        if _first_from(of, middle)[0] < before:
            oldest = middle
        else:
            newest = middle - 1
    return oldest


@written_once
def _first_from(of: type[TopicWords | PostWords], key: int) -> models.QuerySet[Any, datetime]:
    """When the first row from a key on was written."""
    return of.objects.filter(pk__gte=key).order_by("pk").values_list("at", flat=True)[:1]
