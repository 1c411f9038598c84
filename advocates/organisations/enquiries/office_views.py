"""The office's part under `/manage/enquiries/`: what is held is read and decided; of all else there are counts."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_of
from advocates.organisations.enquiries import actions, policies
from advocates.organisations.enquiries.forms import RefuseForm
from advocates.organisations.enquiries.showing import texts_of
from advocates.organisations.geo.countries import country_name
from advocates.organisations.models import Enquiry
from advocates.organisations.task_views import person_of

MOST_SHOWN = 200


@audience(Audience.STAFF)
@require_safe
def enquiry_board(request: HttpRequest) -> HttpResponse:
    """What is held, oldest first, and how many messages there are in each state."""
    viewer = viewer_of(request)
    if not policies.can_see_counts(viewer):
        raise Http404
    counts = Enquiry.counts()
    context = {
        "held": Enquiry.objects.visible_to(viewer).select_related("organisation")[:MOST_SHOWN],
        "counts": [(state.label, counts.get(state.value, 0)) for state in Enquiry.State],
    }
    return render(request, "organisations/enquiries/manage/board.html", context)


@audience(Audience.STAFF)
@require_safe
def enquiry_held(request: HttpRequest, public_id: str) -> HttpResponse:
    """A message that is held, with what can be decided about it."""
    return _shown(request, held_of(request, public_id), RefuseForm(), 200)


@audience(Audience.STAFF)
@require_POST
def enquiry_release(request: HttpRequest, public_id: str) -> HttpResponse:
    """It may go."""
    actions.release_enquiry(actor=person_of(request), enquiry=held_of(request, public_id))
    messages.success(request, _("The message goes on its way."))
    return HttpResponseRedirect(reverse("enquiry_board"))


@audience(Audience.STAFF)
@require_POST
def enquiry_refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    """It does not go, for a reason that its writer reads."""
    enquiry, form = held_of(request, public_id), RefuseForm(request.POST)
    if not form.is_valid():
        return _shown(request, enquiry, form, 422)
    actions.refuse_enquiry(
        actor=person_of(request),
        enquiry=enquiry,
        reason=form.cleaned_data["reason"],
        lang=get_language() or "en",
    )
    messages.success(request, _("The message is refused; its writer reads the reason."))
    return HttpResponseRedirect(reverse("enquiry_board"))


def held_of(request: HttpRequest, public_id: str) -> Enquiry:
    """A message that staff may read and decide about; Http404 for every other."""
    viewer = viewer_of(request)
    found = Enquiry.objects.visible_to(viewer).select_related("organisation")
    enquiry = get_object_or_404(found, public_id=public_id)
    if not policies.can_decide(viewer, enquiry):
        raise Http404
    return enquiry


def _shown(request: HttpRequest, enquiry: Enquiry, form: RefuseForm, status: int) -> HttpResponse:
    context = {
        "enquiry": enquiry,
        "country": country_name(enquiry.country, get_language() or "en") if enquiry.country else "",
        "texts": texts_of(enquiry),
        "form": form,
        "is_reported": enquiry.state == Enquiry.State.REPORTED,
    }
    return render(request, "organisations/enquiries/manage/held.html", context, status=status)


urlpatterns = [
    path("enquiries/", enquiry_board, name="enquiry_board"),
    path("enquiries/<uuid:public_id>/", enquiry_held, name="enquiry_held"),
    path("enquiries/<uuid:public_id>/release/", enquiry_release, name="enquiry_release"),
    path("enquiries/<uuid:public_id>/refuse/", enquiry_refuse, name="enquiry_refuse"),
]
