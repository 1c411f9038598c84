"""Pausing an account in one's region: a list, one page that asks why, one that ends a pause or answers an appeal."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from advocates.accounts import closing, pausing
from advocates.accounts.models import Closure, Person
from advocates.accounts.step_up import step_up
from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.viewer import Viewer, viewer_of
from advocates.moderation.forms import Words
from advocates.moderation.pausing import listing, policies

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


class PauseForm(forms.Form):
    """Why an account is paused."""

    reason = Words(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy(
            "The person reads this by mail. Say what happened, and name nobody who reported it."
        ),
        max_length=2000,
    )


class AnswerForm(PauseForm):
    """What becomes of a pause, and why."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What is to happen?"),
        choices=[
            ("end", gettext_lazy("The account opens again now")),
            ("stand", gettext_lazy("The pause stands until it ends by itself")),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ("outcome", "reason")


def _viewer(request: HttpRequest) -> Viewer:
    """For who pauses anywhere; for others none of this exists."""
    viewer = viewer_of(request)
    if not policies.pauses_somewhere(viewer):
        raise Http404
    return viewer


@audience(Audience.MEMBER)
@require_safe
def pauses(request: HttpRequest) -> HttpResponse:
    """What is paused in the viewer's region; and a search for somebody there."""
    viewer, name = _viewer(request), request.GET.get("q", "").strip()[:100]
    context = {
        "pauses": listing.pauses_for(viewer),
        "q": name,
        "found": listing.found_people(viewer, name) if name else [],
    }
    return render(request, "moderation/pauses.html", context)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
@step_up
def pause_new(request: HttpRequest, person: UUID) -> HttpResponse:
    """Pause somebody's account, with a reason that they read."""
    viewer = _viewer(request)
    shown = get_object_or_404(Person, public_id=person, erased_at=None)
    if not policies.can_pause(viewer, shown):
        raise PermissionDenied
    form = PauseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        pausing.pause(actor=person_of(request), person=shown, reason=form.cleaned_data["reason"])
        messages.success(request, _("The account is paused for seven days. The person is told why, by mail."))
        return redirect("moderation:pauses")
    context = {"person": shown, "form": form}
    return render(request, "moderation/pause_new.html", context, status=422 if form.errors else 200)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
@step_up
def pause(request: HttpRequest, pause: UUID) -> HttpResponse:
    """One pause: end it; or, asked to by the person, say that it stands. Who paused does not answer the appeal."""
    viewer = _viewer(request)
    shown = get_object_or_404(listing.pauses_for(viewer), public_id=pause)
    may_answer = policies.can_answer(viewer, shown)
    if not policies.can_end(viewer, shown):
        raise PermissionDenied
    make: Any = AnswerForm if may_answer else PauseForm
    form = make(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _carry_out(request, shown, form.cleaned_data)
        return redirect("moderation:pauses")
    context = {"pause": shown, "form": form, "may_answer": may_answer}
    return render(request, "moderation/pause.html", context, status=422 if form.errors else 200)


def _carry_out(request: HttpRequest, shown: Closure, said: dict[str, str]) -> None:
    actor, reason = person_of(request), said["reason"]
    if said.get("outcome") == "stand":
        pausing.let_stand(actor=actor, closure=shown, reason=reason)
        messages.success(request, _("The pause stands. The person is told why, by mail."))
    else:
        closing.restore(actor=actor, person=shown.person, reason=reason)
        messages.success(request, _("The account is open again, and the person is told."))
