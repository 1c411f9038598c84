"""What moderation does with posts and topics. A hidden post leaves its place; a hidden topic is as nothing."""

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from advocates.core import stream
from advocates.core.viewer import Viewer
from advocates.files import serving
from advocates.files.models import FileUse
from advocates.forum.models import POST_FILES, Category, Post, Topic
from advocates.forum.showing import written
from advocates.moderation.kinds import Hanging, Target
from advocates.spaces.bylines import signature_of
from advocates.spaces.models import Kind

TOPIC, POST = "topic", "post"


def fetch_post(viewer: Viewer, id: str) -> Target | None:
    """A post that the viewer may read: not one that is gone."""
    found = Post.objects.visible_to(viewer).filter(hidden_at=None, is_withdrawn=False, moved_to=None)
    return _post_target(found, id)


def describe_post(id: str) -> Target | None:
    return _post_target(Post.objects.filter(is_withdrawn=False, moved_to=None), id)


def _post_target(posts: QuerySet[Post], id: str) -> Target | None:
    related = ("topic__space", "person", "mandate__organisation")
    post = posts.select_related(*related).filter(public_id=id).first()
    if post is None:
        return None
    return Target(
        kind=POST,
        id=post.public_id,
        space=post.topic.space,
        author_id=post.person_id,
        organisation_id=post.mandate.organisation_id if post.mandate is not None else None,
        byline=signature_of(post, post.topic.space.kind).line,
        title=post.topic.title,
        html=written(post.html),
        lang=post.lang,
        url=link_to_post(post.public_id),
        is_hidden=post.hidden_at is not None or post.topic.hidden_at is not None,
    )


def files_of_post(id: str) -> list[Hanging]:
    """What hangs on a post; only moderation asks, for who may see the case."""
    hanging = FileUse.hanging_on(POST_FILES, _standing(id))
    return [Hanging(use.file.public_id, use.file.name, use.file.size) for use in hanging]


def open_file_of_post(request: HttpRequest, id: str, file: str) -> HttpResponse | None:
    """The same rule."""
    use = FileUse.hanging_on(POST_FILES, _standing(id)).filter(file__public_id=file).first()
    return serving.answer(request, use.file, is_small=False) if use else None


def _standing(id: str) -> list[int]:
    posts = Post.objects.filter(public_id=id, is_withdrawn=False, moved_to=None)
    return list(posts.values_list("pk", flat=True))


def link_to_post(id: str) -> str:
    return f"/members/forum/p/{id}/"


def fetch_topic(viewer: Viewer, id: str) -> Target | None:
    """A topic that the viewer may read. Of a conversation between named people single messages are reported."""
    found = Topic.objects.visible_to(viewer).filter(merged_at=None).exclude(space__kind=Kind.DIRECT)
    return _topic_target(found, id)


def describe_topic(id: str) -> Target | None:
    return _topic_target(Topic.objects.all(), id)


def _topic_target(topics: QuerySet[Topic], id: str) -> Target | None:
    topic = topics.select_related("space", "person", "mandate__organisation").filter(public_id=id).first()
    if topic is None:
        return None
    first = Post.objects.filter(topic=topic, number=1, hidden_at=None).first()
    return Target(
        kind=TOPIC,
        id=topic.public_id,
        space=topic.space,
        author_id=topic.person_id,
        organisation_id=topic.mandate.organisation_id if topic.mandate is not None else None,
        byline=signature_of(topic, topic.space.kind).line,
        title=topic.title,
        html=written(first.html if first is not None else ""),
        lang=topic.lang,
        url=link_to_topic(topic.public_id),
        is_hidden=topic.hidden_at is not None,
        has_own_title=True,
    )


def link_to_topic(id: str) -> str:
    return f"/members/forum/t/{id}/"


def hide_post(id: str) -> None:
    """Its place stays, and the answers of others. Part of the transaction of a decision with its reasons."""
    if Post.objects.filter(public_id=id, hidden_at=None).update(hidden_at=timezone.now()):
        _record_post("forum.post.hidden", id)


def restore_post(id: str) -> None:
    if Post.objects.filter(public_id=id, hidden_at__isnull=False).update(hidden_at=None):
        _record_post("forum.post.restored", id)


def _record_post(kind: str, id: str) -> None:
    post = Post.objects.select_related("topic").get(public_id=id)
    stream.record(kind, post, topic=post.topic_id, space=post.topic.space_id)


def hide_topic(id: str) -> None:
    """Nobody finds it any more. Part of the transaction of a decision with its reasons."""
    if Topic.objects.filter(public_id=id, hidden_at=None).update(hidden_at=timezone.now()):
        _record_topic("forum.topic.hidden", id, -1)


def restore_topic(id: str) -> None:
    if Topic.objects.filter(public_id=id, hidden_at__isnull=False).update(hidden_at=None):
        _record_topic("forum.topic.restored", id, +1)


def _record_topic(kind: str, id: str, change: int) -> None:
    topic = Topic.objects.get(public_id=id)
    if topic.category_id is not None:
        shelf = Category.objects.filter(pk=topic.category_id)
        shelf.update(topics_count=F("topics_count") + change)
    stream.record(kind, topic, space=topic.space_id)
