"""The private pages of a guest's comment. The link is the only key, and reading changes nothing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language

from advocates.core.refused import Refused
from advocates.forum.comments import actions, addresses, hosts, moderating
from advocates.forum.comments.forms import AppealForm
from advocates.forum.comments.views import address_of
from advocates.forum.models import Comment
from advocates.moderation.deciding import actions as deciding
from advocates.moderation.models import Case


def own_page(request: HttpRequest, value: str) -> HttpResponse:
    """How far the comment is; as long as it is not confirmed, the button that does it."""
    found, refusal, status = _found(value), "", 200
    if request.method == "POST":
        try:
            actions.confirm(comment=found)
            return HttpResponseRedirect(request.get_full_path())
        except Refused as refused:
            refusal, status = refused.sentence, 409
    about = hosts.by_key(found.topic.talk_key, get_language() or "en")
    case = moderating.case_of(found)
    context: dict[str, Any] = {
        "comment": found,
        "state": _state(found),
        "text": found.post.source if found.post is not None else found.source,
        "about": about,
        "url": address_of(found, about) if about is not None and _state(found) == "shown" else "",
        "case": case,
        "refusal": refusal,
        "withdraw_url": addresses.of(addresses.WITHDRAW, value),
        "appeal_url": addresses.of(addresses.APPEAL, value)
        if case is not None and case.may_be_appealed
        else "",
    }
    return render(request, "forum/comments/own.html", context, status=status)


def _found(value: str) -> Comment:
    found = Comment.at(value)
    if found is None:
        raise Http404
    return found


def _state(found: Comment) -> str:
    is_hidden = found.post is not None and found.post.hidden_at is not None
    return Comment.State.REFUSED if is_hidden else found.state


def withdraw_page(request: HttpRequest, value: str) -> HttpResponse:
    """One button takes it back."""
    found = Comment.at(value)
    if request.method == "POST":
        if found is not None:
            actions.withdraw(comment=found)
        return render(request, "forum/comments/withdraw.html", {"is_done": True})
    if found is None:
        raise Http404
    return render(request, "forum/comments/withdraw.html", {"back_url": addresses.of(addresses.OWN, value)})


def appeal_page(request: HttpRequest, value: str) -> HttpResponse:
    """Ask that another moderator looks at a decision; once."""
    found = _found(value)
    case = moderating.case_of(found)
    if case is None or not (case.may_be_appealed or request.method == "POST"):
        raise Http404
    form, status = AppealForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _appeal(found, case, form.cleaned_data["text"])
                return HttpResponseRedirect(addresses.of(addresses.OWN, value))
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = 409
    context = {"form": form, "case": case, "back_url": addresses.of(addresses.OWN, value)}
    return render(request, "forum/comments/appeal.html", context, status=status)


def _appeal(found: Comment, case: Case, text: str) -> None:
    deciding.appeal_from_outside(name=found.name, case=case, text=text, lang=get_language() or "en")
