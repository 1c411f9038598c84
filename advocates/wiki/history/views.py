"""The history of a page, a revision, the difference of two, bringing one back, saying that one is right."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.crumbs import way
from advocates.core.refused import Refused
from advocates.core.viewer import Viewer, viewer_of
from advocates.spaces import policies as spaces
from advocates.spaces.bylines import Protected, author_of, signature
from advocates.wiki import policies, rendering
from advocates.wiki.filing import pictures
from advocates.wiki.filing.showing import shown_at
from advocates.wiki.history import actions, listing
from advocates.wiki.history.forms import RestoreForm
from advocates.wiki.history.showing import compared, lines_drawn
from advocates.wiki.models import PageRevision, WikiPage
from advocates.wiki.reading.around import tabs
from advocates.wiki.showing import context_of, page_of, trail, trusted
from advocates.wiki.watching.actions import seen
from advocates.wiki.watching.watchers import watched_by

FIRST = 2**31 - 1


def standing_page(viewer: Viewer, public_id: str) -> WikiPage:
    """A page that the viewer may read; of one that was deleted there is nothing but its place."""
    found = page_of(viewer, public_id)
    if found.is_deleted:
        raise Http404
    return found


def _context(viewer: Viewer, found: WikiPage, last: str) -> dict[str, Any]:
    may_change = policies.can_change_page(viewer, found)
    return {
        **context_of(found),
        "way": way(trail(found.space, found, last)),
        "tabs": tabs(found, "history", may_change=may_change),
        "may_change": may_change,
    }


@audience(Audience.MEMBER)
@require_safe
def page_history(request: HttpRequest, page: str) -> HttpResponse:
    """All revisions, with who saved them and why, and what else was done; two of them are chosen to be compared."""
    viewer = viewer_of(request)
    found = standing_page(viewer, page)
    before = listing.number_of(request.GET["before"]) if "before" in request.GET else FIRST
    part = listing.part_of(viewer, found, before)
    context = {
        **_context(viewer, found, _("History")),
        "part": part,
        "lines": lines_drawn(part.lines, part.deeds),
    }
    return render(request, "wiki/page_history.html", context)


def byline(revision: PageRevision, kind: str) -> Any:
    """Who saved a revision in a space of that kind, as it is drawn."""
    group = revision.mandate.organisation if revision.mandate else None
    name = revision.person.full_name if revision.person else revision.written_as
    protected = Protected.of(revision, kind)
    return signature(name, group.name if group else "", "", group.slug if group else "", protected)


@audience(Audience.MEMBER)
@require_safe
def page_revision(request: HttpRequest, page: str, number: int) -> HttpResponse:
    """The page as it was at a revision, drawn by the rules of today."""
    viewer = viewer_of(request)
    found = standing_page(viewer, page)
    revision = listing.revision_of(viewer, found, number)
    files = shown_at(found, number, revision.lang)
    html = rendering.draw(revision.source, found.space, revision.lang).html
    html, used = pictures.placed(html, pictures.of_shown(files))
    context = {
        **_context(viewer, found, _("Revision %(number)s") % {"number": number}),
        "revision": revision,
        "by": byline(revision, found.space.kind),
        "html": trusted(html),
        "files": [file for file in files if file.public_id not in used],
        "is_newest": number == found.revision,
        "may_report": number != found.revision and revision.person_id != person_of(request).pk,
        "may_moderate": number != found.revision and spaces.can_moderate(viewer, found.space),
    }
    return render(request, "wiki/page_revision.html", context)


@audience(Audience.MEMBER)
@require_safe
def page_difference(request: HttpRequest, page: str) -> HttpResponse:
    """What changed from one revision to another; without numbers, the last change."""
    viewer = viewer_of(request)
    found = standing_page(viewer, page)
    new = listing.number_of(request.GET.get("to", str(found.revision)))
    old = listing.number_of(request.GET.get("from", str(max(1, new - 1))))
    old, new = min(old, new), max(old, new)
    before, after = listing.revisions_of(viewer, found, [old, new])
    both = compared(before, after, found.space)
    seen(request, found, watched_by(found), new)
    context = {
        **_context(viewer, found, _("What changed")),
        "both": both,
        "old_by": byline(both.old, found.space.kind),
        "new_by": byline(both.new, found.space.kind),
        "is_newest": new == found.revision,
        "older": old - 1,
        "newer": new + 1 if new < found.revision else 0,
    }
    return render(request, "wiki/page_difference.html", context)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def revision_restore(request: HttpRequest, page: str, number: int) -> HttpResponse:
    """Bring an old text back as a new revision, after a page that shows what would change."""
    viewer = viewer_of(request)
    found = standing_page(viewer, page)
    if not policies.can_change_page(viewer, found):
        raise PermissionDenied
    revision = listing.revision_of(viewer, found, number)
    form = RestoreForm(request.POST or None, viewer=viewer, initial={"base_revision": found.revision})
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.restore_revision(
                author=author_of(form.viewer),
                revision=revision,
                summary=form.cleaned_data["summary"],
                base=form.cleaned_data["base_revision"],
                sending=form.cleaned_data["sending"],
            )
            messages.success(
                request, _("The old text stands again.") if saved.is_new else _("Nothing had changed.")
            )
            return redirect("wiki:page", found.public_id)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            status = 409
    now = listing.revision_of(viewer, found, found.revision)
    context = {
        **_context(viewer, found, _("Bring back an old text")),
        "form": form,
        "revision": revision,
        "both": compared(now, revision, found.space),
    }
    return render(request, "wiki/revision_restore.html", context, status=status)


@audience(Audience.MEMBER)
@require_POST
def revision_check(request: HttpRequest, page: str, number: int) -> HttpResponse:
    """Say that a revision is right, under one's name."""
    viewer = viewer_of(request)
    found = standing_page(viewer, page)
    if not policies.can_check(viewer, found):
        raise PermissionDenied
    revision = listing.revision_of(viewer, found, number)
    lang = get_language() or "en"
    actions.check_revision(author=author_of(viewer), page=found, number=revision.number, lang=lang)
    messages.success(request, _("Thank you. It now says here that you have checked it."))
    return redirect("wiki:page_history", found.public_id)
