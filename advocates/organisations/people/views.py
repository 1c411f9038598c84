"""The members' directory of people, what each shows there, and protection."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advocates.accounts import introductions
from advocates.accounts.models import Introduction, Person
from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.filled import filled
from advocates.core.forms import empty_form
from advocates.core.viewer import viewer_of
from advocates.organisations import directory
from advocates.organisations.mandates import policies
from advocates.organisations.own.finding import own_or_404
from advocates.organisations.people import actions, listing
from advocates.organisations.people.forms import (
    GroupProtectionForm,
    IntroductionForm,
    LookForm,
    ProtectionForm,
)

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


@audience(Audience.MEMBER)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who speaks for which group, by country and name; four queries for ten people and for ten thousand."""
    viewer = viewer_of(request)
    form = LookForm(request.GET) if any(map(request.GET.get, LookForm.base_fields)) else None
    asked = form.cleaned_data if form and form.is_valid() else {}
    page = listing.page_of(viewer, asked, request.GET.get("page", ""))
    context = {
        "form": form,
        "fields": form if form and form.errors else _fields(asked),
        "page": page,
        "rows": listing.drawn(viewer, page.items),
        "most": listing.MOST_COUNTED,
    }
    return render(
        request,
        "organisations/members/people_directory.html",
        context,
        status=422 if form and form.errors else 200,
    )


def _fields(asked: dict[str, str]) -> SafeString:
    """The form as somebody has filled it in, or as it opens."""
    state = directory.index().made_at
    if not asked:
        return empty_form(LookForm, state)
    values = {name: value if name == "q" else [value] for name, value in asked.items()}
    return filled((LookForm, state), lambda holes: LookForm(initial=holes).render(), values)


def introduction_of(person: Person) -> Introduction:
    """What somebody tells; for whoever has told nothing, an empty one."""
    return getattr(person, "introduction", None) or Introduction(person=person, lang=person.language)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def introduction(request: HttpRequest) -> HttpResponse:
    """What others read of oneself in the directory, and what of it is shown."""
    person = person_of(request)
    told = introduction_of(person)
    initial = {name: getattr(told, name) for name in introductions.FIELDS}
    form = IntroductionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        introductions.introduce(person=person, values=form.cleaned_data)
        messages.success(request, _("Saved. Other members see it from now on."))
        return redirect("people")
    context = {"form": form, "is_protected": person.is_protected}
    return render(
        request, "organisations/members/introduction.html", context, status=422 if form.errors else 200
    )


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def protection(request: HttpRequest) -> HttpResponse:
    """One's own name: shown to members, or to colleagues alone."""
    person = person_of(request)
    form = ProtectionForm(
        request.POST if request.method == "POST" else None, initial={"is_protected": person.is_protected}
    )
    if request.method == "POST" and form.is_valid():
        actions.set_protection(person=person, is_protected=form.cleaned_data["is_protected"])
        messages.success(request, _("Saved."))
        return redirect("people")
    return render(request, "organisations/members/protection.html", {"form": form})


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def group_protection(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """The own group in everything public; its administrators decide."""
    viewer = viewer_of(request)
    shown = own_or_404(viewer, organisation)
    if not policies.is_administrator_of(viewer, shown):
        raise PermissionDenied
    form = GroupProtectionForm(
        request.POST if request.method == "POST" else None, initial={"is_protected": shown.is_protected}
    )
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data["is_protected"]
        actions.set_group_protection(actor=person_of(request), organisation=shown, is_protected=value)
        messages.success(request, _("Saved."))
        return redirect("organisation_people", shown.public_id)
    return render(request, "organisations/members/protection.html", {"form": form, "organisation": shown})
