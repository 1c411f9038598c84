"""Lost second factors in the back office: what waits for staff, and what each has come to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.step_up import step_up
from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_of
from advocates.organisations.models import FactorLoss
from advocates.organisations.recovery import actions, policies

MOST_SHOWN = 100


def loss_of(request: HttpRequest, public_id: str) -> FactorLoss:
    """One that is open; else it does not exist."""
    found = FactorLoss.objects.visible_to(viewer_of(request)).open()
    return get_object_or_404(found.select_related("person", "vouched_by"), public_id=public_id)


@audience(Audience.STAFF)
@require_safe
def factor_loss_list(request: HttpRequest) -> HttpResponse:
    """The open ones first, then the last that were closed."""
    found = FactorLoss.objects.visible_to(viewer_of(request)).select_related("person", "vouched_by")
    shown = found.select_related("approved_by")
    context = {"open": shown.open(), "closed": shown.exclude(closed_at=None)[:MOST_SHOWN]}
    return render(request, "organisations/manage/factor_losses.html", context)


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
@step_up
def factor_loss_office(request: HttpRequest, loss: str) -> HttpResponse:
    """What is known of one, and the button with which staff agree."""
    shown, viewer = loss_of(request, loss), viewer_of(request)
    if request.method == "POST":
        actions.approve(actor=person_of(request), loss=shown)
        messages.success(request, _("Agreed. When both have agreed, two days begin."))
        return redirect("factor_loss_list")
    context = {
        "loss": shown,
        "may_approve": policies.can_approve(viewer, shown),
        "may_vouch": actions.can_vouch_now(viewer, shown),
    }
    return render(request, "organisations/manage/factor_loss.html", context)


@audience(Audience.STAFF)
@require_POST
@step_up
def factor_loss_office_vouch(request: HttpRequest, loss: str) -> HttpResponse:
    """Somebody who speaks for no organisation has no colleague: one of the staff stands in for one."""
    actions.vouch(actor=person_of(request), loss=loss_of(request, loss))
    messages.success(request, _("Thank you. Another one of the staff has to agree."))
    return redirect("factor_loss_list")


@audience(Audience.STAFF)
@require_POST
def factor_loss_office_stop(request: HttpRequest, loss: str) -> HttpResponse:
    """Nothing is removed."""
    actions.stop(actor=person_of(request), loss=loss_of(request, loss))
    messages.success(request, _("It is stopped. Nothing is removed."))
    return redirect("factor_loss_list")


urlpatterns = [
    path("recovery/", factor_loss_list, name="factor_loss_list"),
    path("recovery/<uuid:loss>/", factor_loss_office, name="factor_loss_office"),
    path("recovery/<uuid:loss>/vouch/", factor_loss_office_vouch, name="factor_loss_office_vouch"),
    path("recovery/<uuid:loss>/stop/", factor_loss_office_stop, name="factor_loss_office_stop"),
]
