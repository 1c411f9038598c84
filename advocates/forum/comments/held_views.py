"""Comments that wait, for whoever moderates in public; and the way from a case to where its comment stands."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.forum.comments import actions, hosts, notices
from advocates.forum.comments.policies import can_decide
from advocates.forum.comments.views import address_of
from advocates.forum.models import Comment
from advocates.spaces.actions import public_space

ON_PAGE = 50


@audience(Audience.MEMBER)
@require_safe
def comments_held(request: HttpRequest) -> HttpResponse:
    """The oldest first. There is no such page for who does not decide."""
    viewer = viewer_of(request)
    if not can_decide(viewer, public_space()):
        raise Http404
    notices.seen(request)
    held = Comment.objects.listed_for(viewer).select_related("topic").order_by("written_at", "pk")
    return render(request, "forum/comments/held.html", {"held": held[:ON_PAGE], "count": held.count()})


@audience(Audience.MEMBER)
@require_POST
def comment_release(request: HttpRequest, comment: str) -> HttpResponse:
    """Let one through."""
    found = get_object_or_404(Comment.objects.listed_for(viewer_of(request)), public_id=comment)
    try:
        actions.release(actor=person_of(request), comment=found)
        messages.success(request, _("The comment is published now."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("forum:comments_held")


@audience(Audience.MEMBER)
@require_safe
def comment_place(request: HttpRequest, comment: str) -> HttpResponse:
    """To where a comment stands, in the reader's language; one that waits, to those that wait."""
    viewer = viewer_of(request)
    shown = Comment.objects.visible_to(viewer).select_related("topic").filter(public_id=comment).first()
    about = hosts.by_key(shown.topic.talk_key, get_language() or "en") if shown is not None else None
    if shown is not None and about is not None:
        return redirect(address_of(shown, about))
    get_object_or_404(Comment.objects.listed_for(viewer), public_id=comment)
    return redirect("forum:comments_held")
