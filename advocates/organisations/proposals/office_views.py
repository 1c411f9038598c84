"""Proposals in the back office: present against proposed, field by field; taken over, chosen from, mended, refused."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.core.access import Audience, audience
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.organisations import tasks
from advocates.organisations.actions import SomebodyElseChanged
from advocates.organisations.models import Proposal, Task
from advocates.organisations.proposals import actions, content
from advocates.organisations.proposals.forms import EditedForm, ReasonForm
from advocates.organisations.task_views import person_of
from advocates.organisations.tasks import TaskKind


@audience(Audience.STAFF)
@require_safe
def proposal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is, what should be, and what can be done about it."""
    return _page(request, _shown(request, public_id))


@audience(Audience.STAFF)
@require_POST
def proposal_take(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write the chosen fields into the entry."""
    shown = _shown(request, public_id)
    chosen = [name for name in request.POST.getlist("field") if name in shown.content]
    if not chosen:
        return _page(request, shown, status=422, problem=_("Choose at least one field."), chosen=[])
    values = {name: shown.content[name] for name in chosen}
    return _taken(request, shown, values, _number(request, "version"), _number(request, "revision"))


@audience(Audience.STAFF)
def proposal_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mend what the group wrote before it is taken over."""
    shown = _shown(request, public_id)
    if request.method != "POST":
        return _edit_page(request, shown, _edited(shown))
    form = _edited(shown, request.POST)
    if not form.is_valid():
        return _edit_page(request, shown, form, status=422)
    cleaned = form.cleaned_data
    return _taken(
        request, shown, form.changed_content(), cleaned["version"], cleaned["base_revision"] or 0, form
    )


@audience(Audience.STAFF)
@require_POST
def proposal_refuse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Not taken over, with a reason that the group reads."""
    shown, form = _shown(request, public_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, status=422, reason_form=form)
    try:
        actions.refuse_proposal(
            actor=person_of(request),
            proposal=shown,
            version=_number(request, "version"),
            reason=form.cleaned_data["reason"],
        )
    except Refused as refused:
        return _page(
            request, _shown(request, public_id), status=409, problem=refused.sentence, reason_form=form
        )
    messages.success(request, _("The proposal is refused. The group is told why."))
    return HttpResponseRedirect(reverse("task_list"))


def _taken(
    request: HttpRequest,
    shown: Proposal,
    values: content.Content,
    version: int,
    revision: int,
    form: EditedForm | None = None,
) -> HttpResponse:
    try:
        entry = actions.take_proposal(
            actor=person_of(request), proposal=shown, version=version, revision=revision, content=values
        )
    except Refused as refused:
        problem = refused.sentence
        if isinstance(refused, SomebodyElseChanged):
            problem = _("Somebody changed the entry while you were reading. Compare again, then decide.")
        now = _shown(request, shown.public_id)
        if form is not None:
            return _edit_page(request, now, _renewed(request, now), status=409, problem=problem)
        return _page(request, now, status=409, problem=problem, chosen=list(values))
    messages.success(request, _("The entry is changed. The group is told."))
    return HttpResponseRedirect(reverse("organisation_admin:edit", args=[entry.pk]))


def _shown(request: HttpRequest, public_id: UUID) -> Proposal:
    found = Proposal.objects.visible_to(viewer_of(request)).select_related("organisation", "decided_by")
    shown: Proposal = get_object_or_404(found, public_id=public_id)
    return shown


def _page(request: HttpRequest, shown: Proposal, *, status: int = 200, **more: Any) -> HttpResponse:
    rows = content.comparison(shown.organisation, shown.before, shown.content, get_language() or "en")
    chosen = more.pop("chosen", list(shown.content))
    context = {
        "proposal": shown,
        "organisation": shown.organisation,
        "rows": [{**row, "is_chosen": row["name"] in chosen} for row in rows],
        "moves": any(row["name"] in content.PLACE and not row["is_done"] for row in rows),
        "has_moved": any(row["has_moved"] for row in rows),
        "reason_form": ReasonForm(),
        **more,
    }
    return render(request, "organisations/manage/proposal.html", context, status=status)


def _edited(shown: Proposal, data: Any = None) -> EditedForm:
    private = {name: shown.content[name] for name in content.PRIVATE if name in shown.content}
    initial = {"version": shown.version, "note": shown.note, **private}
    return EditedForm(data, instance=shown.organisation, wanted=shown.content, initial=initial)


def _renewed(request: HttpRequest, now: Proposal) -> EditedForm:
    """The same typed text against what is stored now."""
    data = request.POST.copy()
    data["base_revision"], data["version"] = str(now.organisation.revision), str(now.version)
    return _edited(now, data)


def _edit_page(
    request: HttpRequest, shown: Proposal, form: EditedForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    rows = content.comparison(
        _shown(request, shown.public_id).organisation,
        shown.before,
        shown.content,
        get_language() or "en",
    )
    context = {"proposal": shown, "organisation": shown.organisation, "form": form, "rows": rows, **more}
    return render(request, "organisations/manage/proposal_edit.html", context, status=status)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def task_url(task: Task) -> str:
    """Where a proposal's task is done."""
    return reverse("proposal", args=[task.key])


def register_task() -> None:
    """Called when the app is ready."""
    label = pgettext_lazy("task of the office", "Decide about a group's proposal")
    tasks.register_kind(TaskKind(actions.TASK, label, url=task_url))


urlpatterns = [
    path("proposals/<uuid:public_id>/", proposal, name="proposal"),
    path("proposals/<uuid:public_id>/take/", proposal_take, name="proposal_take"),
    path("proposals/<uuid:public_id>/edit/", proposal_edit, name="proposal_edit"),
    path("proposals/<uuid:public_id>/refuse/", proposal_refuse, name="proposal_refuse"),
]
