"""The page behind the link of an invitation. Reading it accepts nothing; what a press does follows from who is there.

The page's address is a secret, so it tells other pages nothing (no referrer), and Django's check of a form's origin
cannot work. Whoever is signed in sends a signed ticket along that names them, which no other site can make up.
"""

from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from advocates.accounts.models import Person
from advocates.core.viewer import viewer_of
from advocates.organisations.invitations import actions, policies, tokens
from advocates.organisations.invitations.forms import ClaimForm, NewAccountForm
from advocates.organisations.invitations.tokens import Opened
from advocates.organisations.models import Mandate

SALT = "invitation accepted by"


def invitation(request: HttpRequest, value: Any) -> HttpResponse:
    """Who invites to what; then one button, a form for a new account, or the way to sign in."""
    opened, person = tokens.read(value), viewer_of(request).person
    if opened is None:
        return over(request)
    if isinstance(person, Person) and opened.invitation.accepted_by_id == person.pk:
        return redirect(_next_page(opened))
    if not policies.stands(opened.invitation):
        return over(request, opened)
    try:
        return _answer(request, opened, person if isinstance(person, Person) else None)
    except actions.Over:
        return over(request, tokens.read(value))


def _answer(request: HttpRequest, opened: Opened, person: Person | None) -> HttpResponse:
    is_press = request.method == "POST" and request.headers.get("Sec-Fetch-Site") != "cross-site"
    if not is_press:
        actions.note_opened(opened.invitation)
    if person is not None:
        return _signed_in(request, opened, person, is_press)
    if opened.is_by_hand:
        return _claim(request, opened, is_press)
    if actions.is_known(opened.proven):
        return _page(request, opened, "sign_in")
    return _new_account(request, opened, is_press)


def over(request: HttpRequest, opened: Opened | None = None) -> HttpResponse:
    """The link leads nowhere any more; the page says why, and names nobody."""
    context = {"state": opened.invitation.state.value if opened else "replaced"}
    return render(request, "organisations/invitation_over.html", context, status=409)


def _signed_in(request: HttpRequest, opened: Opened, person: Person, is_press: bool) -> HttpResponse:
    is_other = not opened.is_by_hand and opened.proven != person.email
    if is_press and _is_ticket_of(person, opened, request.POST.get("ticket", "")):
        answer = actions.accept(opened=opened, person=person)
        if answer is actions.Answer.ACCEPTED:
            return redirect(_next_page(opened))
        return _page(request, opened, "asked")
    if opened.invitation.asked_by_id == person.pk:
        return _page(request, opened, "asked")
    out = f"{reverse('account_logout')}?{urlencode({'next': request.get_full_path()})}"
    context = {"person": person, "ticket": _ticket(person, opened), "sign_out_url": out}
    return _page(request, opened, "other" if is_other else "accept", **context)


def _claim(request: HttpRequest, opened: Opened, is_press: bool) -> HttpResponse:
    form = ClaimForm(request.POST if is_press else None, initial={"language": request.LANGUAGE_CODE})
    if is_press and form.is_valid():
        actions.claim_address(opened=opened, **form.cleaned_data)
        return _page(request, opened, "claimed", address=form.cleaned_data["address"])
    return _page(request, opened, "claim", form=form)


def _new_account(request: HttpRequest, opened: Opened, is_press: bool) -> HttpResponse:
    first = {"full_name": opened.invitation.name, "language": request.LANGUAGE_CODE}
    form = NewAccountForm(request.POST if is_press else None, initial=first, address=opened.proven)
    if not is_press or not form.is_valid():
        return _page(request, opened, "new", form=form)
    values = form.cleaned_data
    try:
        person = actions.accept_new(
            opened=opened, name=values["full_name"], password=values["password"], language=values["language"]
        )
    except actions.AccountExists:
        return _page(request, opened, "sign_in")
    response: HttpResponse = perform_login(request, person, redirect_url=_next_page(opened))
    # The password was chosen a moment ago; the next step is not the time to ask for it again.
    record_authentication(request, person, method="password", email=person.email, reauthenticated=True)
    return response


def _page(request: HttpRequest, opened: Opened, step: str, **more: Any) -> HttpResponse:
    form = more.get("form")
    context = {
        "opened": opened,
        "invitation": opened.invitation,
        "organisation": opened.invitation.organisation,
        "inviter": opened.invitation.invited_by if opened.invitation.invited_under_id else None,
        "step": step,
        "sign_in_url": f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}",
        **more,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "organisations/invitation.html", context, status=status)


def _next_page(opened: Opened) -> str:
    """An administrator needs a second factor; everybody else can begin."""
    is_administrator = opened.invitation.role == Mandate.Role.ADMINISTRATOR
    return reverse("second_factor_needed" if is_administrator else "dashboard")


def _ticket(person: Person, opened: Opened) -> str:
    return signing.dumps([person.pk, opened.invitation.pk, opened.invitation.link_number], salt=SALT)


def _is_ticket_of(person: Person, opened: Opened, text: str) -> bool:
    try:
        said = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return False
    return bool(said == [person.pk, opened.invitation.pk, opened.invitation.link_number])
