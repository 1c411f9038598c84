"""What a topic's page shows of its tools, and where one leads that was merged."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect

from advocates.core.viewer import Viewer
from advocates.forum.models import Post, Topic
from advocates.forum.tools import policies


@dataclass(frozen=True, slots=True)
class Tools:
    """Where it goes on, and what the viewer may do with the whole topic."""

    successor: Topic | None
    may_summarise: bool
    may_use_tools: bool


def tools_of(viewer: Viewer, topic: Topic) -> Tools:
    """No statement but for a topic that has a successor: its link is shown to whoever may read it there."""
    return Tools(
        _successor(viewer, topic),
        may_summarise=policies.can_summarise(viewer, topic),
        may_use_tools=policies.can_switch_mail(viewer, topic),
    )


def _successor(viewer: Viewer, topic: Topic) -> Topic | None:
    if topic.successor_id is None:
        return None
    return Topic.objects.visible_to(viewer).filter(pk=topic.successor_id).first()


def to_successor(viewer: Viewer, topic: Topic) -> HttpResponse:
    """To where the first of its posts stands now; who may not read that finds nothing."""
    places = Post.objects.visible_to(viewer).filter(topic=topic, moved_to__isnull=False).order_by("number")
    first = places.first()
    moved = first.moved_to_id if first is not None else None
    found = Post.objects.visible_to(viewer).filter(pk=moved or 0)
    post = found.select_related("topic").first()
    if post is not None:
        place = f"?page={post.page}#p{post.number}"
        return HttpResponsePermanentRedirect(f"/members/forum/t/{post.topic.public_id}/{place}")
    successor = _successor(viewer, topic)
    if successor is None:
        raise Http404
    return HttpResponsePermanentRedirect(f"/members/forum/t/{successor.public_id}/")
