"""The page of how one watches a page, whose form the button on the page sends; what one's groups look after."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_of
from advocates.spaces.models import Space
from advocates.wiki.history.views import standing_page
from advocates.wiki.models import How
from advocates.wiki.policies import WITH_PAGES
from advocates.wiki.showing import context_of, trail
from advocates.wiki.watching import actions, on_dashboard
from advocates.wiki.watching.forms import WatchForm
from advocates.wiki.watching.watchers import watched_by


@audience(Audience.MEMBER)
@require_safe
def own_care(request: HttpRequest) -> HttpResponse:
    """What the viewer's organisations have to look at again, wherever it stands, and the way to each space's lists."""
    viewer = viewer_of(request)
    spaces = [each for each in Space.objects.visible_to(viewer) if each.kind in WITH_PAGES]
    context = {
        "pages": on_dashboard.due_pages(viewer, timezone.localdate(), most=on_dashboard.MOST_LISTED),
        "spaces": sorted(spaces, key=lambda each: each.name),
        "crumbs": [
            {"label": _("Wiki"), "url": "/members/wiki/"},
            {"label": _("Pages that your group looks after"), "url": ""},
        ],
    }
    return render(request, "wiki/watching/own_care.html", context)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def page_watch(request: HttpRequest, page: str) -> HttpResponse:
    """Watch a page that one reads, alone or with its branch; or do not."""
    viewer = viewer_of(request)
    found = standing_page(viewer, page)
    watched = watched_by(found)
    form = WatchForm(request.POST if request.method == "POST" else None, watched=watched)
    if request.method == "POST" and form.is_valid():
        how, with_branch = form.cleaned_data["how"], form.cleaned_data["with_branch"]
        actions.watch_page(person=person_of(request), page=found, how=how, with_branch=with_branch)
        watches = how > How.NONE
        messages.success(
            request, _("You watch this page now.") if watches else _("You do not watch this page any more.")
        )
        return redirect("wiki:page", found.public_id)
    context = {
        **context_of(found),
        "crumbs": trail(found.space, found, _("Watch")),
        "form": form,
        "watched": watched,
    }
    return render(request, "wiki/watching/page_watch.html", context, status=422 if form.errors else 200)
