"""What was found in the sources: seen, dismissed, or made the beginning of an article."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.paging import paginate_rows
from advocates.core.viewer import viewer_of
from advocates.publishing.models import Found
from advocates.publishing.taking_in import actions

EDITORS = audience(Audience.EDITOR, Audience.STAFF)
PAGE_SIZE = 30


def listed(request):
    return Found.objects.visible_to(viewer_of(request))


@EDITORS
@require_safe
def found(request):
    """What is new, or what somebody has dealt with."""
    state = request.GET.get("state", Found.State.NEW)
    state = state if state in Found.State.values else Found.State.NEW
    rows = listed(request).filter(state=state).order_by("-found_at", "-pk")
    rows = rows.select_related("source", "handled_by")
    context = {
        "page": paginate_rows(rows, request.GET.get("page", ""), PAGE_SIZE),
        "state": state,
        "states": Found.State.choices,
    }
    return render(request, "publishing/taking_in/found.html", context)


@EDITORS
@require_POST
def found_seen(request, found):
    """Read, and kept in mind."""
    return marked(request, found, Found.State.SEEN)


@EDITORS
@require_POST
def found_dismiss(request, found):
    """Not for us."""
    return marked(request, found, Found.State.DISMISSED)


def marked(request, found, state):
    known = get_object_or_404(listed(request), public_id=found)
    actions.mark(actor=person_of(request), found=known, state=state)
    return redirect("publishing_taking_in:found")


@EDITORS
@require_POST
def found_draft(request, found):
    """Begin an article with it."""
    known = get_object_or_404(listed(request), public_id=found)
    article = actions.begin_article(actor=person_of(request), found=known)
    return redirect("wagtailadmin_pages:edit", article.pk)
