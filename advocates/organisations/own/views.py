"""The entry of one's own organisation: changed at once by its administrators, proposed by its representatives."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.paging import page_number
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.organisations.actions import SomebodyElseChanged
from advocates.organisations.confirmation_views import seen_revision
from advocates.organisations.mandates.policies import is_administrator_of
from advocates.organisations.models import Organisation
from advocates.organisations.own import actions, drawing, history
from advocates.organisations.own.finding import own_or_404
from advocates.organisations.proposals import actions as proposals
from advocates.organisations.proposals.forms import OwnForm, ProposalForm

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def own_entry(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """The entry as a form. What an administrator sends holds at once, what a representative sends is read first."""
    shown = own_or_404(viewer_of(request), organisation)
    is_administrator = is_administrator_of(viewer_of(request), shown)
    if request.method != "POST":
        return _opened(request, shown, is_administrator)
    make = OwnForm if is_administrator else ProposalForm
    form = make(request.POST, instance=shown)
    if not form.is_valid():
        return _page(request, own_or_404(viewer_of(request), organisation), form, status=422)
    try:
        _save(request, own_or_404(viewer_of(request), organisation), form)
    except SomebodyElseChanged as conflict:
        data = request.POST.copy()
        data["base_revision"] = str(conflict.current.revision)
        form = make(data, instance=conflict.current)
        return _page(
            request, own_or_404(viewer_of(request), organisation), form, status=409, is_outdated=True
        )
    return redirect("organisation_people", shown.public_id)


def _opened(request: HttpRequest, shown: Organisation, is_administrator: bool) -> HttpResponse:
    waiting = None if is_administrator else proposals.waiting_of(shown)
    fields = (
        drawing.for_administrator(shown) if is_administrator else drawing.for_representative(shown, waiting)
    )
    return _render(request, shown, is_administrator=is_administrator, waiting=waiting, fields=fields)


def _save(request: HttpRequest, shown: Organisation, form: ProposalForm) -> None:
    actor, content = person_of(request), form.changed_content()
    base = form.cleaned_data["base_revision"] or 0
    if isinstance(form, OwnForm):
        actions.edit_own(actor=actor, organisation=shown, base_revision=base, content=content)
        messages.success(request, _("Saved. The entry is up to date."))
        return
    before = {name: form.stored.get(name) for name in content}
    note, lang = form.cleaned_data["note"], get_language() or "en"
    written = proposals.Written(content, before, note, lang, actor.email)
    proposals.propose(organisation=shown, base_revision=base, written=written, actor=actor)
    messages.success(request, _("Thank you. A person of the network reads it, and you get a mail."))


def _page(
    request: HttpRequest, shown: Organisation, form: ProposalForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    is_administrator = isinstance(form, OwnForm)
    waiting = None if is_administrator else proposals.waiting_of(shown)
    more |= {"form": form, "is_administrator": is_administrator, "waiting": waiting}
    return _render(request, shown, status=status, **more)


def _render(request: HttpRequest, shown: Organisation, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"organisation": shown, **more}
    return render(request, "organisations/members/entry.html", context, status=status)


@audience(Audience.MEMBER)
@require_POST
def own_confirm(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """“Still correct”: one button, for everybody who speaks for the organisation."""
    shown = own_or_404(viewer_of(request), organisation)
    try:
        actions.confirm_own(
            actor=person_of(request), organisation=shown, base_revision=seen_revision(request)
        )
    except SomebodyElseChanged as conflict:
        raise Refused(_("The entry was changed meanwhile. Look at it once more.")) from conflict
    messages.success(request, _("Thank you. The entry says from today on that you confirmed it."))
    return redirect("organisation_people", shown.public_id)


@audience(Audience.MEMBER)
@require_safe
def own_history(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """What was done for and to the organisation, in sentences, newest first."""
    shown = own_or_404(viewer_of(request), organisation)
    page = history.page_of(viewer_of(request), shown, page_number(request.GET.get("page", "")))
    context = {"organisation": shown, "page": page, "lines": history.drawn(page.items)}
    return render(request, "organisations/members/history.html", context)
