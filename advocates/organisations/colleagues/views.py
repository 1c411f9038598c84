"""Signing a colleague out everywhere, and the people of the regions that somebody represents."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advocates.accounts.step_up import step_up
from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.paging import paginate
from advocates.core.profile import in_language, profile
from advocates.core.viewer import viewer_of
from advocates.organisations.colleagues import actions, policies
from advocates.organisations.mandates.views import mandate_of, people_url
from advocates.organisations.models import Mandate
from advocates.organisations.models.mandates import countries_of

PAGE_SIZE = 50


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
@step_up
def mandate_sign_out(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """For a stolen phone: a page says what it means, POST signs the person out everywhere."""
    shown, viewer = mandate_of(request, mandate), viewer_of(request)
    if not policies.can_end_sessions(viewer, shown):
        raise PermissionDenied
    if request.method == "POST":
        actions.sign_out_colleague(actor=person_of(request), mandate=shown)
        messages.success(request, _("The person is signed out everywhere and told by mail."))
        return redirect(people_url(viewer, shown))
    context = {"mandate": shown, "back": people_url(viewer, shown)}
    return render(request, "organisations/members/sign_out.html", context)


@audience(Audience.MEMBER)
@require_safe
def region_people(request: HttpRequest) -> HttpResponse:
    """Who speaks for which organisation in the regions that the viewer represents; for nobody else."""
    viewer = viewer_of(request)
    if not viewer.regions:
        raise Http404
    found = (
        Mandate.objects.visible_to(viewer)
        .valid_at(timezone.now())
        .filter(organisation__country__in=countries_of(viewer.regions), person__is_active=True)
        .select_related("person", "organisation")
        .order_by("organisation__country", "organisation__name", "person__full_name", "pk")
    )
    context: dict[str, Any] = {
        "page": paginate(list(found), request.GET.get("page", ""), PAGE_SIZE),
        "regions": [in_language(profile().regions[each].names) for each in sorted(viewer.regions)],
        "own": person_of(request).pk,
    }
    return render(request, "organisations/members/region.html", context)
