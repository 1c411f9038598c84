"""One page in all its languages, and which of them go live together, now or at a moment."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.refused import Refused
from advocates.publishing.languages import actions, listing, planning
from advocates.publishing.languages.forms import LaunchPlanForm, TickForm
from advocates.publishing.languages.views import EDITORS, source_at
from advocates.publishing.models import PlannedLaunch


@EDITORS
@require_safe
def page_translations(request, page):
    """One page in all languages. A translation leads to its source."""
    source = source_at(page)
    if source.translated_from_id is not None:
        return to_page(source.translated_from_id)
    return show(request, source, LaunchPlanForm())


def to_page(key):
    return redirect("publishing_languages:page_translations", key)


def show(request, source, form, status=200):
    """By the clock of whoever looks, whose zone the form and the moment name."""
    context = {"page": source, "standings": listing.standings_of(source), "form": form}
    context["is_ticked"] = any(each.is_ticked for each in context["standings"])
    context["planned"] = PlannedLaunch.objects.filter(page=source.pk).first()
    context["zone"] = request.user.zone
    return render(request, "publishing/languages/page_translations.html", context, status=status)


@EDITORS
@require_POST
def launch_tick(request, page):
    """Which languages go live in the same moment."""
    source = source_at(page)
    form = TickForm(request.POST, source=source)
    if not form.is_valid():
        raise Http404
    actions.tick(actor=person_of(request), source=source, locales=list(form.cleaned_data["locales"]))
    return to_page(source.pk)


@EDITORS
@require_POST
def page_launch(request, page):
    """Publish the page and what was ticked. What is missing is said on the page where it can be mended."""
    source = source_at(page)
    try:
        actions.launch(actor=person_of(request), source=source)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return show(request, source, LaunchPlanForm(), status=409)
    return to_page(source.pk)


@EDITORS
@require_POST
def launch_plan(request, page):
    """Have them published at a moment."""
    source, form = source_at(page), LaunchPlanForm(request.POST)
    if not form.is_valid():
        return show(request, source, form, status=422)
    try:
        planning.plan(actor=person_of(request), source=source, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return show(request, source, form, status=409)
    messages.success(request, _("They are published together by themselves at that moment."))
    return to_page(source.pk)


@EDITORS
@require_POST
def launch_take_back(request, page):
    """Nothing is published by itself any more."""
    source = source_at(page)
    planning.take_back(actor=person_of(request), source=source)
    messages.success(request, _("Taken back: nothing is published by itself any more. The ticks stay."))
    return to_page(source.pk)
