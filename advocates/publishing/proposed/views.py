"""Accepted proposals in the back office. Editors see what another organisation has accepted, and nothing else."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.languages import direction
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.publishing.models import TakenOver
from advocates.publishing.proposed import actions, notices
from advocates.publishing.proposed.forms import DraftForm, PublicForm
from advocates.wiki.models import PageProposal
from advocates.wiki.proposals import actions as wiki

EDITORS = audience(Audience.EDITOR, Audience.STAFF)
SHOWN = 100


def _listed(request):
    found = PageProposal.objects.listed_for(viewer_of(request)).defer("page__html")
    return found.select_related("page", "mandate__organisation", "reviewer_mandate__organisation")


@EDITORS
@require_safe
def proposed(request):
    """What was accepted and waits for the editors, what they have, and what is public."""
    rows = list(_listed(request).order_by("state", "-reviewed_at", "-pk")[:SHOWN])
    context = {
        "waiting": [row for row in rows if row.state == PageProposal.State.ACCEPTED],
        "taken": [row for row in rows if row.state != PageProposal.State.ACCEPTED],
    }
    return render(request, "publishing/proposed/proposed.html", context)


@EDITORS
@require_http_methods(["GET", "HEAD", "POST"])
def proposed_one(request, proposal):
    """The text with where it comes from and why it was accepted; a POST says where the article stands."""
    found = get_object_or_404(_listed(request), public_id=proposal)
    notices.seen(request, found)
    form, status = PublicForm(request.POST or None, initial={"address": found.public_address}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                wiki.mark_public(
                    actor=person_of(request), proposal=found, address=form.cleaned_data["address"]
                )
                return redirect("publishing_proposed:proposed_one", found.public_id)
            except Refused as refused:
                form.add_error(None, refused.sentence)
                status = 409
    taken = TakenOver.objects.filter(proposal=found).first()
    shown = taken or wiki.source_of(found)
    context = {
        "proposal": found,
        "taken": taken,
        "source": shown,
        "url": taken.source_url if taken else shown.url,
        "direction": direction(shown.lang),
        "form": form if taken else None,
        **drafting(taken),
    }
    return render(request, "publishing/proposed/proposed_one.html", context, status=status)


@EDITORS
@require_POST
def proposed_take(request, proposal):
    """Take it over."""
    found = get_object_or_404(_listed(request), public_id=proposal)
    actions.take_over(actor=person_of(request), proposal=found)
    return redirect("publishing_proposed:proposed_one", found.public_id)


def drafting(taken):
    """The article that was begun with the text, or the form that begins one."""
    article = taken.articles.order_by("pk").first() if taken else None
    note = left_out(taken) if article and taken.left_out else ""
    return {
        "article": article,
        "left_out": note,
        "draft_form": DraftForm(lang=taken.lang) if taken and not article else None,
    }


def left_out(taken):
    """A note on the pictures that did not come along, by their names."""
    names = ", ".join(f"\u2068{name}\u2069" for name in taken.left_out)
    return _("These pictures did not come along: %(names)s. Ask who proposed the page, or choose others.") % {
        "names": names
    }


@EDITORS
@require_POST
def proposed_draft(request, proposal):
    """Begin an article with the text that was taken over."""
    found = get_object_or_404(_listed(request), public_id=proposal)
    taken = get_object_or_404(TakenOver, proposal=found)
    form = DraftForm(request.POST)
    if form.is_valid():
        draft = actions.make_draft(actor=person_of(request), taken=taken, topic=form.cleaned_data["topic"])
        if draft.taken_over.left_out:
            messages.warning(request, left_out(draft.taken_over))
        return redirect("wagtailadmin_pages:edit", draft.pk)
    return render(
        request, "publishing/proposed/proposed_draft.html", {"form": form, "proposal": found}, status=422
    )
