"""The index of the members' search: read a topic, a post or a page, fill gaps, make everything anew.

The worker calls it, again and again if need be: reading the same text twice changes nothing.
"""

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from advocates.core import documents
from advocates.core.folding import words
from advocates.core.jobs import enqueue, every, job
from advocates.core.markup import to_text
from advocates.core.models import StreamEntry
from advocates.files.models import FileUse, LibraryFile
from advocates.forum.models import Post, Topic
from advocates.search.members.asking import SHORTEST_WITH_ERROR, is_spaced
from advocates.search.members.hung import hung_on, said_by
from advocates.search.members.questions import Term, of_terms
from advocates.search.models import LONGEST_WORD, FileWords, PageWords, PostWords, TopicWords, Word
from advocates.wiki.models import PAGE_FILES, PageLink, WikiPage

logger = logging.getLogger(__name__)

ROWS_AT_ONCE = 500
MOST_PENDING = 200
# A page is up to a hundred thousand letters long.
PAGES_AT_ONCE = 50
MOST_LINKING = 500
POST_KINDS = ("forum.post.written", "forum.post.edited", "forum.post.withdrawn")
TOPIC_KINDS = ("forum.topic.started", "forum.topic.summarised")
FILE_KINDS = tuple(
    f"files.library.{deed}"
    for deed in ("added", "replaced", "changed", "deleted", "restored", "read", "hidden", "shown")
)
# Of what hangs on pages.
HUNG_KINDS = ("files.file.read", "files.file.hidden", "files.file.removed")
# Of one document; whoever looks for a word further back finds it by the title.
MOST_OF_FILE = 50_000
# The posts of these stand in another topic or space from then on.
MOVING_KINDS = ("forum.topic.moved", "forum.topic.split", "forum.topic.merged", "forum.talk.followed")


PAGE_KINDS = tuple(
    f"wiki.page.{deed}" for deed in ("begun", "saved", "renamed", "changed_space", "deleted", "restored")
)


def words_of(*texts: str) -> list[str]:
    """The words as they are stored, in the order of the text."""
    return [word[:LONGEST_WORD] for text in texts for word in words(text)]


def learnable(found: Iterable[str]) -> set[str]:
    """Words that are long enough to be meant where another was typed."""
    return {word for word in found if len(word) >= SHORTEST_WITH_ERROR and is_spaced(word)}


def index_entry(entry: StreamEntry) -> None:
    """Read what an entry of the stream is about."""
    if entry.target_type == "files.libraryfile":
        index_files([int(entry.target_id)])
        return
    if entry.target_type == "files.file":
        hung = FileUse.objects.filter(kind=PAGE_FILES, file=int(entry.target_id))
        gone = entry.data.get("hung", {}).get(PAGE_FILES, [])
        index_pages([*hung.values_list("target", flat=True), *gone])
        return
    if entry.target_type == "forum.post":
        index_posts([int(entry.target_id)])
        return
    if entry.target_type == "wiki.wikipage":
        page = int(entry.target_id)
        index_pages([page])
        if entry.kind == "wiki.page.changed_space":
            # The space that it left forgets what nobody else says there.
            kept = PageWords.objects.filter(pk=page).values_list("words", flat=True).first() or ""
            _forget(entry.data["from_space"], set(kept.split()))
        if entry.kind == "wiki.page.renamed":
            # Behind the jobs that put the new title into those texts.
            enqueue(index_linking, page=page)
        return
    topic = int(entry.target_id)
    index_topics([topic])
    posts = Post.objects.filter(topic=topic)
    if entry.kind not in MOVING_KINDS:
        posts = posts.filter(number=1)
    # A post that moved has the same text, but other neighbours: a title, a space.
    index_posts(list(posts.values_list("pk", flat=True)), is_moved=True)


def index_soon() -> None:
    """As `index_pending`; whatever fails is tried again, and must not end the worker that calls it."""
    try:
        index_pending()
    except Exception:  # a text that cannot be read, a database that is away for a while
        logger.exception("event=search_index_failed")


def index_pending() -> None:
    """Read what was written in the last seconds, before the stream is handed out."""
    kinds = (*POST_KINDS, *TOPIC_KINDS, *PAGE_KINDS)
    pending = StreamEntry.objects.filter(dispatched_at=None, kind__in=kinds).order_by("-id")
    entries = list(pending[:MOST_PENDING].values_list("target_type", "target_id", "data"))
    if not entries:
        return
    topics = {int(pk) for model, pk, _data in entries if model == "forum.topic"}
    posts = {int(pk) for model, pk, _data in entries if model == "forum.post"}
    firsts = {data["post"] for _model, _pk, data in entries if "post" in data}
    known = TopicWords.objects.filter(pk__in=topics).values_list("pk", flat=True)
    index_topics(topics - set(known))
    index_posts(posts | firsts)
    index_pages({int(pk) for model, pk, _data in entries if model == "wiki.wikipage"})


def index_topics(ids: Iterable[int]) -> None:
    """Titles and summaries."""
    found = Topic.objects.filter(pk__in=ids).only("title", "summary_html", "started_at", "space_id")
    topics = list(found)
    rows = [
        TopicWords(
            topic=topic,
            at=topic.started_at,
            words=" ".join(words_of(topic.title, to_text(topic.summary_html))),
        )
        for topic in topics
    ]
    TopicWords.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["topic"], update_fields=["at", "words"]
    )
    for topic, row in zip(topics, rows, strict=True):
        _learn(topic.space_id, row.words.split())


def index_files(ids: Iterable[int]) -> None:
    """Files of libraries as they stand; a deleted one has no words."""
    wanted = list(ids)
    known = {row.pk: row.words for row in FileWords.objects.filter(pk__in=wanted)}
    for item in LibraryFile.objects.filter(pk__in=wanted).select_related("current__text"):
        found = _words_of_file(item)
        row = FileWords(item=item, at=item.changed_at, words=" ".join(found))
        with transaction.atomic():
            FileWords.objects.bulk_create(
                [row], update_conflicts=True, unique_fields=["item"], update_fields=["at", "words"]
            )
            _learn(item.space_id, found)
            _forget(item.space_id, set(known.get(item.pk, "").split()) - set(found))


def _words_of_file(item: LibraryFile) -> list[str]:
    if item.deleted_at is not None or item.hidden_at is not None or item.current is None:
        return []
    inside = getattr(item.current, "text", None)
    told = words_of(item.title, item.description, item.current.name, *item.alts.values())
    return [*told, *words_of(inside.text if inside is not None else "")[:MOST_OF_FILE]]


def index_posts(ids: Iterable[int], *, is_moved: bool = False) -> None:
    """Texts as they stand; one that was read in its present revision is not read again, unless it moved."""
    wanted = list(ids)
    known = {row.pk: row for row in PostWords.objects.filter(pk__in=wanted)}
    posts = Post.objects.filter(pk__in=wanted).select_related("topic")
    for post in posts.defer("source").iterator(ROWS_AT_ONCE):
        before = known.get(post.pk)
        if is_moved or before is None or before.revision != post.revision or _has_gone(post, before):
            _index_post(post, before)


def _has_gone(post: Post, before: PostWords) -> bool:
    return bool(before.words) and (post.is_withdrawn or post.moved_to_id is not None)


def _index_post(post: Post, before: PostWords | None) -> None:
    is_empty = post.is_withdrawn or post.moved_to_id is not None
    title = post.topic.title if post.number == 1 and not is_empty else ""
    found = words_of(title, "" if is_empty else to_text(post.html))
    row = PostWords(post=post, at=post.written_at, revision=post.revision, words=" ".join(found))
    with transaction.atomic():
        PostWords.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["post"], update_fields=["at", "revision", "words"]
        )
        _learn(post.topic.space_id, found)
        if before is not None:
            _forget(post.topic.space_id, set(before.words.split()) - set(found))


def index_pages(ids: Iterable[int]) -> None:
    """Titles, texts and files as they stand; of one that was deleted nothing is kept, nor titles that a page had."""
    wanted = list(ids)
    known = {row.pk: row.words for row in PageWords.objects.filter(pk__in=wanted)}
    files = hung_on(wanted)
    pages = WikiPage.objects.filter(pk__in=wanted)
    for page in pages.iterator(PAGES_AT_ONCE):
        found = [] if page.is_deleted else words_of(page.title, documents.to_text(page.html))
        if found:
            found += words_of(*(said_by(file) for file in files.get(page.pk, [])))[:MOST_OF_FILE]
        row = PageWords(page=page, at=page.changed_at, revision=page.revision, words=" ".join(found))
        with transaction.atomic():
            PageWords.objects.bulk_create(
                [row],
                update_conflicts=True,
                unique_fields=["page"],
                update_fields=["at", "revision", "words"],
            )
            _learn(page.space_id, found)
            _forget(page.space_id, set(known.get(page.pk, "").split()) - set(found))


@job
def index_linking(page: int) -> int:
    """Read the pages that name a page, which has another title now; returns how many."""
    ids = list(PageLink.objects.filter(target=page).values_list("page", flat=True)[:MOST_LINKING])
    index_pages(ids)
    return len(ids)


def _learn(space_id: int, found: Iterable[str]) -> None:
    # In one order, so that two who learn the same words do not wait for each other.
    rows = [Word.of(space_id, word) for word in sorted(learnable(found))]
    Word.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)


def _forget(space_id: int, gone: Iterable[str]) -> None:
    """Words that stood in a text that changed or was taken back leave the vocabulary where nobody else uses them."""
    posts = PostWords.objects.filter(post__topic__space=space_id)
    topics = TopicWords.objects.filter(topic__space=space_id)
    pages = PageWords.objects.filter(page__space=space_id)
    files = FileWords.objects.filter(item__space=space_id)
    unused = []
    for word in learnable(gone):
        asked = of_terms([Term(word)])
        if not any(rows.holding(*asked).exists() for rows in (posts, topics, pages, files)):
            unused.append(word)
    Word.objects.filter(space=space_id, word__in=unused).delete()


@every(seconds=3600)
def fill_gaps() -> int:
    """Read what nobody announced, as an import; returns how many were read."""
    done = 0
    topics = Topic.objects.exclude(pk__in=TopicWords.objects.values("pk"))
    for ids in _in_parts(topics):
        index_topics(ids)
        done += len(ids)
    unread = LibraryFile.objects.exclude(pk__in=FileWords.objects.values("pk"))
    for ids in _in_parts(unread):
        index_files(ids)
        done += len(ids)
    current = PostWords.objects.filter(revision=F("post__revision"))
    stale = Q(is_withdrawn=True, pk__in=PostWords.objects.exclude(words="").values("pk"))
    for ids in _in_parts(Post.objects.filter(~Q(pk__in=current.values("pk")) | stale)):
        index_posts(ids)
        done += len(ids)
    read = PageWords.objects.filter(revision=F("page__revision"))
    gone = ~Q(deleted_at=None) & Q(pk__in=PageWords.objects.exclude(words="").values("pk"))
    for ids in _in_parts(WikiPage.objects.filter(~Q(pk__in=read.values("pk")) | gone)):
        index_pages(ids)
        done += len(ids)
    return done


def rebuild() -> int:
    """Forget everything and read it again; searches find less until it is done."""
    for model in (TopicWords, PostWords, PageWords, FileWords, Word):
        model.objects.all().delete()
    return fill_gaps()


def _in_parts(rows: Any) -> Iterator[list[int]]:
    """Ids in order, each once, however long the work on a part takes."""
    last = 0
    while ids := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        yield ids
        last = ids[-1]
