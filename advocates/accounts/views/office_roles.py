"""The back office's page of tasks: who has which, from when to when; giving, ending, proposing and confirming."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advocates.accounts import granting, office, policies
from advocates.accounts.models import Person, RoleGrant, StaffProposal
from advocates.accounts.office_forms import RoleForm
from advocates.accounts.step_up import step_up
from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.viewer import ROLES_INSIDE, Role, viewer_for

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


@audience(Audience.STAFF)
@require_safe
def role_list(request: HttpRequest) -> HttpResponse:
    """Who has which task now or from a later day on, and who is proposed as staff."""
    grants = RoleGrant.objects.open_at(timezone.now()).select_related("person", "granted_by")
    proposals = StaffProposal.objects.filter(closed_at=None).select_related("person", "proposed_by")
    context = {
        "rows": [office.role_row(grant) for grant in grants.order_by("role", "scope", "person__full_name")],
        "proposals": [
            {"proposal": each, "may_confirm": policies.may_confirm_staff(person_of(request), each)}
            for each in proposals
            if policies.is_open_proposal(each)
        ],
    }
    return render(request, "accounts/manage/roles.html", context)


def _warn_without_mandate(request: HttpRequest, person: Person, role: Role) -> None:
    """A task of the members' area does nothing for somebody whom the area does not let in."""
    if role in ROLES_INSIDE and not viewer_for(person).mandates:
        messages.warning(
            request,
            _(
                "This person does not speak for any organisation. The task begins to work when an organisation "
                "has given them a mandate."
            ),
        )


@audience(Audience.STAFF)
@SHOW_OR_CHANGE
@step_up
def role_give(request: HttpRequest) -> HttpResponse:
    """Give a task; for staff it is a proposal, which another person confirms."""
    form = RoleForm(request.POST or None, initial={"email": request.GET.get("email", "")})
    if request.method == "POST" and form.is_valid():
        role = Role(form.cleaned_data["role"])
        if role is Role.STAFF:
            granting.propose_staff(actor=person_of(request), person=form.person, term=form.term())
            messages.success(request, _("Proposed. The task is given when another person has confirmed it."))
        else:
            granting.give_role(actor=person_of(request), person=form.person, role=role, term=form.term())
            messages.success(request, _("The task is given, and the person is told by mail."))
            _warn_without_mandate(request, form.person, role)
        return redirect("role_list")
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/manage/role_give.html", {"form": form}, status=status)


@audience(Audience.STAFF)
@SHOW_OR_CHANGE
@step_up
def role_end(request: HttpRequest, grant: str) -> HttpResponse:
    """End a task now; a page says what that means."""
    found = RoleGrant.objects.open_at(timezone.now()).select_related("person")
    shown = get_object_or_404(found, public_id=grant)
    if request.method == "POST":
        granting.take_role(actor=person_of(request), grant=shown)
        messages.success(request, _("The task has ended, and the person is told by mail."))
        return redirect("role_list")
    return render(request, "accounts/manage/role_end.html", {"row": office.role_row(shown)})


def proposal_of(public_id: str) -> StaffProposal:
    """One that waits; else it does not exist."""
    found = StaffProposal.objects.filter(closed_at=None).select_related("person", "proposed_by")
    return get_object_or_404(found, public_id=public_id)


@audience(Audience.STAFF)
@SHOW_OR_CHANGE
@step_up
def staff_confirm(request: HttpRequest, proposal: str) -> HttpResponse:
    """The second person confirms that somebody is to run the site."""
    shown = proposal_of(proposal)
    if request.method == "POST":
        granting.confirm_staff(actor=person_of(request), proposal=shown)
        messages.success(request, _("The task is given, and the person is told by mail."))
        return redirect("role_list")
    return render(request, "accounts/manage/staff_confirm.html", {"proposal": shown})


@audience(Audience.STAFF)
@SHOW_OR_CHANGE
@step_up
def staff_withdraw(request: HttpRequest, proposal: str) -> HttpResponse:
    """Take a proposal back; any of the staff can."""
    shown = proposal_of(proposal)
    if request.method == "POST":
        granting.withdraw_staff(actor=person_of(request), proposal=shown)
        messages.success(request, _("The proposal is withdrawn."))
        return redirect("role_list")
    context = {"proposal": shown, "is_withdrawal": True}
    return render(request, "accounts/manage/staff_confirm.html", context)


urlpatterns = [
    path("roles/", role_list, name="role_list"),
    path("roles/give/", role_give, name="role_give"),
    path("roles/<uuid:grant>/end/", role_end, name="role_end"),
    path("roles/proposals/<uuid:proposal>/confirm/", staff_confirm, name="staff_confirm"),
    path("roles/proposals/<uuid:proposal>/withdraw/", staff_withdraw, name="staff_withdraw"),
]
