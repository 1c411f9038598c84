"""Membership in the back office: who speaks for whom, for whom nobody speaks, and what an organisation is to us."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from advocates.accounts.office_forms import ReasonForm
from advocates.accounts.step_up import step_up
from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.paging import Page, page_number, paginate
from advocates.core.viewer import viewer_of
from advocates.organisations.membership import actions, granting, listing
from advocates.organisations.membership.forms import FilterForm, GiveForm, WhyForm
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.office.history_views import DEEDS as HISTORY
from advocates.organisations.vocabulary import State

PAGE_SIZE = 50
SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])
OWN_DEEDS = ("accepted", "suspended", "restored", "left", "merged", "unmerged", "split", "unsplit")


@audience(Audience.STAFF)
@require_safe
def mandate_list(request: HttpRequest) -> HttpResponse:
    """Every mandate there is or was, by organisation; or those that fit."""
    form, viewer, now = FilterForm(request.GET), viewer_of(request), timezone.now()
    found = listing.mandates_for(viewer, form.cleaned_data if form.is_valid() else {})
    count, number = found.count(), page_number(request.GET.get("page", ""))
    pages = max(1, -(-count // PAGE_SIZE))
    if number > pages:
        raise Http404
    shown = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "form": form,
        "page": Page([listing.row_of(mandate, now) for mandate in shown], number, pages, count),
        "asked": asked.urlencode(),
        "lacking": listing.without_mandate(viewer).count(),
    }
    return render(request, "organisations/manage/mandates.html", context, status=422 if form.errors else 200)


@audience(Audience.STAFF)
@require_safe
def mandate_lacking(request: HttpRequest) -> HttpResponse:
    """Members for whom nobody speaks; their public entries stay."""
    found = list(listing.without_mandate(viewer_of(request)))
    page = paginate(found, request.GET.get("page", ""), PAGE_SIZE)
    return render(request, "organisations/manage/mandates_lacking.html", {"page": page})


@audience(Audience.STAFF)
@SHOW_OR_CHANGE
@step_up
def mandate_give(request: HttpRequest) -> HttpResponse:
    """Give a mandate to somebody who has an account; everybody else is invited."""
    data = request.POST if request.method == "POST" else None
    chosen = request.GET.get("organisation", "")
    form = GiveForm(
        data, viewer=viewer_of(request), initial={"organisation": chosen if chosen.isdigit() else ""}
    )
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        made = granting.give_mandate(
            actor=person_of(request),
            person=form.person,
            organisation=values["organisation"],
            role=values["role"],
            term=form.term(),
        )
        if made.starts_at > timezone.now() and made.role == Mandate.Role.ADMINISTRATOR:
            messages.success(
                request,
                _("It begins later: the people of the group and its region are told and can stop it."),
            )
        else:
            messages.success(request, _("The mandate is given, and the person is told by mail."))
        return redirect("membership", values["organisation"].pk)
    return render(
        request, "organisations/manage/mandate_give.html", {"form": form}, status=422 if form.errors else 200
    )


@audience(Audience.STAFF)
@SHOW_OR_CHANGE
@step_up
def mandate_take(request: HttpRequest, mandate: str) -> HttpResponse:
    """End a mandate in the network's name; a page says what that means and asks why."""
    found = Mandate.objects.visible_to(viewer_of(request)).open_at(timezone.now())
    shown = get_object_or_404(found.select_related("person", "organisation"), public_id=mandate)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        granting.take_mandate(actor=person_of(request), mandate=shown, reason=form.cleaned_data["reason"])
        messages.success(request, _("The mandate has ended, and the person is told by mail."))
        return redirect("membership", shown.organisation_id)
    context = {"mandate": shown, "form": form}
    return render(
        request, "organisations/manage/mandate_take.html", context, status=422 if form.errors else 200
    )


def organisation_of(request: HttpRequest, pk: int) -> Organisation:
    """One that staff see."""
    return get_object_or_404(Organisation.objects.visible_to(viewer_of(request)), pk=pk)


@audience(Audience.STAFF)
@require_safe
def membership(request: HttpRequest, pk: int) -> HttpResponse:
    """What an organisation is to the network, who speaks for it, and how both came about."""
    shown, now = organisation_of(request, pk), timezone.now()
    found = Mandate.objects.visible_to(viewer_of(request)).filter(organisation=shown)
    rows = [listing.row_of(mandate, now) for mandate in found.select_related("person", "granted_by")]
    changes = shown.changes.filter(deed__in=OWN_DEEDS).select_related("actor")
    context = {
        "organisation": shown,
        "rows": rows,
        "lacks": shown.state == State.MEMBER
        and not any(row["is_open"] and not row["is_later"] for row in rows),
        "may_give": shown.state in {State.MEMBER, State.SUSPENDED},
        "deeds": [(name, deed) for name, deed in DEEDS.items() if shown.state in deed.begins_from],
        "history": [(change, HISTORY[change.deed]) for change in changes[:PAGE_SIZE]],
    }
    return render(request, "organisations/manage/membership.html", context)


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done to a membership on a page that says what it means and asks why."""

    action: Callable[..., Any]
    begins_from: frozenset[str]
    title: Any
    text: Any
    done: Any
    is_grave: bool = False


DEEDS = {
    "suspend": Deed(
        actions.suspend_organisation,
        frozenset({State.MEMBER}),
        gettext_lazy("Suspend the membership"),
        gettext_lazy(
            "From the next page on nobody has access to the members’ area for this organisation. "
            "Its public entry stays. Nothing is deleted, and it can be restored."
        ),
        gettext_lazy("The membership is suspended."),
        is_grave=True,
    ),
    "restore": Deed(
        actions.restore_organisation,
        frozenset({State.SUSPENDED}),
        gettext_lazy("Restore the membership"),
        gettext_lazy(
            "The organisation is a member again. Whoever still has a mandate has access again at once."
        ),
        gettext_lazy("The organisation is a member again."),
    ),
    "leave": Deed(
        actions.end_membership,
        frozenset({State.MEMBER, State.SUSPENDED}),
        gettext_lazy("The organisation has left the network"),
        gettext_lazy(
            "Its mandates end at once. Its public entry stays and names it no longer as a member. "
            "What its people wrote stays under its name. To come back it has to apply."
        ),
        gettext_lazy("The membership has ended, and so have the mandates."),
        is_grave=True,
    ),
}


@audience(Audience.STAFF)
@SHOW_OR_CHANGE
@step_up
def membership_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Suspend, restore, mark as left: each with a reason that stands in the history."""
    shown, what = organisation_of(request, pk), DEEDS[deed]
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        what.action(actor=person_of(request), organisation=shown, reason=form.cleaned_data["reason"])
        messages.success(request, what.done)
        return redirect("membership", shown.pk)
    context = {"organisation": shown, "deed": what, "form": form}
    return render(
        request, "organisations/manage/membership_deed.html", context, status=422 if form.errors else 200
    )


urlpatterns = [
    path("mandates/", mandate_list, name="mandate_list"),
    path("mandates/lacking/", mandate_lacking, name="mandate_lacking"),
    path("mandates/give/", mandate_give, name="mandate_give"),
    path("mandates/<uuid:mandate>/end/", mandate_take, name="mandate_take"),
    path("membership/<int:pk>/", membership, name="membership"),
    *(
        path(f"membership/<int:pk>/{deed}/", membership_deed, {"deed": deed}, name=f"membership_{deed}")
        for deed in DEEDS
    ),
]
