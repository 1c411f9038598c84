"""After a step-up: the form that waited is sent on. And the one proposal that the person named confirms."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from advocates.accounts import granting, policies, step_up
from advocates.accounts.models import StaffProposal
from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience


@audience(Audience.ACCOUNT)
@require_safe
def go_on(request: HttpRequest) -> HttpResponse:
    """It is the same person: a button sends what was typed to where it was going."""
    waiting = step_up.waiting(request)
    if waiting is None:
        return redirect("account_overview")
    return render(request, "accounts/step_up.html", {"waiting": waiting})


@audience(Audience.ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
@step_up.step_up
def staff_accept(request: HttpRequest, proposal: str) -> HttpResponse:
    """The person who is to run the site agrees, while there is nobody else who could confirm it."""
    person = person_of(request)
    shown = get_object_or_404(StaffProposal, public_id=proposal, person=person)
    if not policies.is_open_proposal(shown) or not policies.confirms_themselves(shown):
        raise Http404
    if request.method == "POST":
        granting.confirm_staff(actor=person, proposal=shown)
        return redirect("account_login")
    return render(request, "accounts/staff_accept.html", {"proposal": shown})
