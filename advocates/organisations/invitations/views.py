"""Inviting, seen from the organisation and from the office: the same views stand in both areas."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.forms import empty_form
from advocates.core.viewer import viewer_of
from advocates.organisations.confirmations import language_of
from advocates.organisations.invitations import actions, policies, shown
from advocates.organisations.invitations.forms import InviteForm
from advocates.organisations.mandates.speaking import acting_for
from advocates.organisations.mandates.views import SHOW_OR_CHANGE
from advocates.organisations.models import Invitation, Mandate, Organisation
from advocates.organisations.own.finding import own_or_404


def is_office(request: HttpRequest) -> bool:
    """Whether the page stands in the back office, where one acts for the network."""
    return request.path_info.startswith("/manage/")


def under_of(request: HttpRequest, organisation: Organisation) -> Mandate | None:
    """The mandate under which somebody invites; the office has none."""
    if is_office(request):
        return None
    viewer = viewer_of(request)
    held = acting_for(viewer, organisation.pk)
    if held is None:
        # Nobody falls into the office's name.
        raise PermissionDenied
    return Mandate.objects.visible_to(viewer).get(pk=held.id)


def back(request: HttpRequest, organisation: Organisation, *, is_founding: bool = False) -> HttpResponse:
    """To the list that the invitation stands on."""
    if is_founding and is_office(request):
        return redirect("founding_board")
    if is_office(request):
        return redirect("office_invitations", organisation.pk)
    return redirect("organisation_people", organisation.public_id)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def invitation_new(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Ask somebody to speak for one's own organisation."""
    asking = own_or_404(viewer_of(request), organisation)
    return _invite(request, asking, "organisations/members/invitation_new.html")


@audience(Audience.STAFF)
@SHOW_OR_CHANGE
def office_invitations(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody in the network's name, and see who was asked."""
    asking = get_object_or_404(Organisation.objects.visible_to(viewer_of(request)), pk=pk)
    return _invite(request, asking, "organisations/manage/invitations.html")


def _invite(request: HttpRequest, organisation: Organisation, template: str) -> HttpResponse:
    viewer = viewer_of(request)
    may_invite = policies.can_invite(viewer, organisation)
    if not may_invite and not is_office(request):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    initial = {"language": language_of(organisation)}
    form = InviteForm(data, initial=initial)
    if form.is_bound and form.is_valid():
        asked = form.asked(under_of(request, organisation))
        actions.invite(actor=person_of(request), organisation=organisation, asked=asked)
        messages.success(request, _("The invitation is on its way."))
        return back(request, organisation)
    context = {
        "organisation": organisation,
        "form": form,
        "fields": form if form.is_bound else empty_form(InviteForm, **initial),
        "may_invite": may_invite,
        "invitations": shown.invitations_of(organisation, viewer),
        "area": "office_invitation",
    }
    return render(request, template, context, status=422 if form.errors else 200)


def invitation_of(request: HttpRequest, public_id: str) -> Invitation:
    """An invitation that the viewer may settle; any other does not exist."""
    viewer = viewer_of(request)
    found = Invitation.objects.visible_to(viewer).select_related("organisation")
    if not is_office(request):
        found = found.filter(organisation__in=[held.organisation for held in viewer.mandates])
    return get_object_or_404(found, public_id=public_id)


@audience(Audience.MEMBER)
@require_POST
def invitation_resend(request: HttpRequest, invitation: str) -> HttpResponse:
    """Send it again, with a new link."""
    chosen = invitation_of(request, invitation)
    if not chosen.address:
        raise PermissionDenied
    under = under_of(request, chosen.organisation)
    actions.send_again(actor=person_of(request), invitation=chosen, under=under)
    messages.success(request, _("The invitation was sent again. The old link no longer works."))
    return back(request, chosen.organisation, is_founding=chosen.is_founding)


@audience(Audience.MEMBER)
@require_POST
def invitation_revoke(request: HttpRequest, invitation: str) -> HttpResponse:
    """Take it back."""
    chosen = invitation_of(request, invitation)
    is_done = actions.revoke(actor=person_of(request), invitation=chosen)
    if is_done:
        messages.success(request, _("The invitation is taken back. Its link no longer works."))
    else:
        messages.info(request, _("This invitation was accepted or taken back already."))
    return back(request, chosen.organisation, is_founding=chosen.is_founding)


@audience(Audience.MEMBER)
@require_POST
def invitation_agree(request: HttpRequest, invitation: str) -> HttpResponse:
    """Let somebody accept with another account than the invited address."""
    chosen = invitation_of(request, invitation)
    asked = request.POST.get("person", "")
    actions.agree(actor=person_of(request), invitation=chosen, asked=asked)
    messages.success(request, _("The person speaks for the organisation from now on."))
    return back(request, chosen.organisation, is_founding=chosen.is_founding)


def _in_the_office(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same command in the back office, for staff alone."""

    @audience(Audience.STAFF)
    @require_POST
    def in_the_office(request: HttpRequest, invitation: str) -> HttpResponse:
        return view(request, invitation)

    return in_the_office


office_invitation_resend = _in_the_office(invitation_resend)
office_invitation_revoke = _in_the_office(invitation_revoke)
office_invitation_agree = _in_the_office(invitation_agree)
