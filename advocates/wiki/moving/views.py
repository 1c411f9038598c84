"""Another space for a page: which ones there are, who would read it there, and the deed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.mailable import storable
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.spaces.bylines import author_of
from advocates.spaces.models import Space
from advocates.wiki.models import WikiPage
from advocates.wiki.moving import actions, policies
from advocates.wiki.moving.forms import SpaceForm
from advocates.wiki.moving.readers import change
from advocates.wiki.showing import context_of, trail
from advocates.wiki.structure.views import changeable

SHOW_OR_CHANGE = require_http_methods(["GET", "HEAD", "POST"])


@audience(Audience.MEMBER)
@SHOW_OR_CHANGE
def page_space(request: HttpRequest, page: str) -> HttpResponse:
    """Choose a space, see who would read the page there and who no longer, and move it with all below it."""
    viewer = viewer_of(request)
    found = changeable(viewer, page)
    spaces = {
        each.public_id: each
        for each in Space.objects.visible_to(viewer).order_by("pk")
        if policies.can_move_to(viewer, found, each)
    }
    asked = storable((request.POST or request.GET).get("space", ""))
    context: dict[str, Any] = {
        **context_of(found),
        "crumbs": trail(found.space, found, _("Another space")),
        "spaces": spaces.values(),
    }
    if not asked:
        return render(
            request, "wiki/moving/page_space.html", context, status=422 if request.method == "POST" else 200
        )
    target = spaces.get(asked)
    if target is None:
        raise Http404
    form, status = SpaceForm(request.POST or None, viewer=viewer, page=found, space=target), 200
    if request.method == "POST":
        status = _moved(request, found, target, form)
        if status == 302:
            return redirect("wiki:page", found.public_id)
    below = WikiPage.objects.visible_to(viewer).standing().under(found).count()
    context |= {"target": target, "form": form, "change": change(viewer, found.space, target), "below": below}
    return render(request, "wiki/moving/page_space.html", context, status=status)


def _moved(request: HttpRequest, page: WikiPage, space: Space, form: SpaceForm) -> int:
    """The status of the answer; 302 where it is done."""
    if not form.is_valid():
        return 422
    values = form.cleaned_data
    place = actions.Place(space, values["parent"], bool(values.get("is_understood")))
    try:
        mandate = author_of(viewer_of(request)).mandate_id
        actions.move_to_space(actor=person_of(request), page=page, place=place, mandate=mandate)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return 409
    messages.success(request, _("The page stands in another space now: “%(space)s”.") % {"space": space.name})
    return 302
