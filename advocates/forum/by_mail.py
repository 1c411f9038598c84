"""Answers and topics that come by mail. Every right is asked at the moment at which the mail is posted."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models import QuerySet

from advocates.accounts.models import Person
from advocates.core.refused import Refused, TooOften
from advocates.core.viewer import Viewer, viewer_for
from advocates.files.actions import upload
from advocates.files.composing import MOST_FILES
from advocates.forum import actions, policies
from advocates.forum.models import Category, Post, Topic
from advocates.notifications.inbound import handlers
from advocates.notifications.inbound.handlers import Answer, CannotPost, Handler, Posted, Taken
from advocates.notifications.inbound.reading import Enclosed
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Space
from advocates.spaces.policies import can_moderate, can_take_part, run_among

TOPIC, CATEGORY = "topic", "category"


def register() -> None:
    """Called when the app is ready."""
    handlers.register(TOPIC, Handler(answer, _judged_topics, _take_for_topic))
    handlers.register(CATEGORY, Handler(begin, _judged_categories, _take_for_category))


def answer(person: Person, topic_id: int, mail: Answer) -> Posted:
    """Add a mail to its topic; raises `CannotPost`."""
    viewer = _viewer(person)
    topic = _topic(viewer, topic_id)
    if not topic.space.is_closed and not policies.can_answer(viewer, topic):
        raise CannotPost("rights")
    written = _written(mail)
    return _posted(lambda: actions.answer(author=author_of(viewer), topic=topic, written=written))


def begin(person: Person, category_id: int, mail: Answer) -> Posted:
    """Begin a topic with a mail, its subject as the title; raises `CannotPost`."""
    viewer = _viewer(person)
    category = _category(viewer, category_id)
    if category.closed_at is not None or category.space.is_closed:
        raise CannotPost("closed")
    if not policies.can_start_topic(viewer, category):
        raise CannotPost("rights")
    if not mail.title:
        raise CannotPost("title")

    def start() -> Post:
        topic = actions.start_topic(
            author=author_of(viewer),
            space=category.space,
            category=category,
            beginning=actions.Beginning(mail.title),
            written=_written(mail),
        )
        return topic.posts.get(number=1)

    return _posted(start)


def _topic(viewer: Viewer, topic_id: int) -> Topic:
    topic = Topic.objects.visible_to(viewer).select_related("space").filter(pk=topic_id).first()
    if topic is None:
        raise CannotPost("gone")
    return topic


def _category(viewer: Viewer, category_id: int) -> Category:
    category = Category.objects.visible_to(viewer).select_related("space").filter(pk=category_id).first()
    if category is None:
        raise CannotPost("gone")
    return category


def _written(mail: Answer) -> actions.Written:
    return actions.Written(mail.text, mail.lang, mail.sending, mail.files)


def _take_for_topic(person: Person, topic_id: int, files: Sequence[Enclosed]) -> Taken:
    viewer = _viewer(person)
    return _take(viewer, _topic(viewer, topic_id).space, files)


def _take_for_category(person: Person, category_id: int, files: Sequence[Enclosed]) -> Taken:
    viewer = _viewer(person)
    return _take(viewer, _category(viewer, category_id).space, files)


def _take(viewer: Viewer, space: Space, files: Sequence[Enclosed]) -> Taken:
    """Each file goes the way of one that is sent by a form, and one that is refused there is left out here."""
    author, ids = author_of(viewer), list[str]()
    lang = getattr(viewer.person, "language", "")
    if not can_take_part(viewer, space):
        return Taken(left_out=len(files))
    for each in files[:MOST_FILES]:
        try:
            sent = ContentFile(each.content, name=each.name)
            ids.append(upload(author=author, space=space, uploaded=sent, lang=lang).public_id)
        except (ValidationError, Refused, TooOften):
            continue
    return Taken(tuple(ids), len(files) - len(ids))


def _viewer(person: Person) -> Viewer:
    """As the site would let them in at this moment: with a mandate, and without an open question of safety."""
    viewer = viewer_for(person)
    if not viewer.mandates or viewer.owes_second_factor:
        raise CannotPost("rights")
    return viewer


def _posted(deed: Callable[[], Post]) -> Posted:
    try:
        post = deed()
    except actions.TopicLocked as refused:
        raise CannotPost("locked") from refused
    except actions.SpaceClosed as refused:
        raise CannotPost("closed") from refused
    return Posted(f"/members/forum/p/{post.public_id}/")


def _judged_topics(viewer: Viewer, ids: Collection[int]) -> set[int]:
    spaces = _spaces_of(Topic.objects.visible_to(viewer), ids)
    run = run_among(viewer, spaces.values())
    return {pk for pk, space in spaces.items() if space.pk in run}


def _judged_categories(viewer: Viewer, ids: Collection[int]) -> set[int]:
    spaces = _spaces_of(Category.objects.visible_to(viewer), ids)
    return {pk for pk, space in spaces.items() if can_moderate(viewer, space)}


def _spaces_of(seen: QuerySet[Any], ids: Collection[int]) -> dict[int, Space]:
    """By the id of what stands there."""
    return {each.pk: each.space for each in seen.filter(pk__in=ids).select_related("space")}
