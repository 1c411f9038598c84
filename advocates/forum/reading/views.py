"""One's own reading: mark as read, as unread, take it back, follow."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.mailable import storable
from advocates.core.viewer import viewer_of
from advocates.forum.models import Category, Following, Post, Topic
from advocates.forum.notices.actions import read_everything
from advocates.forum.reading import actions


def _categories(request: HttpRequest) -> list[Category]:
    """The one that is named, or all that the viewer reads."""
    seen = Category.objects.visible_to(viewer_of(request))
    if name := storable(request.POST.get("category", "")):
        return [get_object_or_404(seen, public_id=name)]
    return list(seen)


@audience(Audience.MEMBER)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything counts as read, in one category or in all; the next page offers to take it back."""
    shelves = _categories(request)
    actions.mark_all_read(person=person_of(request), categories=shelves)
    read_everything(person=person_of(request), categories=shelves)
    messages.success(request, _("Everything is marked as read."), extra_tags="undo-read")
    return _back(request, shelves)


@audience(Audience.MEMBER)
@require_POST
def read_undo(request: HttpRequest) -> HttpResponse:
    """What was marked as read is new again."""
    shelves = _categories(request)
    actions.undo_all_read(person=person_of(request), categories=shelves)
    messages.success(request, _("It is as it was before."))
    return _back(request, shelves)


def _back(request: HttpRequest, shelves: list[Category]) -> HttpResponse:
    if request.POST.get("category"):
        return redirect("forum:category", shelves[0].public_id)
    return redirect("forum:forum")


@audience(Audience.MEMBER)
@require_POST
def unread_from(request: HttpRequest, post: str) -> HttpResponse:
    """This post and what follows are new again."""
    seen = Post.objects.visible_to(viewer_of(request)).select_related("topic__category", "topic__space")
    found = get_object_or_404(seen, public_id=post)
    actions.mark_unread_from(person=person_of(request), topic=found.topic, number=found.number)
    messages.success(request, _("Marked as unread from there on."))
    if found.topic.is_message:
        return redirect("messages:messages")
    shelf = found.topic.category
    return redirect("forum:category", shelf.public_id) if shelf is not None else redirect("forum:forum")


@audience(Audience.MEMBER)
@require_POST
def topic_follow(request: HttpRequest, topic: str) -> HttpResponse:
    """How closely one follows a topic."""
    found = get_object_or_404(Topic.objects.visible_to(viewer_of(request)), public_id=topic)
    actions.follow_topic(person=person_of(request), topic=found, following=_level(request))
    messages.success(request, _("Saved."))
    return redirect("forum:topic", found.public_id)


@audience(Audience.MEMBER)
@require_POST
def category_follow(request: HttpRequest, category: str) -> HttpResponse:
    """How closely one follows a category."""
    found = get_object_or_404(Category.objects.visible_to(viewer_of(request)), public_id=category)
    actions.follow_category(person=person_of(request), category=found, following=_level(request))
    messages.success(request, _("Saved."))
    return redirect("forum:category", found.public_id)


def _level(request: HttpRequest) -> int | None:
    text = request.POST.get("following", "")
    if text == "":
        return None
    if text not in {str(level) for level in Following.values}:
        raise Http404
    return int(text)
