"""The tools of a topic: one address for each command."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.refused import Refused
from advocates.core.viewer import Viewer, viewer_of
from advocates.forum.models import Topic
from advocates.forum.showing import trail
from advocates.forum.tools import actions, policies
from advocates.forum.tools.forms import LockForm

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


def topic_for(viewer: Viewer, public_id: str) -> Topic:
    """A topic that the viewer may read; any other does not exist."""
    found = Topic.objects.visible_to(viewer).select_related("space", "category", "successor")
    return get_object_or_404(found, public_id=public_id)


def topic_to_run(viewer: Viewer, public_id: str) -> Topic:
    """One that the viewer may use the tools of; 403 where it can only be read."""
    found = topic_for(viewer, public_id)
    if not policies.can_use_tools(viewer, found):
        raise PermissionDenied
    return found


def shelved_to_run(viewer: Viewer, public_id: str) -> Topic:
    """One that has a place among others; the talk of a page stays with its page."""
    found = topic_to_run(viewer, public_id)
    if found.talk_key:
        raise Http404
    return found


def context_of(found: Topic, last: str, **more: Any) -> dict[str, Any]:
    """What every page about one topic is drawn from."""
    return {"topic": found, "crumbs": trail(found.category, found, last), **more}


@audience(Audience.MEMBER)
@require_safe
def topic_tools(request: HttpRequest, topic: str) -> HttpResponse:
    """All that may be done with a topic, as links and buttons."""
    viewer = viewer_of(request)
    found = topic_for(viewer, topic)
    if not policies.can_switch_mail(viewer, found):
        raise PermissionDenied
    context = context_of(
        found,
        _("Tools for this topic"),
        may_run=policies.can_use_tools(viewer, found),
        may_hide=policies.can_hide_topic(viewer, found),
    )
    return render(request, "forum/tools/tools.html", context)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def topic_lock(request: HttpRequest, topic: str) -> HttpResponse:
    """Lock it, with a reason and perhaps with where it goes on."""
    viewer = viewer_of(request)
    found = topic_to_run(viewer, topic)
    form = LockForm(request.POST if request.method == "POST" else None, viewer=viewer)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            reason, successor = form.cleaned_data["reason"], form.cleaned_data["successor"]
            try:
                actions.lock_topic(actor=person_of(request), topic=found, reason=reason, successor=successor)
                messages.success(request, _("The topic is locked. Everybody reads the reason on its page."))
                return redirect("forum:topic", found.public_id)
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = 409
    return render(
        request, "forum/tools/topic_lock.html", context_of(found, _("Lock a topic"), form=form), status=status
    )


@audience(Audience.MEMBER)
@require_POST
def topic_unlock(request: HttpRequest, topic: str) -> HttpResponse:
    found = topic_to_run(viewer_of(request), topic)
    actions.unlock_topic(actor=person_of(request), topic=found)
    messages.success(request, _("The topic is open for answers again."))
    return redirect("forum:topic", found.public_id)


def _switch(request: HttpRequest, found: Topic, switch: actions.Switch, sentence: str) -> HttpResponse:
    actions.switch_topic(actor=person_of(request), topic=found, switch=switch)
    messages.success(request, sentence)
    return redirect("forum:topic_tools", found.public_id)


@audience(Audience.MEMBER)
@require_POST
def topic_pin(request: HttpRequest, topic: str) -> HttpResponse:
    found = shelved_to_run(viewer_of(request), topic)
    return _switch(request, found, actions.PIN, _("It stands on top of its category now."))


@audience(Audience.MEMBER)
@require_POST
def topic_unpin(request: HttpRequest, topic: str) -> HttpResponse:
    found = shelved_to_run(viewer_of(request), topic)
    return _switch(request, found, actions.UNPIN, _("It stands among the others now."))


@audience(Audience.MEMBER)
@require_POST
def topic_open(request: HttpRequest, topic: str) -> HttpResponse:
    """Also for organisations that joined after it began."""
    found = shelved_to_run(viewer_of(request), topic)
    return _switch(request, found, actions.OPEN, _("Organisations that joined later read it now, too."))


@audience(Audience.MEMBER)
@require_POST
def topic_shut(request: HttpRequest, topic: str) -> HttpResponse:
    """Only for organisations that were members when it began."""
    found = shelved_to_run(viewer_of(request), topic)
    return _switch(
        request, found, actions.SHUT, _("Organisations that joined later do not read it any more.")
    )


def _topic_to_switch_mail(viewer: Viewer, public_id: str) -> Topic:
    found = topic_for(viewer, public_id)
    if not policies.can_switch_mail(viewer, found):
        raise PermissionDenied
    return found


@audience(Audience.MEMBER)
@require_POST
def topic_keep(request: HttpRequest, topic: str) -> HttpResponse:
    """Mail about it says only that there is something."""
    found = _topic_to_switch_mail(viewer_of(request), topic)
    return _switch(request, found, actions.KEEP, _("Its words stay on the site: mail says nothing of them."))


@audience(Audience.MEMBER)
@require_POST
def topic_mail(request: HttpRequest, topic: str) -> HttpResponse:
    """Mail about it may say what was written, as far as its space allows."""
    found = _topic_to_switch_mail(viewer_of(request), topic)
    return _switch(request, found, actions.MAIL, _("Mail may tell what is written there."))
