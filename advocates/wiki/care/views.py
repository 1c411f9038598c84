"""Who looks after a page, “still correct”, and what in a space needs somebody."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.crumbs import way
from advocates.core.viewer import viewer_of
from advocates.spaces.bylines import author_of
from advocates.wiki import policies
from advocates.wiki.care import actions, listing
from advocates.wiki.care.forms import CareForm
from advocates.wiki.care.showing import draw_needs
from advocates.wiki.history.views import standing_page
from advocates.wiki.showing import trail
from advocates.wiki.structure.views import changeable, deed_page
from advocates.wiki.views import space_of


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def page_care(request: HttpRequest, page: str) -> HttpResponse:
    """Say who looks after a page, and when it is to be looked at again."""
    viewer = viewer_of(request)
    found = changeable(viewer, page)
    form = CareForm(request.POST or None, viewer=viewer, page=found)
    words = {
        "title": _("Who looks after it"),
        "lede": _("When the day has come, the page is listed as one to be looked at, and says so itself."),
        "button": _("Save"),
        "done": _("Saved."),
    }
    person = person_of(request)
    return deed_page(
        request,
        found,
        form,
        words,
        lambda: actions.care_for_page(
            actor=person, page=found, owner=form.organisation, months=form.cleaned_data["months"]
        ),
    )


@audience(Audience.MEMBER)
@require_POST
def page_confirm(request: HttpRequest, page: str) -> HttpResponse:
    """“Still correct”, without changing anything."""
    viewer = viewer_of(request)
    found = standing_page(viewer, page)
    if not policies.can_confirm(viewer, found):
        raise PermissionDenied
    actions.confirm_page(author=author_of(viewer), page=found, lang=get_language() or "en")
    messages.success(request, _("Thank you. It now says here that you have checked it."))
    return redirect("wiki:page", found.public_id)


@audience(Audience.MEMBER)
@require_safe
def space_care(request: HttpRequest, space: str) -> HttpResponse:
    """What in a space needs somebody; each list goes on for itself."""
    viewer = viewer_of(request)
    shown = space_of(viewer, space)
    title = _("What needs somebody")
    lists = draw_needs(shown, listing.needs_of(viewer, shown, request.GET))
    context = {"space": shown, "way": way(trail(shown, last=title)), **lists}
    return render(request, "wiki/space_care.html", context)
