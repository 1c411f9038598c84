"""One's own drafts: saving, the list of them, throwing away and taking that back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core import limits
from advocates.core.access import Audience, audience
from advocates.core.languages import direction
from advocates.core.viewer import viewer_of
from advocates.spaces.drafts import actions, composer, places
from advocates.spaces.models import Draft


@audience(Audience.MEMBER)
@require_POST
def draft_save(request: HttpRequest) -> HttpResponse:
    """Called by `draft.js` every few seconds. Whether the place exists or is open, the answer does not tell."""
    typed = composer.typed_of(request.POST)
    if typed is None or not (typed.text.strip() or typed.title):
        return JsonResponse({}, status=422)
    person = person_of(request)
    limits.count("draft-save", str(person.pk))
    place = places.find(viewer_of(request), [typed.key]).get(typed.key)
    saved = actions.save(person=person, typed=typed, space=place.space if place else None)
    is_writing = place is not None and place.may_write and saved.spent_at is None
    others = place.others() if place is not None and is_writing else []
    return JsonResponse({"draft": saved.public_id, "revision": saved.revision, "others": others})


@audience(Audience.MEMBER)
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """Everything that one has begun; a place that is not open any more has no name here, the text is one's own."""
    viewer = viewer_of(request)
    rows = list(Draft.objects.visible_to(viewer).filter(spent_at=None).order_by("-saved_at"))
    found = places.find(viewer, {row.key for row in rows})
    shown = [_row(row, found.get(row.key)) for row in rows]
    context = {
        "drafts": [row for row in shown if not row["is_discarded"]],
        "discarded": [row for row in shown if row["is_discarded"]],
    }
    return render(request, "spaces/drafts/drafts.html", context)


def _row(draft: Draft, place: places.Place | None) -> dict[str, Any]:
    lang = draft.lang or "en"
    return {
        "public_id": draft.public_id,
        "title": draft.title,
        "text": draft.text,
        "lang": lang,
        "direction": direction(lang),
        "saved_at": draft.saved_at,
        "is_discarded": draft.discarded_at is not None,
        "label": place.label if place else "",
        "place_lang": place.lang if place else "",
        "space": place.space.name if place else "",
        "url": with_draft(place.url, draft) if place and place.may_write else "",
    }


def with_draft(url: str, draft: Draft, name: str = "draft") -> str:
    """The address of a form that is then filled with the draft, or that offers to take its discarding back."""
    path, hash_sign, fragment = url.partition("#")
    return f"{path}{'&' if '?' in path else '?'}{name}={draft.public_id}{hash_sign}{fragment}"


def _form_of(request: HttpRequest, draft: Draft) -> str:
    """The address of its form, where that is open and the page asks for it."""
    place = places.find(viewer_of(request), [draft.key]).get(draft.key)
    return place.url if place and place.may_write and request.POST.get("back") else ""


def own_draft(request: HttpRequest, public_id: str) -> Draft:
    found = Draft.objects.visible_to(viewer_of(request)).filter(spent_at=None)
    return get_object_or_404(found, public_id=public_id)


@audience(Audience.MEMBER)
@require_POST
def draft_discard(request: HttpRequest, draft: str) -> HttpResponse:
    """Throw one away, and stay where one was; there it can be taken back."""
    found = own_draft(request, draft)
    actions.discard(person=person_of(request), draft=found)
    if form := _form_of(request, found):
        return redirect(with_draft(form, found, "discarded"))
    return redirect("drafts:drafts")


@audience(Audience.MEMBER)
@require_POST
def draft_restore(request: HttpRequest, draft: str) -> HttpResponse:
    """Take it back, and go on writing where that is possible."""
    found = own_draft(request, draft)
    actions.restore(person=person_of(request), draft=found)
    messages.success(request, _("Your draft is there again."))
    if form := _form_of(request, found):
        return redirect(with_draft(form, found))
    return redirect("drafts:drafts")
