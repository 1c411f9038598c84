"""The page behind the mailed question "is this right?", and the office's button and board for it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.core.access import Audience, audience
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.organisations import confirmations
from advocates.organisations.actions import SomebodyElseChanged
from advocates.organisations.models import ConfirmationAsk, Organisation
from advocates.organisations.pages import organisation_context

MOST_SHOWN = 200


class ChangedForm(forms.Form):
    """What is not right, in the group's own words."""

    text = forms.CharField(
        label=gettext_lazy("What is not right, or is missing?"),
        help_text=gettext_lazy("In any language. People of the network read it and correct the entry."),
        max_length=confirmations.LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )


def confirm(request: HttpRequest, value: int) -> HttpResponse:
    """One button says that all is right; a text says what is not. Reading the page answers nothing."""
    question = confirmations.open_question(value)
    if question is None:
        raise Http404
    if request.method != "POST":
        confirmations.note_opened(question)
        return _page(request, question)
    if "right" in request.POST:
        return _right(request, question)
    form = ChangedForm(request.POST)
    if not form.is_valid():
        return _page(request, question, form=form, status=422)
    confirmations.say_changed(question=question, text=form.cleaned_data["text"])
    return _page(request, question, answer="changed")


def _right(request: HttpRequest, question: ConfirmationAsk) -> HttpResponse:
    seen = request.POST.get("revision", "")
    try:
        revision = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1
        confirmations.say_right(question=question, base_revision=revision)
    except SomebodyElseChanged:
        question.organisation.refresh_from_db()
        return _page(request, question, is_outdated=True, status=409)
    return _page(request, question, answer="right")


def _page(
    request: HttpRequest,
    question: ConfirmationAsk,
    *,
    form: ChangedForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        **organisation_context(question.organisation, get_language() or "en"),
        "question": question,
        "form": form or ChangedForm(),
        **more,
    }
    return render(request, "organisations/confirm.html", context, status=status)


@audience(Audience.STAFF)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Whom we asked, who opened the link, who answered what; newest first."""
    asked = ConfirmationAsk.objects.select_related("organisation")[:MOST_SHOWN]
    context = {"asked": asked, "due": confirmations.due().count()}
    return render(request, "organisations/manage/confirmations.html", context)


@audience(Audience.STAFF)
@require_POST
def ask_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask one group now."""
    shown = get_object_or_404(Organisation.objects.visible_to(viewer_of(request)), pk=pk)
    try:
        confirmations.ask(actor=viewer_of(request).person, organisation=shown)
        messages.success(request, _("The group is being asked by mail."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return HttpResponseRedirect(reverse("organisation_admin:edit", args=[pk]))


urlpatterns = [
    path("confirmations/", board, name="confirmation_board"),
    path("confirmations/ask/<int:pk>/", ask_one, name="confirmation_ask"),
]
