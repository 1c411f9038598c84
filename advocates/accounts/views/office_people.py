"""The back office's pages of people: find one, see the account's state, close and open it. Never act as them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from advocates.accounts import actions, closing, leaving, mail_again, office
from advocates.accounts.models import Closure, Person
from advocates.accounts.office_forms import EraseForm, ReasonForm
from advocates.accounts.step_up import step_up
from advocates.accounts.views.own import person_of
from advocates.core import personal
from advocates.core.access import Audience, audience
from advocates.core.paging import Page, page_number
from advocates.core.viewer import viewer_of

PAGE_SIZE = 25
SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


@audience(Audience.STAFF)
@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, by name; or those whose name or address holds what was typed."""
    text = request.GET.get("q", "")[:200]
    found, number = office.found_people(text), page_number(request.GET.get("page", ""))
    count = found.count()
    pages = max(1, -(-count // PAGE_SIZE))
    if number > pages:
        raise Http404
    shown = found.prefetch_related("closures")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    rows = [{"person": person, "state": office.state_of(person)} for person in shown]
    context = {"page": Page(rows, number, pages, count), "q": text}
    return render(request, "accounts/manage/people.html", context)


@audience(Audience.STAFF)
@require_safe
def person_page(request: HttpRequest, person: str) -> HttpResponse:
    """The state of an account: tasks, mandates, second factor, last day of use, closures."""
    shown = get_object_or_404(Person, public_id=person)
    factors = Authenticator.objects.filter(user=shown).exclude(type=Authenticator.Type.RECOVERY_CODES)
    closures = list(shown.closures.select_related("closed_by", "lifted_by", "answered_by"))
    kinds = {closure.kind for closure in closures if closure.lifted_at is None}
    context = {
        "person": shown,
        "state": office.state_of(shown),
        "roles": [office.role_row(grant) for grant in shown.role_grants.order_by("-starts_at")],
        "has_factor": factors.exists(),
        "parts": office.parts_about(viewer_of(request), shown),
        "closures": closures,
        "is_erased": shown.erased_at is not None,
        "is_suspended": Closure.Kind.SUSPENDED in kinds,
        "is_deceased": Closure.Kind.DECEASED in kinds,
        "is_own": shown.pk == person_of(request).pk,
        "gets_no_mail": mail_again.blocks_of(shown.email).exists(),
    }
    return render(request, "accounts/manage/person.html", context)


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done to an account on a page that says what it means and asks why."""

    action: Callable[..., Any]
    title: Any
    text: Any
    button: Any
    done: Any
    is_grave: bool = False


DEEDS = {
    "suspend": Deed(
        closing.suspend,
        gettext_lazy("Suspend the account"),
        gettext_lazy(
            "The person is signed out everywhere and cannot sign in until the account is restored. Nothing is deleted."
        ),
        gettext_lazy("Suspend"),
        gettext_lazy("The account is suspended."),
        is_grave=True,
    ),
    "restore": Deed(
        closing.restore,
        gettext_lazy("Restore the account"),
        gettext_lazy("The person can sign in again as before, and is told by mail."),
        gettext_lazy("Restore"),
        gettext_lazy("The account is open again."),
    ),
    "memorial": Deed(
        closing.begin_memorial,
        gettext_lazy("The person has died"),
        gettext_lazy(
            "Nobody can sign in any more, and no mail goes to any address of the person. Tasks and mandates end. "
            "What the person wrote stays. The people of the same organisation are told gently. "
            "For 30 days this can be undone."
        ),
        gettext_lazy("Yes, the person has died"),
        gettext_lazy("The account is kept in memory."),
        is_grave=True,
    ),
    "memorial-undo": Deed(
        closing.undo_memorial,
        gettext_lazy("It was wrong: the person lives"),
        gettext_lazy(
            "The account opens again, mail goes out again, and the mandates go on. Tasks have to be given anew."
        ),
        gettext_lazy("Undo it"),
        gettext_lazy("It is undone, and the account is open again."),
    ),
}


@audience(Audience.STAFF)
@SHOW_OR_CHANGE
@step_up
def person_deed(request: HttpRequest, person: str, deed: str) -> HttpResponse:
    """Suspend, restore, keep in memory, or undo that; each with a reason, none on oneself."""
    shown, what = get_object_or_404(Person, public_id=person), DEEDS[deed]
    actor = person_of(request)
    if shown.pk == actor.pk:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        what.action(actor=actor, person=shown, reason=form.cleaned_data["reason"])
        messages.success(request, what.done)
        return redirect("person_page", shown.public_id)
    context = {"person": shown, "deed": what, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/manage/person_deed.html", context, status=status)


@audience(Audience.STAFF)
@SHOW_OR_CHANGE
@step_up
def person_sign_out(request: HttpRequest, person: str) -> HttpResponse:
    """Sign somebody out everywhere, as for a stolen phone."""
    shown = get_object_or_404(Person, public_id=person)
    if request.method == "POST":
        actions.end_sessions_of(actor=person_of(request), person=shown)
        messages.success(request, _("The person is signed out everywhere and told by mail."))
        return redirect("person_page", shown.public_id)
    return render(request, "accounts/manage/person_sign_out.html", {"person": shown})


@audience(Audience.STAFF)
@SHOW_OR_CHANGE
@step_up
def person_erase(request: HttpRequest, person: str) -> HttpResponse:
    """Erase an account because its person asked for it; nobody erases their own here."""
    shown, actor = get_object_or_404(Person, public_id=person, erased_at=None), person_of(request)
    if shown.pk == actor.pk:
        raise Http404
    signed = personal.signed_by(leaving.subject_of(shown))
    form = EraseForm(request.POST if request.method == "POST" else None, signed=signed)
    if form.is_bound and form.is_valid():
        leaving.erase_person(actor=actor, person=shown, keeps_name=form.keeps_name)
        messages.success(request, _("The account is erased."))
        return redirect("people_list")
    context = {"person": shown, "form": form, "signed": signed}
    return render(request, "accounts/manage/person_erase.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("people/", people_list, name="people_list"),
    path("people/<uuid:person>/", person_page, name="person_page"),
    path("people/<uuid:person>/suspend/", person_deed, {"deed": "suspend"}, name="person_suspend"),
    path("people/<uuid:person>/restore/", person_deed, {"deed": "restore"}, name="person_restore"),
    path("people/<uuid:person>/memorial/", person_deed, {"deed": "memorial"}, name="person_memorial"),
    path(
        "people/<uuid:person>/memorial/undo/",
        person_deed,
        {"deed": "memorial-undo"},
        name="person_memorial_undo",
    ),
    path("people/<uuid:person>/erase/", person_erase, name="person_erase"),
    path("people/<uuid:person>/sign-out/", person_sign_out, name="person_sign_out"),
]
