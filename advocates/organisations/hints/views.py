"""Where anybody tells us what is wrong or missing, and where a group answers. Never cached, never indexed."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from advocates.core import links
from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_of
from advocates.core.visitorforms import accepts
from advocates.organisations import group_links
from advocates.organisations.actions import SomebodyElseChanged
from advocates.organisations.confirmation_views import seen_revision
from advocates.organisations.geo.countries import COUNTRIES, country_name
from advocates.organisations.hints import actions
from advocates.organisations.hints.forms import CorrectionForm, HintForm, SuggestionForm
from advocates.organisations.models import Hint, Organisation
from advocates.organisations.pages import organisation_context
from advocates.organisations.proposals.actions import LINK as PROPOSE

UNKNOWN = "hint_unknown"


@audience(Audience.PUBLIC)
def hint_correct(request: HttpRequest, slug: str) -> HttpResponse:
    """Something in an entry is wrong."""
    shown = get_object_or_404(Organisation.objects.visible_to(viewer_of(request)), slug=slug)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    return _told(request, form, "organisations/hint_correct.html", {"organisation": shown})


@audience(Audience.PUBLIC)
def hint_suggest(request: HttpRequest, code: str = "") -> HttpResponse:
    """A group is missing, in a country or anywhere."""
    if code and code not in COUNTRIES:
        raise Http404
    form = SuggestionForm(request.POST if request.method == "POST" else None, initial={"country": code})
    name = country_name(code, get_language() or "en") if code else ""
    return _told(request, form, "organisations/hint_suggest.html", {"code": code, "country_name": name})


def _told(request: HttpRequest, form: HintForm, template: str, context: dict[str, Any]) -> HttpResponse:
    status, is_told = 200, False
    if request.method == "POST":
        is_told = accepts(request, form)
        status = form.status
        if is_told:
            _store(form, context.get("organisation"))
    return render(request, template, {**context, "form": form, "is_told": is_told}, status=status)


def _store(form: HintForm, organisation: Organisation | None) -> None:
    with transaction.atomic():
        if form.spend():
            actions.tell(
                organisation=organisation,
                facts=form.facts(),
                lang=get_language() or "en",
                is_proved=form.is_proved,
            )


def hints(request: HttpRequest, value: Any) -> HttpResponse:
    """What somebody told us, for the group: one button says that the entry is right. Reading answers nothing."""
    opened = group_links.read(value)
    organisation = group_links.public_entry(opened.pk)
    if opened.has_ended:
        return group_links.ended(request, organisation)
    if request.method != "POST":
        return _group_page(request, organisation)
    try:
        actions.say_right(organisation=organisation, base_revision=seen_revision(request))
    except SomebodyElseChanged as conflict:
        return _group_page(request, conflict.current, status=409, is_outdated=True)
    return _group_page(request, group_links.public_entry(opened.pk), said="right")


def hints_unknown(request: HttpRequest, value: Any) -> HttpResponse:
    """“I cannot tell”: the office looks at it."""
    opened = group_links.read(value)
    organisation = group_links.public_entry(opened.pk)
    if opened.has_ended:
        return group_links.ended(request, organisation)
    if request.method != "POST":
        return _group_page(request, organisation)
    actions.answer(organisation=organisation, given=Hint.Answer.UNKNOWN)
    return _group_page(request, organisation, said="unknown")


def _group_page(
    request: HttpRequest, organisation: Organisation, *, status: int = 200, **more: Any
) -> HttpResponse:
    value = group_links.value_of(organisation.pk)
    context = {
        **organisation_context(organisation, get_language() or "en"),
        "hints": actions.for_group(organisation),
        "right_url": links.url_of(actions.LINK, value),
        "unknown_url": links.url_of(UNKNOWN, value),
        "propose_url": links.url_of(PROPOSE, value),
        **more,
    }
    return render(request, "organisations/hints.html", context, status=status)
