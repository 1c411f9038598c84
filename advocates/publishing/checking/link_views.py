"""What the link of somebody outside leads to. It is the only key, and reading changes nothing."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render

from advocates.core import links
from advocates.core.languages import direction
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.publishing.checking import actions, policies
from advocates.publishing.checking.forms import RemarkForm
from advocates.publishing.models import DraftLook


def draft(request, value):
    """The revision as it will be read. A POST says that it is right."""
    look = look_at(value)
    if request.method != "POST":
        return show(request, look, RemarkForm())
    return answer(request, look, RemarkForm(), partial(actions.confirm, look=look))


def draft_remark(request, value):
    """The same page. A POST says what is not right."""
    look = look_at(value)
    if request.method != "POST":
        return show(request, look, RemarkForm())
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return show(request, look, form, status=422)
    return answer(request, look, form, partial(actions.remark, look=look, text=form.cleaned_data["remark"]))


def look_at(value):
    found = DraftLook.at(value)
    if found is None:
        raise Http404
    return found


def answer(request, look, form, deed):
    """Do it, and show the page anew; nobody who may publish the draft answers for somebody outside."""
    if not policies.can_answer(viewer_of(request), look):
        raise PermissionDenied
    try:
        deed()
    except Refused as refused:
        return show(request, look, form, refusal=refused.sentence, status=409)
    return HttpResponseRedirect(links.url_of(actions.LINK, look.public_id))


def show(request, look, form, *, refusal="", status=200):
    if over := actions.why_over(look):
        return render(request, "publishing/checking/draft_over.html", {"over": over}, status=404)
    shown = look.revision.as_object()
    context = {
        "page": shown,
        "look": look,
        "form": form,
        "refusal": refusal,
        "direction": direction(shown.language),
        "may_answer": policies.can_answer(viewer_of(request), look),
        "confirm_url": links.url_of(actions.LINK, look.public_id),
        "remark_url": links.url_of(actions.REMARK, look.public_id),
    }
    return render(request, "publishing/checking/draft.html", context, status=status)
