"""One's own organisation: who speaks for it, and what administrators can change about that."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advocates.accounts.step_up import step_up
from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.asking import written_once
from advocates.core.viewer import Viewer, viewer_of
from advocates.organisations.colleagues.policies import can_end_sessions
from advocates.organisations.invitations.shown import invitations_of
from advocates.organisations.mandates import actions, days, drawing, policies
from advocates.organisations.mandates.forms import DeputyForm, EndForm, HandOverForm, RoleForm
from advocates.organisations.mandates.speaking import by_organisation
from advocates.organisations.models import HandOver, Mandate, Organisation
from advocates.organisations.own.finding import own_or_404
from advocates.organisations.proposals.actions import waiting_of

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


@audience(Audience.MEMBER)
@require_safe
def own_organisation(request: HttpRequest) -> HttpResponse:
    """The organisation that one speaks for; whoever speaks for several chooses."""
    own = list(by_organisation(viewer_of(request).mandates).values())
    if len(own) == 1:
        return redirect("organisation_people", own[0].public_id)
    return render(request, "organisations/members/own_organisations.html", {"own": own})


def to_people_of(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    """Back to the organisation's people; whoever no longer speaks for it, to what is theirs."""
    return redirect(people_url(viewer_of(request), mandate))


def people_url(viewer: Viewer, mandate: Mandate) -> str:
    """The list on which a mandate stands for this viewer."""
    if any(held.organisation == mandate.organisation_id for held in viewer.mandates):
        return reverse("organisation_people", args=[mandate.organisation.public_id])
    return reverse("region_people" if viewer.regions else "own_organisation")


@audience(Audience.MEMBER)
@require_safe
def organisation_people(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Everybody who speaks for it now or later, and who did."""
    viewer = viewer_of(request)
    shown, now = own_or_404(viewer, organisation), timezone.now()
    every = mandates_of(viewer, shown)
    for mandate in every:
        # It is at hand.
        mandate.organisation = shown
    present = [mandate for mandate in every if mandate.ends_at is None or mandate.ends_at > now]
    context = {
        "organisation": shown,
        "represents": bool(viewer.regions),
        "others": [held for held in viewer.mandates if held.organisation != shown.pk],
        "speakers": drawing.speakers(row_of(viewer, mandate) for mandate in present),
        "is_alone": len({mandate.person_id for mandate in present}) == 1,
        "proposal": waiting_of(shown),
        "past": [mandate for mandate in every if mandate.ends_at is not None and mandate.ends_at <= now],
        "is_administrator": policies.is_administrator_of(viewer, shown),
        "may_grant": policies.can_grant_mandate(viewer, shown),
        "invitations": drawing.invited(request, invitations_of(shown, viewer)),
        "has_administrator": any(
            mandate.is_running(now) and mandate.role == Mandate.Role.ADMINISTRATOR for mandate in every
        ),
    }
    return render(request, "organisations/members/people.html", context)


@written_once
def mandates_of(viewer: Viewer, organisation: Organisation) -> QuerySet[Mandate]:
    """All that hold, held or will hold one, the latest first."""
    found = Mandate.objects.visible_to(viewer).filter(organisation=organisation)
    return found.select_related("person", "deputy_of__person", "hand_over")


def row_of(viewer: Viewer, mandate: Mandate) -> dict[str, Any]:
    """One mandate, and what this viewer may do about it."""
    may_change = policies.is_administrator_of(viewer, mandate.organisation)
    return {
        "mandate": mandate,
        "is_own": viewer.person is not None and mandate.person_id == viewer.person.pk,
        "is_future": mandate.starts_at > timezone.now(),
        "last_day": days.last_day(mandate.ends_at) if mandate.ends_at else None,
        "may_end": policies.can_end_mandate(viewer, mandate),
        "may_sign_out": can_end_sessions(viewer, mandate) and mandate.deputy_of_id is None,
        "may_change": may_change and mandate.deputy_of_id is None,
    }


def mandate_of(request: HttpRequest, public_id: UUID) -> Mandate:
    """A mandate that has not ended, of an organisation of the viewer's; else it does not exist."""
    for found in _open_mandate(viewer_of(request), timezone.now(), public_id):
        return found
    raise Http404


@written_once
def _open_mandate(viewer: Viewer, now: datetime, public_id: UUID) -> QuerySet[Mandate]:
    found = Mandate.objects.visible_to(viewer).open_at(now).filter(public_id=public_id)
    return found.select_related("person", "organisation")


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
@step_up
def mandate_end(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """End one's own mandate, or as an administrator a colleague's; a page says what that means."""
    shown, viewer = mandate_of(request, mandate), viewer_of(request)
    if not policies.can_end_mandate(viewer, shown):
        raise PermissionDenied
    is_own = shown.person_id == person_of(request).pk
    form = None if is_own else EndForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        ending = Mandate.Ending.LEFT if form is None else form.cleaned_data["ending"]
        actions.end_mandate(actor=person_of(request), mandate=shown, ending=ending)
        messages.success(request, _("The mandate has ended. Access ends with it, at once."))
        return redirect("account_overview") if is_own else to_people_of(request, shown)
    back = people_url(viewer, shown)
    context = {"mandate": shown, "form": form, "is_own": is_own, "back": back}
    status = 422 if form is not None and form.errors else 200
    return render(request, "organisations/members/mandate_end.html", context, status=status)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
@step_up
def mandate_role(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """Make a colleague an administrator, or a representative again."""
    shown = mandate_of(request, mandate)
    if not policies.can_change_role(viewer_of(request), shown.organisation) or shown.deputy_of_id:
        raise PermissionDenied
    form = RoleForm(request.POST or None, initial={"role": shown.role})
    if request.method == "POST" and form.is_valid():
        actions.change_role(actor=person_of(request), mandate=shown, role=form.cleaned_data["role"])
        messages.success(request, _("Saved."))
        return to_people_of(request, shown)
    context = {"mandate": shown, "form": form, "back": people_url(viewer_of(request), shown)}
    return render(
        request, "organisations/members/mandate_role.html", context, status=422 if form.errors else 200
    )


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
@step_up
def mandate_deputy(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """Name somebody who stands in for some weeks: for oneself, or as an administrator for a colleague."""
    shown, viewer = mandate_of(request, mandate), viewer_of(request)
    if shown.deputy_of_id:
        raise Http404
    if not policies.can_end_mandate(viewer, shown):
        raise PermissionDenied
    form = DeputyForm(request.POST or None, mandate=shown)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        actions.name_deputy(
            actor=person_of(request),
            mandate=shown,
            person=values["person"],
            starts_at=max(days.beginning_of(values["first_day"]), timezone.now()),
            until=days.end_of(values["last_day"]),
        )
        messages.success(request, _("The deputy is named. The time ends by itself."))
        return to_people_of(request, shown)
    context = {"mandate": shown, "form": form, "back": people_url(viewer, shown)}
    return render(
        request, "organisations/members/mandate_deputy.html", context, status=422 if form.errors else 200
    )


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def mandate_hand_over(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """Stop speaking for the organisation and name who goes on; nobody else can do that for somebody."""
    shown, person = mandate_of(request, mandate), person_of(request)
    if shown.person_id != person.pk or shown.deputy_of_id:
        raise PermissionDenied
    form = HandOverForm(request.POST or None, mandate=shown)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        leaving = actions.Leaving(values["successor"], values["note"], request.LANGUAGE_CODE)
        actions.hand_over(actor=person, mandate=shown, leaving=leaving)
        messages.success(request, _("You have handed over. Thank you for what you did."))
        return redirect("account_overview")
    back = people_url(viewer_of(request), shown)
    context = {"mandate": shown, "form": form, "others": form.others, "back": back}
    return render(
        request, "organisations/members/hand_over_form.html", context, status=422 if form.errors else 200
    )


@audience(Audience.MEMBER)
@require_safe
def hand_over(request: HttpRequest, hand_over: str) -> HttpResponse:
    """The sheet that somebody left, to read and to print."""
    found = HandOver.objects.visible_to(viewer_of(request))
    sheet = get_object_or_404(
        found.select_related("mandate__person", "mandate__organisation", "successor"), public_id=hand_over
    )
    return render(request, "organisations/members/hand_over.html", {"sheet": sheet})
