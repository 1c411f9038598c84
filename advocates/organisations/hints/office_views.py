"""Hints in the back office: what came in, what is held until somebody has read it, and the answer."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.core.access import Audience, audience
from advocates.core.viewer import Viewer, viewer_of
from advocates.organisations import tasks
from advocates.organisations.geo.countries import country_name
from advocates.organisations.hints import actions
from advocates.organisations.models import Hint, Task
from advocates.organisations.proposals.forms import ReasonForm
from advocates.organisations.task_views import person_of
from advocates.organisations.tasks import TaskKind

MOST_SHOWN = 200


@audience(Audience.STAFF)
@require_safe
def hint_list(request: HttpRequest) -> HttpResponse:
    """What is open, oldest first: held, with the group, with the office."""
    found = Hint.objects.visible_to(viewer_of(request)).exclude(state=Hint.State.CLOSED)
    rows = found.select_related("organisation").order_by("created_at", "id")[:MOST_SHOWN]
    return render(request, "organisations/manage/hints.html", {"hints": rows, "count": found.count()})


@audience(Audience.STAFF)
@require_safe
def hint(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """All of one hint, and what can be done."""
    return _page(request, _shown(request, public_id))


@audience(Audience.STAFF)
@require_POST
def hint_let_through(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """It is no spam: on its way, to the group or to the office."""
    shown = _shown(request, public_id)
    actions.let_through(actor=person_of(request), hint=shown)
    messages.success(request, _("The hint goes its way now."))
    return HttpResponseRedirect(reverse("hint", args=[public_id]))


@audience(Audience.STAFF)
@require_POST
def hint_accept(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take it up: opens the form of the entry, or of a new one that holds what we were told."""
    shown = _shown(request, public_id)
    actions.close_hint(actor=person_of(request), hint=shown, outcome=Hint.Outcome.ACCEPTED)
    messages.success(
        request, _("The hint is taken up. Change the entry now; whoever wanted to know is told.")
    )
    if shown.organisation_id:
        return HttpResponseRedirect(reverse("organisation_admin:edit", args=[shown.organisation_id]))
    return HttpResponseRedirect(f"{reverse('organisation_admin:add')}?{urlencode({'hint': public_id})}")


@audience(Audience.STAFF)
@require_POST
def hint_decline(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Not taken up, with a reason that whoever wanted to know reads."""
    shown, form = _shown(request, public_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, status=422, reason_form=form)
    actions.close_hint(
        actor=person_of(request),
        hint=shown,
        outcome=Hint.Outcome.DECLINED,
        reason=form.cleaned_data["reason"],
    )
    messages.success(request, _("The hint is closed."))
    return HttpResponseRedirect(reverse("hint_list"))


def _shown(request: HttpRequest, public_id: UUID) -> Hint:
    found = Hint.objects.visible_to(viewer_of(request)).select_related("organisation", "closed_by")
    shown: Hint = get_object_or_404(found, public_id=public_id)
    return shown


def _page(request: HttpRequest, shown: Hint, *, status: int = 200, **more: Any) -> HttpResponse:
    language = get_language() or "en"
    context = {
        "hint": shown,
        "country": country_name(shown.country, language) if shown.country else "",
        "reason_form": ReasonForm(),
        **more,
    }
    return render(request, "organisations/manage/hint.html", context, status=status)


def prefilled(viewer: Viewer, public_id: str) -> dict[str, Any]:
    """What a hint about a missing group says, for the form of a new entry; nothing where there is no such hint."""
    try:
        key = UUID(public_id)
    except ValueError:
        return {}
    found = Hint.objects.visible_to(viewer).filter(public_id=key, kind=Hint.Kind.SUGGESTION).first()
    if found is None:
        return {}
    note = "\n".join(filter(None, (found.text, found.source)))
    return {
        "name": found.name,
        "country": found.country,
        "city": found.city,
        "website": found.website,
        "sources": [found.source] if found.source else [],
        "note": note,
    }


def register_task() -> None:
    """Called when the app is ready."""
    label = pgettext_lazy("task of the office", "Look at what somebody told us")
    tasks.register_kind(TaskKind(actions.TASK, label, url=_task_url))


def _task_url(task: Task) -> str:
    return reverse("hint", args=[task.key])


urlpatterns = [
    path("hints/", hint_list, name="hint_list"),
    path("hints/<uuid:public_id>/", hint, name="hint"),
    path("hints/<uuid:public_id>/let-through/", hint_let_through, name="hint_let_through"),
    path("hints/<uuid:public_id>/accept/", hint_accept, name="hint_accept"),
    path("hints/<uuid:public_id>/decline/", hint_decline, name="hint_decline"),
]
