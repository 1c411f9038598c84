"""The page behind the mailed question "is this right?", and the office's button for asking one group."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from advocates.core import links
from advocates.core.access import Audience, audience
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.organisations import confirmations, group_links
from advocates.organisations.actions import SomebodyElseChanged
from advocates.organisations.models import ConfirmationAsk, Organisation
from advocates.organisations.pages import organisation_context
from advocates.organisations.proposals.actions import LINK as PROPOSE


def confirm(request: HttpRequest, value: Any) -> HttpResponse:
    """One button says that all is right; a link leads to the form. Reading the page answers nothing."""
    opened = group_links.read(value)
    question = confirmations.open_question(opened.pk)
    if question is None:
        raise Http404
    if opened.has_ended:
        return group_links.ended(request, question.organisation)
    if request.method != "POST":
        confirmations.note_opened(question)
        return _page(request, question, is_confirmed=confirmations.has_said_right(question))
    return _right(request, question)


def _right(request: HttpRequest, question: ConfirmationAsk) -> HttpResponse:
    if confirmations.has_said_right(question):
        return _page(request, question, is_confirmed=True)
    try:
        confirmations.say_right(question=question, base_revision=seen_revision(request))
    except SomebodyElseChanged:
        # Of two clicks at once the second finds what the first has said.
        question.refresh_from_db()
        question.organisation.refresh_from_db()
        if confirmations.has_said_right(question):
            return _page(request, question, is_confirmed=True)
        return _page(request, question, is_outdated=True, status=409)
    return _page(request, question, answer="right")


def seen_revision(request: HttpRequest) -> int:
    """The revision that whoever presses a button has read; -1 for none."""
    seen = request.POST.get("revision", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1


def _page(request: HttpRequest, question: ConfirmationAsk, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        **organisation_context(question.organisation, get_language() or "en"),
        "question": question,
        "propose_url": links.url_of(PROPOSE, group_links.value_of(question.organisation_id)),
        **more,
    }
    return render(request, "organisations/confirm.html", context, status=status)


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


urlpatterns = [path("confirmations/ask/<int:pk>/", ask_one, name="confirmation_ask")]
