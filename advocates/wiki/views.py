"""The wiki: its first page, the pages of a space, a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.viewer import Viewer, viewer_of
from advocates.spaces.models import Space
from advocates.wiki import listing, policies
from advocates.wiki.carrying.policies import can_bring_in, can_take_out
from advocates.wiki.filing.showing import files_of
from advocates.wiki.proposals.showing import proposed
from advocates.wiki.showing import as_of, contents_of, context_of, near, page_of, trail, trusted, with_ways_in
from advocates.wiki.translations.showing import languages_of
from advocates.wiki.watching.actions import seen
from advocates.wiki.watching.watchers import watched_by


@audience(Audience.MEMBER)
@require_safe
def wiki(request: HttpRequest) -> HttpResponse:
    """The spaces that the viewer reads, each with its first pages."""
    return render(request, "wiki/wiki.html", {"shelves": listing.shelves(viewer_of(request))})


def space_of(viewer: Viewer, public_id: str) -> Space:
    """A space with pages that the viewer reads; any other does not exist."""
    found = Space.objects.visible_to(viewer).filter(kind__in=policies.WITH_PAGES)
    return get_object_or_404(found, public_id=public_id)


@audience(Audience.MEMBER)
@require_safe
def space_pages(request: HttpRequest, space: str) -> HttpResponse:
    """All pages of a space that lie under no other."""
    viewer = viewer_of(request)
    shown = space_of(viewer, space)
    context = {
        "space": shown,
        "crumbs": trail(shown),
        "part": listing.first_pages(viewer, shown, request.GET.get("after", "")),
        "may_begin": policies.can_begin_page(viewer, shown),
        "may_take_out": can_take_out(viewer, shown),
        "may_bring_in": can_bring_in(viewer, shown),
    }
    return render(request, "wiki/space_pages.html", context)


@audience(Audience.MEMBER)
@require_safe
def page(request: HttpRequest, page: str) -> HttpResponse:
    """A page; of one that was deleted, when and why."""
    viewer = viewer_of(request)
    found = page_of(viewer, page)
    context = {**context_of(found), "crumbs": trail(found.space, found)}
    if found.is_deleted:
        context["may_restore"] = policies.can_restore_page(viewer, found)
        return render(request, "wiki/page_deleted.html", context)
    watched = watched_by(viewer, found)
    seen(request, found, watched)
    context |= {
        **as_of(found),
        "watched": watched,
        "html": trusted(found.html),
        "contents": contents_of(found.headings),
        "near": near(found),
        "files": files_of(found),
        "may_change": policies.can_change_page(viewer, found),
        "may_report": viewer.person is not None and vars(found)["current_person_id"] != viewer.person.pk,
        "may_confirm": policies.can_confirm(viewer, found),
        "tab": "read",
        "may_take_out": can_take_out(viewer, found.space),
        **languages_of(viewer, found),
        **proposed(viewer, found),
    }
    if context["may_change"]:
        context["html"] = trusted(with_ways_in(str(context["html"]), found))
    return render(request, "wiki/page.html", context)
