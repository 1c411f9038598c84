"""Reporting something, one's own reports, and what was taken from oneself, with the reasons and the appeal."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advocates.core.access import Audience, audience
from advocates.core.viewer import Viewer, viewer_of
from advocates.moderation import actions, kinds, policies
from advocates.moderation.deciding import actions as deciding
from advocates.moderation.forms import ReportForm, TextForm
from advocates.moderation.models import Case, Flag
from advocates.spaces.bylines import author_of

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])
ON_PAGE = 50


def target_of(viewer: Viewer, kind: str, target: str) -> kinds.Target:
    """What the viewer may read; any other does not exist."""
    found = kinds.fetch(viewer, kind, target)
    if found is None:
        raise Http404
    return found


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def report_new(request: HttpRequest, kind: str, target: str) -> HttpResponse:
    """Report something."""
    viewer = viewer_of(request)
    shown = target_of(viewer, kind, target)
    if not policies.can_flag(viewer, shown):
        raise PermissionDenied
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.flag(author=author_of(viewer), target=shown, report=form.report())
        messages.success(request, _("Thank you. Somebody looks at it, and you get an answer here."))
        return redirect("moderation:report_list")
    context = {"target": shown, "form": form, "crumbs": crumbs(_("Report something"))}
    return render(request, "moderation/report_new.html", context, status=422 if form.errors else 200)


def crumbs(last: str) -> list[dict[str, str]]:
    return [{"label": _("Your reports"), "url": "/members/reports/"}, {"label": last, "url": ""}]


@audience(Audience.MEMBER)
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """What one reported oneself, with what became of it."""
    viewer = viewer_of(request)
    own = Flag.objects.visible_to(viewer).own(viewer).select_related("case").order_by("-at")[:ON_PAGE]
    rows = [{"flag": flag, "kind": kinds.kind_of(flag.case.kind), "url": link_to(flag.case)} for flag in own]
    return render(request, "moderation/report_list.html", {"rows": rows})


def link_to(case: Case) -> str:
    """Where the thing stands; who may not read it any more finds nothing there."""
    kind = kinds.kind_of(case.kind)
    return kind.link(case.target) if kind else ""


@audience(Audience.MEMBER)
@require_safe
def own_cases(request: HttpRequest) -> HttpResponse:
    """What was hidden of one's own words."""
    cases = Case.objects.of_author(viewer_of(request)).order_by("-decided_at")[:ON_PAGE]
    return render(request, "moderation/own_cases.html", {"cases": cases})


def _own_case(viewer: Viewer, public_id: str) -> Case:
    return get_object_or_404(Case.objects.of_author(viewer), public_id=public_id)


def _own_context(viewer: Viewer, case: Case, *last: dict[str, str]) -> dict[str, Any]:
    """What the author is shown: their words, the decision and its reasons. Nothing of any report."""
    return {
        "case": case,
        "target": kinds.describe(viewer, case.kind, case.target),
        "may_appeal": policies.can_appeal(viewer, case),
        "crumbs": [
            {"label": _("About what you wrote"), "url": "/members/cases/"},
            {"label": _("The decision and its reasons"), "url": f"/members/cases/{case.public_id}/"},
            *last,
        ],
    }


@audience(Audience.MEMBER)
@require_safe
def own_case(request: HttpRequest, case: str) -> HttpResponse:
    """The statement of reasons."""
    viewer = viewer_of(request)
    return render(request, "moderation/own_case.html", _own_context(viewer, _own_case(viewer, case)))


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def case_appeal(request: HttpRequest, case: str) -> HttpResponse:
    """Ask that somebody else decides."""
    viewer = viewer_of(request)
    found = _own_case(viewer, case)
    form = TextForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        language = get_language() or "en"
        deciding.appeal(author=author_of(viewer), case=found, text=form.cleaned_data["text"], lang=language)
        messages.success(request, _("Somebody from another organisation looks at it now."))
        return redirect("moderation:own_case", found.public_id)
    context = {
        **_own_context(viewer, found, {"label": _("Appeal against a decision"), "url": ""}),
        "form": form,
    }
    return render(request, "moderation/case_appeal.html", context, status=422 if form.errors else 200)
