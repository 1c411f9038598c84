"""Deeds that give posts another place. A post keeps its id, so that its link holds; its old place leads to it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import markup, stream
from advocates.core.models import StreamEntry
from advocates.files import actions as files
from advocates.forum.models import POST_FILES, Category, Following, Post, Topic, TopicReading
from advocates.forum.tools import policies
from advocates.forum.tools.actions import NotNow, locked
from advocates.forum.tools.mails import tell_author
from advocates.moderation.actions import move_cases

MOST_SPLIT = 500
ROWS_AT_ONCE = 500


class MovesWider(NotNow):
    """People would read it who could not before; nobody has said yet that this is meant."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a topic goes. `is_understood`: the actor has read that more people will read it."""

    category: Category
    is_understood: bool = False


def move_topic(*, actor: Person, topic: Topic, place: Place) -> Topic:
    """Give a topic another category, and with it perhaps another space: from then on that space says who reads it.

    Its id stays, so its address leads whoever may read it to it, and nobody else. What people have read stays.
    The author is told. Raises `MovesWider`, and `NotNow` where it stands there already.
    """
    category = place.category
    with transaction.atomic():
        current = locked(topic)
        before, old = current.space, current.category_id
        if old == category.pk:
            raise NotNow(_("This topic stands there already."))
        if policies.widens(before, category.space) and not place.is_understood:
            raise MovesWider(
                _("People would read this topic who could not read it before. Say that you mean it.")
            )
        current.category, current.space = category, category.space
        current.save(update_fields=["category", "space"])
        _count(old, -1)
        _count(category.pk, +1)
        if before.pk != category.space_id:
            change_space(current)
        stream.record(
            "forum.topic.moved",
            current,
            actor=actor,
            space=current.space_id,
            from_space=before.pk,
            from_category=old,
        )
        tell_author(current, actor, "moved")
    return current


def change_space(topic: Topic) -> None:
    """What hangs on the posts of a topic goes with them. Part of the transaction of the deed."""
    move_cases("topic", [topic.public_id], topic.space)
    move_cases("post", Post.objects.filter(topic=topic).values("public_id"), topic.space)
    files.move(kind=POST_FILES, targets=Post.objects.filter(topic=topic).values("pk"), space=topic.space)


def _count(category_id: int | None, change: int) -> None:
    if category_id is not None:
        Category.objects.filter(pk=category_id).update(topics_count=F("topics_count") + change)


def undo_move(entry: StreamEntry, actor: Person) -> bool:
    """Back to where it stood; False where it stands elsewhere by now."""
    topic = Topic.objects.filter(pk=entry.target_id, merged_at=None, space=entry.data["space"]).first()
    category = Category.objects.filter(pk=entry.data["from_category"]).select_related("space").first()
    if topic is None or category is None or topic.category_id == category.pk:
        return False
    move_topic(actor=actor, topic=topic, place=Place(category, is_understood=True))
    return True


def split_topic(*, actor: Person, topic: Topic, numbers: Sequence[int], title: str) -> Topic:
    """Make a topic of its own out of some posts; where they stood a link leads to them. Their authors keep them.

    The first post stays. It began when its first post was written, so that newcomers do not read what was closed to
    them. Raises `NotNow` where nothing can be taken out.
    """
    with transaction.atomic():
        current = locked(topic)
        found = Post.objects.filter(topic=current, number__in=numbers, number__gt=1, moved_to=None)
        posts = list(found.order_by("number")[:MOST_SPLIT])
        if not posts:
            raise NotNow(_("None of these posts stands here any more. The first one always stays."))
        first = posts[0]
        made = Topic.objects.create(
            space=current.space,
            category=current.category,
            title=title,
            lang=current.lang,
            person_id=first.person_id,
            mandate_id=first.mandate_id,
            written_as=first.written_as,
            started_at=first.written_at,
            last_post_at=first.written_at,
            is_opened=current.is_opened,
            is_kept_on_site=current.is_kept_on_site,
        )
        for number, post in enumerate(posts, start=1):
            Post.objects.filter(pk=post.pk).update(topic=made, number=number)
        _leave_places(current, posts)
        _carry_reading(current, made, [post.number for post in posts])
        _count_posts(made, len(posts), len(posts), posts[-1])
        _count(made.category_id, +1)
        stream.record("forum.topic.split", made, actor=actor, space=made.space_id, source=current.pk)
        tell_author(made, actor, "split")
    return made


def merge_topics(*, actor: Person, topic: Topic, into: Topic) -> Topic:
    """Put the posts of a topic at the end of another one in the same space; its address leads there from now on.

    Raises `NotNow` for a topic of another space, the same one, or one that is locked.
    """
    with transaction.atomic():
        # In one order, whoever merges what: two such deeds do not wait for each other.
        held = {each.pk: locked(each) for each in sorted((topic, into), key=lambda one: one.pk)}
        source, target = held[topic.pk], held[into.pk]
        _refuse_merging(source, target)
        posts = list(
            Post.objects.filter(topic=source, moved_to=None).order_by("number").defer("source", "html")
        )
        last = target.last_number
        Post.objects.filter(topic=source, moved_to=None).update(topic=target, number=F("number") + last)
        _leave_places(source, posts)
        _carry_followers(source, target)
        if posts:
            _count_posts(target, len(posts), posts[-1].number, posts[-1])
        _close_merged(source, target)
        stream.record("forum.topic.merged", source, actor=actor, space=source.space_id, into=target.pk)
        tell_author(source, actor, "merged")
    return target


def _refuse_merging(source: Topic, target: Topic) -> None:
    if source.pk == target.pk:
        raise NotNow(_("A topic cannot be joined with itself."))
    if source.space_id != target.space_id:
        raise NotNow(_("The other topic is read by other people. Move this one there first."))
    if target.is_locked or target.hidden_at is not None:
        raise NotNow(_("The other topic is locked."))


def _close_merged(source: Topic, target: Topic) -> None:
    now = timezone.now()
    source.merged_at = source.locked_at = now
    source.locked_reason, source.successor = _("It was joined with another topic."), target
    source.posts_count, source.is_pinned = 0, False
    source.save()
    _count(source.category_id, -1)


def _leave_places(topic: Topic, posts: Sequence[Post]) -> None:
    """An empty place under the old number of each post, with the way to where it stands now."""
    places = [
        Post(
            topic=topic,
            number=post.number,
            source="",
            html="",
            html_version=markup.VERSION,
            lang=post.lang,
            written_at=post.written_at,
            moved_to=post,
        )
        for post in posts
    ]
    Post.objects.bulk_create(places, batch_size=ROWS_AT_ONCE)
    Topic.objects.filter(pk=topic.pk).update(posts_count=F("posts_count") - len(places))


def _count_posts(topic: Topic, posts: int, numbers: int, last: Post) -> None:
    topic.posts_count, topic.last_number = topic.posts_count + posts, topic.last_number + numbers
    topic.last_post_at = max(topic.last_post_at, last.written_at)
    topic.save(update_fields=["posts_count", "last_number", "last_post_at"])


def _carry_reading(source: Topic, made: Topic, numbers: list[int]) -> None:
    """Who had read a post has read it in its new place too, and follows as before."""
    rows = TopicReading.objects.filter(topic=source).exclude(last_number=0, following=None)
    TopicReading.objects.bulk_create(
        (
            TopicReading(
                person_id=row.person_id,
                topic=made,
                last_number=bisect_right(numbers, row.last_number),
                following=row.following,
            )
            for row in rows
        ),
        batch_size=ROWS_AT_ONCE,
    )


def _carry_followers(source: Topic, target: Topic) -> None:
    """Who followed the one follows the other, unless they have said how closely they do."""
    known = TopicReading.objects.filter(topic=target).values("person")
    rows = TopicReading.objects.filter(topic=source, following__gte=Following.FOLLOWED).exclude(
        person__in=known
    )
    TopicReading.objects.bulk_create(
        (TopicReading(person_id=row.person_id, topic=target, following=row.following) for row in rows),
        batch_size=ROWS_AT_ONCE,
    )
