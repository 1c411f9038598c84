"""Keeps which posts speak of which files; the worker calls it whenever a post was written or changed."""

from collections.abc import Iterable, Sequence

from advocates.core import stream
from advocates.core.models import StreamEntry
from advocates.core.viewer import Viewer
from advocates.files import uses
from advocates.files.library import actions as library
from advocates.files.library.links import ids_in
from advocates.files.uses import Place
from advocates.forum.models import POST_FILES, Post

KINDS = ("forum.post.written", "forum.post.edited", "forum.post.withdrawn")


def note_entry(entry: StreamEntry) -> None:
    """Read the post that an entry of the stream is about; the first one of a topic is named beside it."""
    pk = entry.target_id if entry.target_type == "forum.post" else entry.data.get("post")
    post = Post.objects.filter(pk=int(pk)).first() if pk else None
    if post is not None:
        library.note_uses(kind=POST_FILES, target=post.pk, public_ids=ids_in(post.source))


def places(viewer: Viewer, ids: Sequence[int]) -> Iterable[Place]:
    """The posts of these that the viewer may read, by the titles of their topics."""
    posts = Post.objects.visible_to(viewer).filter(pk__in=ids, hidden_at=None, is_withdrawn=False)
    for post in posts.filter(moved_to=None).select_related("topic").order_by("-pk"):
        yield Place(post.pk, post.topic.title, post.topic.lang, f"/members/forum/p/{post.public_id}/")


def register_all() -> None:
    """Called when the app is ready."""
    uses.register_speaker(POST_FILES, places)
    for kind in (*KINDS, "forum.topic.started"):
        stream.follow(kind, note_entry)
