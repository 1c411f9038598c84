"""Take pages out: a page with its branch, a space; what the worker has made; pages for the printer."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.languages import direction
from advocates.core.secrets import Unreadable
from advocates.core.viewer import Viewer, viewer_of
from advocates.wiki.carrying import actions, packing, policies, storing
from advocates.wiki.carrying.forms import BRANCH, OutForm
from advocates.wiki.carrying.gathering import LIBRARY, Scope, Text, leaves, texts
from advocates.wiki.carrying.in_views import shown_in
from advocates.wiki.carrying.names import safe
from advocates.wiki.filing import pictures
from advocates.wiki.models import Archive, WikiPage
from advocates.wiki.showing import page_of, trail, trusted
from advocates.wiki.views import space_of

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])
# So many pages are printed at once; who wants more takes them out as a ZIP.
MOST_PRINTED = 100
NO_STORE = "private, no-store"


def _as_zip(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    headers = {
        "Content-Type": "application/zip",
        "Cache-Control": NO_STORE,
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": content_disposition_header(True, f"{safe(name)}.zip") or "attachment",
    }
    for header, value in headers.items():
        answer.headers[header] = value
    return answer


def _taken_out(request: HttpRequest, scope: Scope, name: str) -> HttpResponseBase:
    viewer = viewer_of(request)
    archive = actions.take_out(actor=person_of(request), viewer=viewer, scope=scope)
    if archive is not None:
        return redirect("wiki:archive", archive.public_id)
    return _as_zip(StreamingHttpResponse(packing.zipped(packing.entries(viewer, scope))), name)


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def page_out(request: HttpRequest, page: str) -> HttpResponseBase:
    """A page, or a page with all below it, as a ZIP."""
    viewer = viewer_of(request)
    found = standing(page_of(viewer, page))
    if not policies.can_take_out(viewer, found.space):
        raise PermissionDenied
    form = OutForm(request.POST or None) if request.method == "POST" else OutForm()
    if request.method == "POST" and form.is_valid():
        is_branch = form.cleaned_data["part"] == BRANCH
        return _taken_out(request, Scope(found.space, found, is_branch), found.title)
    crumbs = trail(found.space, found, _("Take out"))
    context = {"form": form, "page": found, "space": found.space, "crumbs": crumbs}
    return render(request, "wiki/carrying/page_out.html", context, status=422 if form.errors else 200)


def standing(page: WikiPage) -> WikiPage:
    """Of a page that was deleted nothing goes out."""
    if page.is_deleted:
        raise Http404
    return page


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def space_out(request: HttpRequest, space: str) -> HttpResponseBase:
    """All pages of a space with its library, as a ZIP."""
    viewer = viewer_of(request)
    found = space_of(viewer, space)
    if not policies.can_take_out(viewer, found):
        raise PermissionDenied
    if request.method == "POST":
        return _taken_out(request, Scope(found), found.name)
    context = {"space": found, "crumbs": trail(found, last=_("Take out"))}
    return render(request, "wiki/carrying/space_out.html", context)


def archive_of(request: HttpRequest, public_id: str, way: str) -> Archive:
    """One's own, of a space that one still reads."""
    found = Archive.objects.visible_to(viewer_of(request)).select_related("space", "page")
    return get_object_or_404(found, public_id=public_id, way=way)


@audience(Audience.MEMBER)
@require_safe
def archive(request: HttpRequest, archive: str) -> HttpResponse:
    """An archive that is being made or has been; or one that was sent, with what would become of it."""
    found = get_object_or_404(Archive.objects.visible_to(viewer_of(request)), public_id=archive)
    if found.way == Archive.Way.IN:
        return shown_in(request, archive_of(request, archive, Archive.Way.IN))
    context = {
        "archive": found,
        "numbers": range(1, len(found.parts) + 1),
        "space": found.space,
        "crumbs": trail(found.space, last=_("Take out")),
    }
    return render(request, "wiki/carrying/archive.html", context)


@audience(Audience.MEMBER)
@require_safe
def archive_zip(request: HttpRequest, archive: str, part: int = 1) -> HttpResponseBase:
    """A part of the archive, by the rights of this moment; once a page or file of it went it has to be made anew."""
    viewer = viewer_of(request)
    found = archive_of(request, archive, Archive.Way.OUT)
    is_there = found.state == Archive.State.READY and 0 < part <= len(found.parts)
    if not is_there or not policies.can_take_out(viewer, found.space) or _has_lost(viewer, found):
        raise Http404
    try:
        content = storing.part_of(found, part)
    except (FileNotFoundError, Unreadable) as error:
        raise Http404 from error
    name = found.page.title if found.page else found.space.name
    if len(found.parts) > 1:
        name = _("%(name)s, part %(number)s of %(count)s") % {
            "name": name,
            "number": part,
            "count": len(found.parts),
        }
    return _as_zip(HttpResponse(content), name)


def _has_lost(viewer: Viewer, archive: Archive) -> bool:
    """Whether something in it may not go out any more: a page was deleted since, a file is not shown to all now."""
    gone = WikiPage.objects.visible_to(viewer).filter(space=archive.space, deleted_at__gt=archive.asked_at)
    kept = archive.files.get(LIBRARY, [])
    there = Scope(archive.space).library(viewer).filter(pk__in=kept)
    return gone.exists() or (bool(kept) and there.count() < len(kept))


def _sheet(text: Text) -> dict[str, Any]:
    row = text.row
    html, used = pictures.placed(
        packing.apart(row["html"], row["public_id"]), pictures.of_files(text.files, row["lang"])
    )
    return {
        **row,
        "direction": direction(row["lang"]),
        "html": trusted(html),
        "byline": text.byline,
        "url": packing.source_url(row["public_id"]),
        "files": [(file, *file.alt_in(row["lang"])) for file in text.files if file.public_id not in used],
    }


@audience(Audience.MEMBER)
@require_safe
def page_print(request: HttpRequest, page: str) -> HttpResponse:
    """A page and all below it on one page, for the printer: each with its address and its date."""
    found = standing(page_of(viewer_of(request), page))
    return _printed(request, Scope(found.space, found), found.title)


@audience(Audience.MEMBER)
@require_safe
def space_print(request: HttpRequest, space: str) -> HttpResponse:
    """All pages of a space on one page, for the printer."""
    found = space_of(viewer_of(request), space)
    return _printed(request, Scope(found), found.name)


def _printed(request: HttpRequest, scope: Scope, title: str) -> HttpResponse:
    viewer = viewer_of(request)
    if not policies.can_take_out(viewer, scope.space):
        raise PermissionDenied
    all_leaves = leaves(viewer, scope)
    context = {
        "title": title,
        "is_space": scope.page is None,
        "space": scope.space,
        "rows": [_sheet(text) for text in texts(viewer, all_leaves[:MOST_PRINTED])],
        "left": max(0, len(all_leaves) - MOST_PRINTED),
        "crumbs": trail(scope.space, scope.page, _("Print")),
    }
    return render(request, "wiki/carrying/page_print.html", context)
