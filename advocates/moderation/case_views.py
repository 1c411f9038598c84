"""The work of those who moderate: what waits, one case with its history, deciding, hiding without a report."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.core.access import Audience, audience
from advocates.core.refused import Refused
from advocates.core.viewer import Viewer, viewer_of
from advocates.moderation import actions, kinds, policies
from advocates.moderation.deciding import actions as deciding
from advocates.moderation.forms import AppealDecisionForm, DecideForm, NoteForm, ReasonsForm, RestoreForm
from advocates.moderation.models import Case, CaseNote, Flag, State
from advocates.moderation.notices.actions import seen
from advocates.moderation.pausing import policies as pausing
from advocates.moderation.report_views import SHOW_OR_CHANGE, target_of
from advocates.notifications.inbound.showing import is_judge
from advocates.spaces.bylines import author_of

ON_PAGE = 50


def _case(viewer: Viewer, public_id: str) -> Case:
    """One of a space that the viewer runs; any other does not exist."""
    found = Case.objects.visible_to(viewer).select_related(
        "space", "author", "organisation", "assignee", "decided_by", "decided_mandate__organisation"
    )
    return get_object_or_404(found, public_id=public_id)


@audience(Audience.MEMBER)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first, and what was decided lately. There is none for who moderates nothing."""
    viewer = viewer_of(request)
    if not policies.has_queue(viewer):
        raise Http404
    cases = Case.objects.visible_to(viewer).select_related("space", "assignee")
    waiting = cases.waiting().order_by("opened_at")[:ON_PAGE]
    ended = cases.exclude(pk__in=cases.waiting().values("pk")).order_by("-changed_at")[:ON_PAGE]
    rows = [(waiting, _("Waiting")), (ended, _("Decided lately"))]
    groups = [{"label": label, "rows": [_row(viewer, case) for case in found]} for found, label in rows]
    context = {
        "groups": groups,
        "may_judge_mail": is_judge(viewer),
        "may_pause": pausing.pauses_somewhere(viewer),
    }
    return render(request, "moderation/queue.html", context)


def _row(viewer: Viewer, case: Case) -> dict[str, Any]:
    return {"case": case, "kind": kinds.kind_of(case.kind), "place": policies.place_of(viewer, case)}


@audience(Audience.MEMBER)
@require_safe
def case(request: HttpRequest, case: str) -> HttpResponse:
    """One case: the words it is about, who reported them, and what happened."""
    found = _case(viewer_of(request), case)
    seen(request, found)
    return render(request, "moderation/case.html", _context(viewer_of(request), found))


def _context(viewer: Viewer, found: Case, form: Any = None) -> dict[str, Any]:
    related = ("person", "mandate__organisation")
    flags = Flag.objects.visible_to(viewer).filter(case=found).select_related(*related).order_by("at")
    notes = CaseNote.objects.visible_to(viewer).filter(case=found).select_related(*related)
    is_involved = policies.is_involved(viewer, found)
    is_appeal = found.state == State.APPEALED
    return {
        "case": found,
        "place": policies.place_of(viewer, found),
        "target": kinds.describe(viewer, found.kind, found.target),
        "files": kinds.files_of(found.kind, found.target),
        "flags": flags,
        "notes": notes,
        "is_involved": is_involved,
        "has_decided": is_appeal and policies.has_decided(viewer, found),
        "is_mine": policies.is_own(viewer, found.assignee_id),
        "may_pause": found.author is not None and pausing.can_pause(viewer, found.author),
        "note_form": NoteForm(),
        "form": form,
        "crumbs": [
            {"label": _("Reports"), "url": "/members/moderation/"},
            {"label": _("A report"), "url": f"/members/moderation/{found.public_id}/"},
        ],
    }


@audience(Audience.MEMBER)
@require_safe
def case_file(request: HttpRequest, case: str, file: str) -> HttpResponse:
    """A file that hangs on what was reported: by way of the case, whose history says who opened it."""
    viewer = viewer_of(request)
    found = _case(viewer, case)
    deciding.refuse_involved(viewer, found)
    answer = kinds.open_file(request, found.kind, found.target, file)
    if answer is None:
        raise Http404
    actions.note_file_opened(author=author_of(viewer), case=found, file=file)
    return answer


@audience(Audience.MEMBER)
@require_POST
def case_take(request: HttpRequest, case: str) -> HttpResponse:
    viewer = viewer_of(request)
    found = _case(viewer, case)
    actions.take_case(author=author_of(viewer), case=found)
    return redirect("moderation:case", found.public_id)


@audience(Audience.MEMBER)
@require_POST
def case_leave(request: HttpRequest, case: str) -> HttpResponse:
    viewer = viewer_of(request)
    found = _case(viewer, case)
    actions.leave_case(author=author_of(viewer), case=found)
    return redirect("moderation:case", found.public_id)


@audience(Audience.MEMBER)
@require_POST
def case_note(request: HttpRequest, case: str) -> HttpResponse:
    viewer = viewer_of(request)
    found = _case(viewer, case)
    form = NoteForm(request.POST)
    if not form.is_valid():
        context = {**_context(viewer, found), "note_form": form}
        return render(request, "moderation/case.html", context, status=422)
    text, language = form.cleaned_data["text"], get_language() or "en"
    actions.note_on_case(author=author_of(viewer), case=found, text=text, lang=language)
    return redirect("moderation:case", found.public_id)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def case_decide(request: HttpRequest, case: str) -> HttpResponse:
    """Decide, or hear the appeal. Who is involved is told so before they write anything."""
    viewer = viewer_of(request)
    found = _case(viewer, case)
    deciding.refuse_involved(viewer, found)
    is_appeal = found.state == State.APPEALED
    make: Any = AppealDecisionForm if is_appeal else DecideForm
    data = request.POST if request.method == "POST" else None
    form = make(data, initial={"base_revision": found.revision})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            decide = deciding.decide_appeal if is_appeal else deciding.decide
            base = form.cleaned_data["base_revision"] or found.revision
            try:
                decide(viewer=viewer, case=found, ruling=form.ruling(), base_revision=base)
                messages.success(request, _("Decided. Those concerned are told."))
                return redirect("moderation:case", found.public_id)
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = 409
    return render(request, "moderation/case_decide.html", _context(viewer, found, form), status=status)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def case_restore(request: HttpRequest, case: str) -> HttpResponse:
    """Show again what was hidden."""
    viewer = viewer_of(request)
    found = _case(viewer, case)
    deciding.refuse_involved(viewer, found)
    form = RestoreForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        language = get_language() or "en"
        deciding.restore(viewer=viewer, case=found, reason=form.cleaned_data["text"], lang=language)
        messages.success(request, _("It is shown again."))
        return redirect("moderation:case", found.public_id)
    context = _context(viewer, found, form)
    return render(request, "moderation/case_restore.html", context, status=422 if form.errors else 200)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def hide(request: HttpRequest, kind: str, target: str) -> HttpResponse:
    """Hide something at once, with reasons."""
    viewer = viewer_of(request)
    shown = target_of(viewer, kind, target)
    if not policies.can_hide(viewer, shown):
        raise PermissionDenied
    form = ReasonsForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = deciding.hide_now(viewer=viewer, target=shown, ruling=form.ruling())
                messages.success(request, _("It is hidden. The author is told why, and can appeal."))
                return redirect("moderation:case", made.public_id)
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = 409
    return render(request, "moderation/hide.html", {"target": shown, "form": form}, status=status)
