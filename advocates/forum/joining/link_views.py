"""The page behind the mailed question: no account is needed, the link is personal. Reading it answers nothing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from advocates.core.refused import Refused
from advocates.core.viewer import viewer_for
from advocates.forum.actions import Written
from advocates.forum.joining import actions
from advocates.forum.joining.forms import AnswerForm
from advocates.forum.models import JoiningAsk


def first_question(request: HttpRequest, value: Any) -> HttpResponse:
    """Title and text; sent, they are a topic under the mandate of whoever was asked."""
    ask = JoiningAsk.of_link(value, timezone.now()) if isinstance(value, str) else None
    if ask is None:
        raise Http404
    if ask.answered_at is not None:
        return _page(request, ask, None, 200)
    form = AnswerForm(request.POST or None, viewer=viewer_for(ask.mandate.person))
    if request.method != "POST":
        actions.note_opened(ask)
        return _page(request, ask, form, 200)
    if not form.is_valid():
        return _page(request, ask, form, 422)
    values = form.cleaned_data
    try:
        text = Written(values["text"], values["lang"], f"first-question-{ask.public_id}")
        actions.answer(ask=ask, title=values["title"], written=text)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _page(request, ask, form, 409)
    return HttpResponseRedirect(request.get_full_path())


def _page(request: HttpRequest, ask: JoiningAsk, form: AnswerForm | None, status: int) -> HttpResponse:
    context = {"ask": ask, "organisation": ask.mandate.organisation, "form": form}
    return render(request, "forum/joining/first_question.html", context, status=status)
