"""The wiki: its first page, the pages of a space, a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.crumbs import way
from advocates.core.viewer import Viewer, viewer_of
from advocates.spaces.models import Space
from advocates.wiki import listing, policies
from advocates.wiki.carrying.policies import can_bring_in, can_take_out
from advocates.wiki.history.deeds import deleted_by
from advocates.wiki.reading.lists import draw_lines, draw_shelves
from advocates.wiki.reading.page import Asked, draw_page
from advocates.wiki.showing import context_of, page_of, trail
from advocates.wiki.watching.actions import seen
from advocates.wiki.watching.watchers import watched_by


@audience(Audience.MEMBER)
@require_safe
def wiki(request: HttpRequest) -> HttpResponse:
    """The spaces that the viewer reads, each with its first pages."""
    return render(request, "wiki/wiki.html", {"shelves": draw_shelves(listing.shelves(viewer_of(request)))})


def space_of(viewer: Viewer, public_id: str) -> Space:
    """A space with pages that the viewer reads; any other does not exist."""
    found = listing.space_with_pages(viewer, public_id)
    if found is None:
        raise Http404
    return found


@audience(Audience.MEMBER)
@require_safe
def space_pages(request: HttpRequest, space: str) -> HttpResponse:
    """All pages of a space that lie under no other."""
    viewer = viewer_of(request)
    shown = space_of(viewer, space)
    part = listing.first_pages(viewer, shown, request.GET.get("after", ""))
    context = {
        "space": shown,
        "way": way(trail(shown)),
        "pages": draw_lines(part.pages),
        "after": part.after,
        "may_begin": policies.can_begin_page(viewer, shown),
        "may_take_out": can_take_out(viewer, shown),
        "may_bring_in": can_bring_in(viewer, shown),
        "may_list_deleted": policies.can_list_deleted(viewer, shown),
    }
    return render(request, "wiki/space_pages.html", context)


@audience(Audience.MEMBER)
@require_safe
def page(request: HttpRequest, page: str) -> HttpResponse:
    """A page; of one that was deleted, when, why and by whom."""
    viewer = viewer_of(request)
    found = page_of(viewer, page)
    if found.is_deleted:
        context = {
            **context_of(found),
            "crumbs": trail(found.space, found),
            "deleted_by": deleted_by(viewer, found),
            "may_restore": policies.can_restore_page(viewer, found),
        }
        return render(request, "wiki/page_deleted.html", context)
    watched = watched_by(found)
    seen(request, found, watched)
    around = {"page": found, "way": way(trail(found.space, found))}
    return render(request, "wiki/page.html", {**around, "body": draw_page(Asked(request, found, watched))})
