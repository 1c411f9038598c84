"""Propose a revision to be public; see what was proposed; review it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.languages import direction
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.spaces.bylines import author_of
from advocates.wiki.models import PageProposal, PageRevision
from advocates.wiki.proposals import actions, kept, policies
from advocates.wiki.proposals.forms import ACCEPT, ProposeForm, ReviewForm
from advocates.wiki.proposals.notices.actions import seen
from advocates.wiki.showing import page_of, trail, trusted

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 50


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def page_propose(request: HttpRequest, page: str) -> HttpResponse:
    """Propose the newest revision of a page as an article for everybody."""
    viewer = viewer_of(request)
    found = page_of(viewer, page)
    if found.is_deleted:
        raise Http404
    if not policies.can_propose(viewer, found):
        raise PermissionDenied
    form, status = ProposeForm(request.POST or None, viewer=viewer, initial={"number": found.revision}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            number = min(form.cleaned_data["number"], found.revision)
            try:
                made = actions.propose(
                    author=author_of(form.viewer),
                    page=found,
                    number=number,
                    note=form.cleaned_data["note"],
                    lang=get_language() or "en",
                )
                return redirect("wiki:proposal", made.public_id)
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = 409
    context = {
        "page": found,
        "space": found.space,
        "form": form,
        "crumbs": trail(found.space, found, _("Propose")),
    }
    return render(request, "wiki/proposals/page_propose.html", context, status=status)


def _proposal_of(request: HttpRequest, public_id: str) -> PageProposal:
    found = PageProposal.objects.visible_to(viewer_of(request)).defer("page__html")
    related = "page__space", "person", "mandate__organisation", "reviewer", "reviewer_mandate__organisation"
    return get_object_or_404(found.select_related(*related), public_id=public_id)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def proposal(request: HttpRequest, proposal: str) -> HttpResponse:
    """The revision that was proposed, by whom and why; whoever is of another organisation reviews it here."""
    viewer, found = viewer_of(request), _proposal_of(request, proposal)
    seen(request, found)
    is_open = found.state == PageProposal.State.OPEN
    may_review = is_open and policies.can_review(viewer, found)
    form, status = ReviewForm(request.POST or None, viewer=viewer), 200
    if request.method == "POST":
        if not policies.can_review(viewer, found):
            raise PermissionDenied
        status = 422
        if form.is_valid():
            values = form.cleaned_data
            is_accepted = values["decision"] == ACCEPT
            try:
                actions.review(
                    viewer=form.viewer, proposal=found, is_accepted=is_accepted, reasons=values["reasons"]
                )
                return redirect("wiki:proposal", found.public_id)
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = 409
    revisions = PageRevision.objects.visible_to(viewer).filter(page=found.page_id, number=found.number)
    revision = get_object_or_404(revisions)
    context = {
        "proposal": found,
        "page": found.page,
        "space": found.page.space,
        "revision": revision,
        "direction": direction(revision.lang),
        "html": trusted(kept.html_of(found, revision)),
        "form": form if may_review or status != 200 else None,
        "may_withdraw": is_open and policies.can_withdraw(viewer, found),
        "is_newer": found.page.revision > found.number,
        "crumbs": [*trail(found.page.space), {"label": found.page.title, "url": found.page.address}],
    }
    return render(request, "wiki/proposals/proposal.html", context, status=status)


@audience(Audience.MEMBER)
@require_POST
def proposal_withdraw(request: HttpRequest, proposal: str) -> HttpResponse:
    """Take one's own proposal back."""
    found = _proposal_of(request, proposal)
    if not policies.can_withdraw(viewer_of(request), found):
        raise PermissionDenied
    actions.withdraw(actor=person_of(request), proposal=found)
    return redirect("wiki:proposal", found.public_id)


@audience(Audience.MEMBER)
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits for a review, and what was decided last."""
    found = PageProposal.objects.visible_to(viewer_of(request)).select_related(
        "page__space", "person", "mandate__organisation"
    )
    found = found.defer("page__html").order_by("-proposed_at", "-pk")
    context = {
        "open": list(found.open()[:SHOWN]),
        "decided": list(found.exclude(state=PageProposal.State.OPEN)[:SHOWN]),
        "crumbs": [{"label": _("Wiki"), "url": "/members/wiki/"}],
    }
    return render(request, "wiki/proposals/proposals.html", context)
