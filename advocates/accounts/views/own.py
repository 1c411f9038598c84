"""One's own account: overview, languages, address, devices."""

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from advocates.accounts import actions, devices, mails, policies
from advocates.accounts.forms import AddressForm, LanguagesForm
from advocates.accounts.models import Person
from advocates.accounts.roles import LABELS
from advocates.core.access import Audience, audience
from advocates.core.asking import written_once
from advocates.core.limits import limited
from advocates.core.rows import Counted
from advocates.core.viewer import ROLES_INSIDE, viewer_of

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


def person_of(request: HttpRequest) -> Person:
    """The signed-in person; the fence has let nobody else through."""
    return cast(Person, viewer_of(request).person)


@audience(Audience.ACCOUNT)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What belongs to the account, and where each part is changed."""
    person, viewer = person_of(request), viewer_of(request)
    factors = _factors(person)
    by_type = {factor.type: factor for factor in factors}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    context = {
        "person": person,
        "passkeys": [factor for factor in factors if factor.type == Authenticator.Type.WEBAUTHN],
        "app": by_type.get(Authenticator.Type.TOTP),
        "has_codes": codes is not None,
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "session_count": sum(_sessions(person)) or 1,
        "needs_second_factor": viewer.needs_second_factor and not viewer.has_second_factor,
        "waits_for_finish": policies.can_finish_set_up(viewer),
        "tasks_inside": ", ".join(str(LABELS[role]) for role in sorted(viewer.roles & ROLES_INSIDE)),
    }
    return render(request, "accounts/overview.html", context)


@written_once
def _factors(person: Person) -> QuerySet[Authenticator]:
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=person).order_by("pk")
    return found


@written_once
def _sessions(person: Person) -> QuerySet[Person, Any]:
    own = Person.objects.filter(pk=person.pk)
    return own.values_list(Counted(UserSession.objects.filter(user=person)), flat=True)


@audience(Audience.ACCOUNT)
@SHOW_OR_CHANGE
def languages(request: HttpRequest) -> HttpResponse:
    """Name, languages, time zone."""
    person = person_of(request)
    names = ("full_name", "language", "reads", "time_zone")
    initial = {name: getattr(person, name) for name in names}
    if request.method == "POST":
        form = LanguagesForm(request.POST, initial=initial)
        if form.is_valid():
            actions.change_person(actor=person, person=person, values=form.cleaned_data)
            return redirect("account_overview")
        return render(request, "accounts/languages.html", {"form": form}, status=422)
    form = LanguagesForm(initial=initial)
    return render(request, "accounts/languages.html", {"form": form})


@audience(Audience.ACCOUNT)
@limited("account-change", when=lambda request: request.method == "POST")
@SHOW_OR_CHANGE
@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator]
def address(request: HttpRequest) -> HttpResponse:
    """Ask for a new address."""
    person = person_of(request)
    form = AddressForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        actions.ask_for_address(person=person, address=form.cleaned_data["email"])
        return redirect("account_email")
    waiting = EmailAddress.objects.filter(user=person, verified=False).first()
    context = {"form": form, "person": person, "waiting": waiting}
    return render(request, "accounts/address.html", context, status=422 if form.errors else 200)


@audience(Audience.ACCOUNT)
@require_POST
def address_forget(request: HttpRequest) -> HttpResponse:
    """Give up the new address that waits for its confirmation."""
    actions.forget_address(person=person_of(request))
    return redirect("account_email")


@audience(Audience.PUBLIC)
@SHOW_OR_CHANGE
def address_undo(request: HttpRequest, token: str) -> HttpResponse:
    """Undo a change of address by the link in the mail to the old one. GET only shows."""
    content: dict[str, Any] | None = mails.read_undo(token)
    person = Person.objects.filter(pk=content["person"]).first() if content else None
    if content is None or person is None:
        raise Http404
    if request.method == "POST":
        actions.restore_address(person=person, old=content["old"], new=content["new"])
        mails.ask_for_reset(content["old"])
        return render(request, "accounts/address_restored.html", {"old": content["old"]})
    return render(request, "accounts/address_undo.html", content)


@audience(Audience.ACCOUNT)
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    rows = UserSession.objects.purge_and_list(person_of(request))
    listed = sorted(rows, key=lambda row: (not row.is_current(), -row.created_at.timestamp()))
    described = [{"row": row, "device": devices.describe(row.user_agent)} for row in listed]
    return render(request, "accounts/sessions.html", {"sessions": described, "others": len(listed) > 1})


@audience(Audience.ACCOUNT)
@require_POST
def sessions_end_others(request: HttpRequest) -> HttpResponse:
    """Sign out every other device."""
    actions.end_other_sessions(request, person=person_of(request))
    messages.success(request, _("You are signed out on all other devices."))
    return redirect("usersessions_list")


@audience(Audience.ACCOUNT)
@require_GET
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """What the person does here asks for a second factor, and this session has not passed one."""
    has_factor = Authenticator.objects.filter(user=person_of(request)).exists()
    return render(request, "accounts/second_factor_needed.html", {"has_factor": has_factor})


@audience(Audience.ACCOUNT)
def second_factors(request: HttpRequest) -> HttpResponse:
    """allauth's list of factors is a part of the overview here."""
    return redirect("account_overview")
