"""The page of a talk. As long as nobody has said anything it is the form with which somebody begins."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.refused import Refused
from advocates.core.viewer import Viewer, viewer_of
from advocates.forum.composing import Writing, begun
from advocates.forum.forms import AnswerForm
from advocates.forum.models import Post, Topic
from advocates.forum.reading.actions import mark_read
from advocates.forum.reading.topics import topic_of
from advocates.forum.talking import actions, policies
from advocates.forum.talking.registrations import DRAFT
from advocates.forum.views import permalink, topic_page
from advocates.forum.writing import held_back, written_in
from advocates.spaces import talks
from advocates.spaces.bylines import author_of
from advocates.spaces.talks import Subject


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: HttpRequest, kind: str, target: str) -> HttpResponse:
    """What is said about a thing that the viewer may see; about any other there is no talk."""
    viewer = viewer_of(request)
    subject = talks.find(viewer, kind, [target]).get(target)
    if subject is None:
        raise Http404
    if request.method == "POST":
        return _say(request, viewer, subject)
    if subject.elsewhere:
        return redirect(subject.elsewhere)
    begun_one = (
        Topic.objects.visible_to(viewer).filter(talk_key=subject.key).values_list("public_id", flat=True)
    )
    if public_id := begun_one.first():
        topic = topic_of(viewer, public_id)
        vars(topic).update(way=subject.trail, subject=subject)
        return topic_page(request, topic)
    writing = _begun(request, subject)
    form = AnswerForm(viewer=viewer, space=subject.space, initial=writing.initial())
    return _page(request, subject, form, writing, 200)


def _begun(request: HttpRequest, subject: Subject) -> Writing:
    return begun(request, DRAFT, f"{subject.kind}{subject.public_id}", subject.space)


def _say(request: HttpRequest, viewer: Viewer, subject: Subject) -> HttpResponse:
    if not policies.can_say(viewer, subject):
        raise PermissionDenied
    writing = _begun(request, subject)
    if "add_files" in request.POST:
        form = AnswerForm(viewer=viewer, space=subject.space, initial=request.POST.dict())
        return _page(request, subject, form, writing, 200)
    form = AnswerForm(request.POST, viewer=viewer, space=subject.space)
    if not form.is_valid() or writing.is_unfinished:
        return _page(request, subject, form, writing, 422)
    if status := held_back(viewer, form, subject.space):
        return _page(request, subject, form, writing, status)
    try:
        post = _said(subject, form, writing)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        left = {"kept": writing.keep(), "refused": refused.sentence}
        return _page(request, subject, form, writing, 409, left)
    writing.spend()
    mark_read(person=person_of(request), topic=post.topic, number=post.number)
    messages.success(request, _("Your words stand here."))
    return redirect(permalink(post, post.topic))


def _said(subject: Subject, form: AnswerForm, writing: Writing) -> Post:
    written = written_in(form, writing.files.ids)
    return actions.say(author=author_of(form.viewer), subject=subject, written=written)


def _page(
    request: HttpRequest,
    subject: Subject,
    form: AnswerForm,
    writing: Writing,
    status: int,
    left: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The form; where the thing was deleted there is none, and what somebody wrote stands as `left`."""
    context: dict[str, Any] = {
        "subject": subject,
        "form": form,
        "crumbs": [*subject.trail, {"label": _("Talk"), "url": ""}],
        "may_say": policies.can_say(viewer_of(request), subject),
        **writing.context(),
        **(left or {}),
    }
    return render(request, "forum/talking/talk.html", context, status=status)
