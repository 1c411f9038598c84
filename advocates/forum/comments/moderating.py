"""What moderation does with comments, and what it shows of them. A guest is told by mail, and reads the reasons."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from advocates.core import markup, stream
from advocates.core.viewer import VISITOR, Viewer
from advocates.forum.comments import mails
from advocates.forum.comments.actions import publish_after_all
from advocates.forum.models import Comment
from advocates.forum.showing import written
from advocates.forum.tools.hiding.actions import hide_post, restore_post
from advocates.moderation import kinds
from advocates.moderation.kinds import Target
from advocates.moderation.models import Case
from advocates.spaces.bylines import signature_of

COMMENT = "comment"
State = Comment.State


def register_all() -> None:
    """Called when the app is ready."""
    kinds.register(
        kinds.Kind(
            name=COMMENT,
            label=pgettext_lazy("what was reported", "A comment"),
            link=link,
            fetch=fetch,
            describe=describe,
            hide=hide,
            restore=restore,
        )
    )


def link(id: str) -> str:
    """Leads on to where the comment stands, in the reader's language."""
    return f"/members/forum/comments/{id}/"


def fetch(viewer: Viewer, id: str) -> Target | None:
    """One that stands; for whoever moderates in public also one that waits."""
    return _target(Comment.objects.visible_to(viewer), id) or _target(Comment.objects.listed_for(viewer), id)


def fetch_public(id: str, key: str) -> Target | None:
    """One that anybody reads, about the thing with this key."""
    return _target(Comment.objects.visible_to(VISITOR).filter(topic__talk_key=key), id)


def describe(id: str) -> Target | None:
    return _target(Comment.confirmed(), id)


def _target(comments: QuerySet[Comment], id: str) -> Target | None:
    related = ("topic__space", "post__person", "post__mandate__organisation")
    found = comments.select_related(*related).filter(public_id=id).first()
    if found is None or (found.post is not None and found.post.is_withdrawn):
        return None
    post = found.post
    return Target(
        kind=COMMENT,
        id=found.public_id,
        space=found.topic.space,
        author_id=post.person_id if post is not None else None,
        organisation_id=post.mandate.organisation_id
        if post is not None and post.mandate is not None
        else None,
        byline=signature_of(post, found.topic.space.kind).line if post is not None else found.name,
        title=found.topic.title,
        html=written(post.html if post is not None else markup.render(found.source)),
        lang=found.lang,
        url=link(found.public_id),
        is_hidden=found.state == State.REFUSED or (post is not None and post.hidden_at is not None),
    )


def hide(id: str) -> None:
    """Nobody reads it, and no count holds it. Part of the transaction of a decision with its reasons."""
    current = _held(id)
    if current is None:
        return
    if current.post is not None:
        done = current.post.hidden_at is None
        hide_post(current.post.public_id)
    else:
        done = current.state == State.HELD
        current.state, current.decided_at = State.REFUSED, timezone.now()
        current.save(update_fields=["state", "decided_at"])
    if done:
        stream.record("forum.comment.hidden", current, topic=current.topic_id, space=current.topic.space_id)
        mails.tell_taken(current)


def restore(id: str) -> None:
    """Shown again, or let through after all; one that stands stays."""
    current = _held(id)
    if current is None:
        return
    if current.post is not None and current.post.hidden_at is None:
        return
    if current.post is not None:
        restore_post(current.post.public_id)
    else:
        publish_after_all(current)
    stream.record("forum.comment.restored", current, topic=current.topic_id, space=current.topic.space_id)
    mails.tell_shown(current)


def _held(id: str) -> Comment | None:
    found = Comment.confirmed().filter(public_id=id).values_list("pk", flat=True).first()
    return Comment.locked(found) if found is not None else None


def case_of(comment: Comment) -> Case | None:
    """What was decided about it last, for its writer: the decision and its reasons, and no report."""
    return Case.last_about(COMMENT, comment.public_id)
