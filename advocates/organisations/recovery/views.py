"""A lost second factor on the site: asked at sign-in, answered by colleagues, stopped and used by mailed links."""

from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advocates.accounts.models import Person
from advocates.accounts.step_up import step_up
from advocates.accounts.views.own import person_of
from advocates.core import limits
from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_for, viewer_of
from advocates.organisations.models import FactorLoss
from advocates.organisations.recovery import actions
from advocates.organisations.recovery.waiting import loss_of_link

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


@audience(Audience.PUBLIC)
@SHOW_OR_CHANGE
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
def factor_loss_ask(request: HttpRequest) -> HttpResponse:
    """After the right password: say that the phone is lost. What follows is the same whoever asks."""
    person: Person = request._login_stage.login.user  # type: ignore[attr-defined]
    if request.method == "POST":
        limits.count("factor-loss", str(person.pk))
        actions.ask_for_removal(person=person)
        return render(request, "organisations/recovery/asked.html")
    return render(request, "organisations/recovery/ask.html")


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
@step_up
def factor_loss(request: HttpRequest, loss: str) -> HttpResponse:
    """A colleague, or the representative of the region, says that it is really the person who asks."""
    viewer = viewer_of(request)
    shown = get_object_or_404(FactorLoss.objects.visible_to(viewer).open(), public_id=loss)
    if not actions.can_stop_now(viewer, shown):
        raise Http404
    if request.method == "POST":
        actions.vouch(actor=person_of(request), loss=shown)
        messages.success(request, _("Thank you. Staff of the network have to agree as well."))
        return redirect("dashboard")
    context = {"loss": shown, "may_vouch": actions.can_vouch_now(viewer, shown)}
    return render(request, "organisations/recovery/vouch.html", context)


@audience(Audience.MEMBER)
@require_http_methods(["POST"])
def factor_loss_stop(request: HttpRequest, loss: str) -> HttpResponse:
    """Something is wrong: nothing is removed. No step-up, since stopping must be quick and harms nobody."""
    viewer = viewer_of(request)
    shown = get_object_or_404(FactorLoss.objects.visible_to(viewer).open(), public_id=loss)
    if not actions.can_stop_now(viewer, shown):
        raise Http404
    actions.stop(actor=person_of(request), loss=shown)
    messages.success(request, _("It is stopped. Nothing is removed."))
    return redirect("dashboard")


def stop_by_link(request: HttpRequest, value: Any) -> HttpResponse:
    """The mailed link that stops it: for the person, a colleague of now, or staff. GET only shows."""
    loss, told = loss_of_link(value, length=2)
    person = get_object_or_404(Person, pk=told, is_active=True)
    if not actions.can_stop_now(viewer_for(person), loss):
        raise Http404
    context = {"name": loss.person.full_name, "is_stopped": False}
    if request.method == "POST":
        actions.stop(actor=person, loss=loss)
        context["is_stopped"] = True
    return render(request, "organisations/recovery/stop.html", context)


def remove_by_link(request: HttpRequest, value: Any) -> HttpResponse:
    """The mailed link that removes the factors, once, and not before the two days are over. GET only shows."""
    loss, _told = loss_of_link(value, length=1)
    if not actions.is_ready_now(loss):
        raise Http404
    if request.method == "POST":
        actions.remove_factors(loss=loss)
        return render(request, "organisations/recovery/remove.html", {"is_done": True})
    return render(request, "organisations/recovery/remove.html", {"is_done": False})
