"""What waits for one editor: what came back to them, what others say of it, and what somebody outside has answered."""

from django.db.models import BigIntegerField, CharField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce
from wagtail.models import Comment as Beside
from wagtail.models import CommentReply, Revision, WorkflowState

from advocates.publishing.models import DraftLook

SHOWN = 50


def articles_back(person):
    """Pages that were not approved, for who handed them in and for who wrote in them; with who says why."""
    wrote = Revision.page_revisions.filter(object_id=OuterRef("object_id"), user=person)
    found = WorkflowState.objects.filter(
        Q(requested_by=person) | Exists(wrote), status=WorkflowState.STATUS_NEEDS_CHANGES
    )
    found = found.select_related("current_task_state__finished_by").prefetch_related("content_object")
    states = found.order_by("current_task_state__finished_at", "pk")[:SHOWN]
    return [
        {"page": state.content_object, "why": state.current_task_state}
        for state in states
        if state.content_object is not None
    ]


def comments_open(person):
    """Of what editors write beside a text: on pages in which one wrote, and what one has begun oneself.

    Open are those that nobody has marked as settled, and in which somebody else has the last word.
    """
    wrote = Revision.page_revisions.filter(object_id=Cast(OuterRef("page_id"), CharField()), user=person)
    replies = CommentReply.objects.filter(comment=OuterRef("pk")).order_by("-created_at", "-pk")
    found = Beside.objects.filter(Q(user=person) | Exists(wrote), resolved_at=None).annotate(
        last_by=Coalesce(Subquery(replies.values("user")[:1]), F("user"), output_field=BigIntegerField()),
        by=Coalesce(Subquery(replies.values("user__full_name")[:1]), "user__full_name"),
        said=Coalesce(Subquery(replies.values("text")[:1]), "text"),
        said_at=Coalesce(Subquery(replies.values("created_at")[:1]), "created_at"),
    )
    others = found.exclude(last_by=person.pk)
    return others.select_related("page__locale").order_by("said_at", "pk")[:SHOWN]


def answers(viewer):
    """What people outside have said of drafts, and nobody has dealt with."""
    found = DraftLook.objects.visible_to(viewer).waiting_for(viewer.person)
    return found.select_related("page__locale")[:SHOWN]
