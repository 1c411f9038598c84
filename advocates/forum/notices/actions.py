"""The worker tells people of what was recorded in the stream; reading a topic reads its notices."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.accounts.views.own import person_of
from advocates.core.models import StreamEntry
from advocates.forum import notices
from advocates.forum.models import (
    Category,
    CategoryReading,
    Following,
    OrganisationFollowing,
    Post,
    Topic,
    TopicReading,
)
from advocates.forum.notices.sentences import ANSWERED, MENTIONED, STARTED, TALKED, THANKED, TOPIC
from advocates.notifications import actions as telling
from advocates.notifications.actions import News
from advocates.notifications.bell import is_ringing, quieten
from advocates.notifications.models import Urgency
from advocates.spaces import talks
from advocates.spaces.models import Kind, SpaceSeat


def tell_of_topic(entry: StreamEntry) -> None:
    """A topic was begun: whoever follows the category or the organisation hears of it."""
    _tell_of_post(entry.data["post"], STARTED)


def tell_of_post(entry: StreamEntry) -> None:
    """A post was written: whoever follows the topic, the category or the organisation hears of it."""
    _tell_of_post(int(entry.target_id), ANSWERED)


def tell_of_mentions(entry: StreamEntry) -> None:
    """A post speaks to people by name, perhaps only since it was changed."""
    post = _post(int(entry.target_id))
    if post is not None:
        _tell_named(post, _levels(post), {post.person_id})


def tell_of_thanks(entry: StreamEntry) -> None:
    """Somebody said thank you: on the site alone, and not where the author has muted the topic."""
    post = _post(int(entry.target_id))
    if post is None or post.person_id is None or entry.actor_id is None:
        return
    if _levels(post).get(post.person_id) != Following.MUTED:
        telling.tell(_news(post, THANKED, by=entry.actor_id), {post.person_id: Urgency.SITE})


def _tell_of_post(pk: int, kind: str) -> None:
    post = _post(pk)
    if post is None:
        return
    follow_own(post)
    if kind == STARTED and post.topic.talk_key:
        kind = TALKED
    levels, done = _levels(post), _have_read(post)
    urgencies = {pk: each for pk, level in levels.items() if (each := _urgency(level)) and pk not in done}
    named = _tell_named(post, levels, done)
    telling.tell(_news(post, kind), {pk: each for pk, each in urgencies.items() if pk not in named})


def _tell_named(post: Post, levels: Mapping[int, int], done: set[int | None]) -> set[int]:
    """Those whom the post speaks to are told of that, and not of the post as well, unless they muted it all."""
    named = {pk for pk in notices.mentioned(post) if levels.get(pk) != Following.MUTED} - done
    soon = {pk for pk in named if levels.get(pk) == Following.AT_ONCE}
    telling.tell(
        _news(post, MENTIONED), {pk: Urgency.AT_ONCE if pk in soon else Urgency.WISH for pk in named}
    )
    return named


def _have_read(post: Post) -> set[int | None]:
    """Whoever wrote it, and who had the page open when it came: before the worker did."""
    rows = TopicReading.objects.filter(topic=post.topic_id, last_number__gte=post.number)
    return {post.person_id, *rows.values_list("person", flat=True)}


def _post(pk: int) -> Post | None:
    """None for one that is gone again: what was taken away before anybody was told is nobody's news."""
    found = Post.objects.filter(
        pk=pk, hidden_at=None, is_withdrawn=False, moved_to=None, topic__hidden_at=None
    )
    return found.select_related("topic__space", "mandate").first()


def _news(post: Post, kind: str, by: int = 0) -> News:
    topic = post.topic
    return News(kind, TOPIC, topic.pk, post.pk, number=post.number, by=by, space=topic.space_id)


def _urgency(level: int) -> Urgency | None:
    """What is followed comes by mail, as the reader wishes; what is as everything else is new in the forum."""
    return {Following.FOLLOWED.value: Urgency.WISH, Following.AT_ONCE.value: Urgency.AT_ONCE}.get(level)


def _levels(post: Post) -> Mapping[int, int]:
    """How closely each person follows whose level somebody has set: of the topic, else of category and organisation.

    A topic's own level says everything. Else a muted category or organisation is silent, whatever the other says.
    """
    topic = post.topic
    own: Any = TopicReading.objects.filter(topic=topic, following__isnull=False)
    found: dict[int, int] = {}
    for person, level in _around(post):
        known = found.get(person, level)
        found[person] = Following.MUTED if Following.MUTED in (level, known) else max(level, known)
    return {**found, **dict(own.values_list("person", "following"))}


def _around(post: Post) -> list[tuple[int, int]]:
    topic = post.topic
    shelf: Any = CategoryReading.objects.filter(category=topic.category_id, following__isnull=False)
    levels: list[tuple[int, int]] = list(shelf.values_list("person", "following"))
    if topic.talk_key:
        # Who watches a thing hears of what is said about it.
        levels += talks.followers(topic.talk_key)
    if post.mandate is not None:
        group = OrganisationFollowing.objects.filter(organisation=post.mandate.organisation_id)
        levels += group.values_list("person", "following")
    if topic.space.kind == Kind.DIRECT:
        # Whoever is written to by name hears of it without asking.
        seats = SpaceSeat.objects.valid_at(timezone.now()).filter(space=topic.space_id)
        levels += [(person, Following.FOLLOWED.value) for person in seats.values_list("person", flat=True)]
    return levels


def follow_own(post: Post) -> None:
    """Who begins or answers a topic follows it from then on, unless they said otherwise."""
    if post.person_id is None:
        return
    mine = TopicReading.objects.filter(person=post.person_id, topic=post.topic_id)
    if mine.filter(following=None).update(following=Following.FOLLOWED) or mine.exists():
        return
    TopicReading.objects.bulk_create(
        [TopicReading(person_id=post.person_id, topic_id=post.topic_id, following=Following.FOLLOWED)],
        ignore_conflicts=True,
    )


def stop(person_id: int, topic_id: int) -> None:
    """No more mail about a topic; it is still new in the forum when somebody writes."""
    TopicReading.objects.update_or_create(
        person_id=person_id, topic_id=topic_id, defaults={"following": Following.NORMAL}
    )


def seen(request: HttpRequest, topic: Topic, number: int) -> None:
    """The viewer has a topic before them, up to a post: what they were told of it is read. One write, if any."""
    if not is_ringing(request, TOPIC, topic.pk):
        return
    telling.read_about(person=person_of(request), about=TOPIC, about_id=topic.pk, number=number)
    if number >= topic.last_number:
        quieten(request, TOPIC, topic.pk)


def read_everything(*, person: Person, categories: list[Category]) -> None:
    """Everything in some categories counts as read."""
    topics = Topic.objects.filter(category__in=categories).values("pk")
    telling.read_all(person=person, about=TOPIC, about_id__in=topics)
