"""Moving, splitting and merging, each after a page that says what happens."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.paging import page_number
from advocates.core.refused import Refused
from advocates.core.viewer import Viewer, viewer_of
from advocates.forum.models import Post, Topic
from advocates.forum.tools import policies
from advocates.forum.tools.forms import MergeForm, MoveForm, SplitForm
from advocates.forum.tools.moving import actions
from advocates.forum.tools.views import SHOW_OR_CHANGE, context_of, shelved_to_run


def _run(form: forms.Form, deed: Callable[[], Topic]) -> tuple[Topic | None, int]:
    """The topic that a deed leaves behind, or the status with which its form is drawn again."""
    if not form.is_bound:
        return None, 200
    if not form.is_valid():
        return None, 422
    try:
        return deed(), 302
    except Refused as refused:
        form.add_error(None, refused.sentence)
    return None, 409


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def topic_move(request: HttpRequest, topic: str) -> HttpResponse:
    """To another category, and perhaps to other readers."""
    viewer = viewer_of(request)
    found = shelved_to_run(viewer, topic)
    form = MoveForm(request.POST if request.method == "POST" else None, viewer=viewer, topic=found)

    def deed() -> Topic:
        place = actions.Place(form.cleaned_data["category"], form.cleaned_data["is_understood"])
        return actions.move_topic(actor=person_of(request), topic=found, place=place)

    moved, status = _run(form, deed)
    if moved is not None:
        messages.success(request, _("The topic stands in its new place. Whoever began it is told."))
        return redirect("forum:topic", moved.public_id)
    context = context_of(found, _("Move a topic"), form=form)
    return render(request, "forum/tools/topic_move.html", context, status=status)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def topic_split(request: HttpRequest, topic: str) -> HttpResponse:
    """Some posts of one page get a topic of their own."""
    viewer = viewer_of(request)
    found = shelved_to_run(viewer, topic)
    page = page_number(request.GET.get("page", ""))
    if page > found.pages:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = SplitForm(data, choices=_choices(viewer, found, page))

    def deed() -> Topic:
        values = form.cleaned_data
        return actions.split_topic(
            actor=person_of(request), topic=found, numbers=values["posts"], title=values["title"]
        )

    made, status = _run(form, deed)
    if made is not None:
        messages.success(request, _("The posts stand here now. Where they stood a link leads to them."))
        return redirect("forum:topic", made.public_id)
    more: dict[str, Any] = {"page": page, "previous": page - 1, "next": page + 1 if page < found.pages else 0}
    context = context_of(found, _("Split a topic"), form=form, **more)
    return render(request, "forum/tools/topic_split.html", context, status=status)


def _choices(viewer: Viewer, topic: Topic, page: int) -> list[tuple[int, str]]:
    posts = Post.objects.visible_to(viewer).on_page(topic, page).filter(moved_to=None, number__gt=1)
    return [(post.number, _label(post)) for post in posts.select_related("person")]


def _label(post: Post) -> str:
    name = post.person.full_name if post.person is not None else post.written_as
    stands = post.hidden_at is None and not post.is_withdrawn
    words = Truncator(strip_tags(post.html)).chars(120) if stands else "…"
    return f"{post.number}. {name}: {words}"


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def topic_merge(request: HttpRequest, topic: str) -> HttpResponse:
    """Its posts go to the end of another topic."""
    viewer = viewer_of(request)
    found = shelved_to_run(viewer, topic)
    form = MergeForm(request.POST if request.method == "POST" else None, viewer=viewer)

    def deed() -> Topic:
        into = form.cleaned_data["into"]
        if into.talk_key or not policies.can_use_tools(viewer, into):
            raise PermissionDenied
        return actions.merge_topics(actor=person_of(request), topic=found, into=into)

    merged, status = _run(form, deed)
    if merged is not None:
        messages.success(request, _("The two topics are one now. The old address leads here."))
        return redirect("forum:topic", merged.public_id)
    context = context_of(found, _("Join with another topic"), form=form)
    return render(request, "forum/tools/topic_merge.html", context, status=status)
