"""Another title, another place, what links here, the end of a page and its return."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.crumbs import way
from advocates.core.refused import Refused
from advocates.core.viewer import Viewer, viewer_of
from advocates.spaces.bylines import author_of
from advocates.wiki import policies
from advocates.wiki.history.listing import number_of
from advocates.wiki.history.views import standing_page
from advocates.wiki.models import WikiPage
from advocates.wiki.reading.around import tabs
from advocates.wiki.reading.lists import draw_line, joined
from advocates.wiki.showing import context_of, page_of, trail
from advocates.wiki.structure import actions
from advocates.wiki.structure.forms import DeleteForm, MoveForm, RenameForm
from advocates.wiki.structure.listing import (
    ON_PAGE,
    deleted_pages,
    former_titles,
    named_by,
    titles_beside,
)
from advocates.wiki.views import space_of

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


def deed_page(
    request: HttpRequest, found: WikiPage, form: forms.Form, words: dict[str, Any], deed: Callable[[], object]
) -> HttpResponse:
    """A form about a page: shown, sent, refused with a sentence, or done and back to the page."""
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            deed()
            messages.success(request, words["done"])
            return redirect("wiki:page", found.public_id)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            status = 409
    crumbs = trail(found.space, found, words["title"])
    context = {**context_of(found), "form": form, "words": words, "crumbs": crumbs}
    return render(request, "wiki/page_deed.html", context, status=status)


def _who(request: HttpRequest) -> dict[str, Any]:
    """Who does it, and under which mandate."""
    return {"actor": person_of(request), "mandate": author_of(viewer_of(request)).mandate_id}


def changeable(viewer: Viewer, public_id: str) -> WikiPage:
    """A page that the viewer may change."""
    found = standing_page(viewer, public_id)
    if not policies.can_change_page(viewer, found):
        raise PermissionDenied
    return found


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def page_rename(request: HttpRequest, page: str) -> HttpResponse:
    """Give a page another title."""
    found = changeable(viewer_of(request), page)
    form = RenameForm(request.POST or None, initial={"title": found.title})
    words = {
        "title": _("Another title"),
        "button": _("Change the title"),
        "done": _("The page has another title. Links to the old one lead here."),
    }
    who = _who(request)
    return deed_page(
        request,
        found,
        form,
        words,
        lambda: actions.rename_page(page=found, title=form.cleaned_data["title"], **who),
    )


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def page_move(request: HttpRequest, page: str) -> HttpResponse:
    """Put a page with its branch somewhere else in its space."""
    viewer = viewer_of(request)
    found = changeable(viewer, page)
    above: list[tuple[str, str]] = vars(found)["trail"]
    initial = {"parent": above[-1][1] if above else ""}
    form = MoveForm(request.POST or None, viewer=viewer, page=found, initial=initial)
    words = {
        "title": _("Another place"),
        "lede": _("Pages below this one come along."),
        "button": _("Move the page"),
        "done": _("The page stands here now."),
        "titles": titles_beside(viewer, found),
    }
    who = _who(request)
    return deed_page(
        request,
        found,
        form,
        words,
        lambda: actions.move_page(
            page=found, parent=form.cleaned_data["parent"], after=form.cleaned_data["after"], **who
        ),
    )


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def page_delete(request: HttpRequest, page: str) -> HttpResponse:
    """Delete a page with a reason, which stands in its place."""
    viewer = viewer_of(request)
    found = standing_page(viewer, page)
    if not policies.can_delete_page(viewer, found):
        raise PermissionDenied
    form = DeleteForm(request.POST or None)
    words = {
        "title": _("Delete this page"),
        "lede": _("Nobody reads it any more. Who moderates here can restore it."),
        "button": _("Delete the page"),
        "done": _("The page is deleted."),
    }
    who = _who(request)
    return deed_page(
        request,
        found,
        form,
        words,
        lambda: actions.delete_page(page=found, reason=form.cleaned_data["reason"], **who),
    )


@audience(Audience.MEMBER)
@require_POST
def page_restore(request: HttpRequest, page: str) -> HttpResponse:
    """Bring a deleted page back."""
    viewer = viewer_of(request)
    found = page_of(viewer, page)
    if not found.is_deleted:
        return redirect("wiki:page", found.public_id)
    if not policies.can_restore_page(viewer, found):
        raise PermissionDenied
    actions.restore_page(page=found, **_who(request))
    messages.success(request, _("The page is there again."))
    return redirect("wiki:page", found.public_id)


@audience(Audience.MEMBER)
@require_safe
def page_links(request: HttpRequest, page: str) -> HttpResponse:
    """Which pages name this one, of those that the viewer reads; and the titles that lead here."""
    viewer = viewer_of(request)
    found = standing_page(viewer, page)
    rows = named_by(viewer, found, number_of(request.GET["after"]) if "after" in request.GET else 0)
    if not rows and "after" in request.GET:
        raise Http404
    context = {
        **context_of(found),
        "way": way(trail(found.space, found, _("What links here"))),
        "tabs": tabs(found, "links", may_change=policies.can_change_page(viewer, found)),
        "lines": joined(
            draw_line(*line, is_elsewhere=space != found.space_id) for _pk, space, *line in rows[:ON_PAGE]
        ),
        "after": rows[ON_PAGE - 1][0] if len(rows) > ON_PAGE else 0,
        "former": former_titles(found),
    }
    return render(request, "wiki/page_links.html", context)


@audience(Audience.MEMBER)
@require_safe
def space_deleted(request: HttpRequest, space: str) -> HttpResponse:
    """What was deleted in a space, for those who run it: each can be restored."""
    viewer = viewer_of(request)
    shown = space_of(viewer, space)
    if not policies.can_list_deleted(viewer, shown):
        raise PermissionDenied
    pages, after = deleted_pages(viewer, shown, request.GET.get("after", ""))
    context = {
        "space": shown,
        "way": way(trail(shown, last=_("Deleted pages"))),
        "pages": pages,
        "after": after,
        "is_room": shown.kind == shown.Kind.ROOM,
    }
    return render(request, "wiki/space_deleted.html", context)
