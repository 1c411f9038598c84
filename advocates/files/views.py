"""Files: opened through the rule of what they hang on, taken in one by one, and taken away again."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.mailable import storable
from advocates.core.refused import Refused, TooOften
from advocates.core.viewer import viewer_of
from advocates.files import actions, policies, serving
from advocates.files.arriving import actions as arriving
from advocates.files.models import Arriving, File
from advocates.spaces.bylines import author_of
from advocates.spaces.drafts import places

MOST_LETTERS = 40


@audience(Audience.MEMBER)
@require_safe
def file(request: HttpRequest, file: str) -> HttpResponse:
    """The file; the right to it is looked up before anything else is, on every request."""
    return serving.answer(request, file_of(request, file), is_small=False)


@audience(Audience.MEMBER)
@require_safe
def file_small(request: HttpRequest, file: str) -> HttpResponse:
    """The small picture."""
    found = get_object_or_404(
        File.objects.visible_to(viewer_of(request)).exclude(small_stored_as=""), public_id=file
    )
    return serving.answer(request, found, is_small=True)


def file_of(request: HttpRequest, public_id: str) -> File:
    return get_object_or_404(File.objects.visible_to(viewer_of(request)), public_id=public_id)


@audience(Audience.MEMBER)
@require_POST
def file_add(request: HttpRequest) -> HttpResponse:
    """One file for a form that is open, by `files.js`; the answer is the row that the form shows, or a sentence."""
    place, uploaded = _place(request), request.FILES.get("upload")
    if place is None or uploaded is None:
        return _not_taken()
    author = author_of(viewer_of(request))
    return _answer(
        request,
        lambda: actions.upload(author=author, space=place.space, uploaded=uploaded, lang=_lang(request)),
    )


@audience(Audience.MEMBER)
@require_POST
def file_part(request: HttpRequest) -> HttpResponse:
    """A part of a file; the answer says how much has come, and after the last one it is that of `file_add`."""
    place, part = _place(request), _part(request)
    if place is None or part is None:
        return _not_taken()
    author = author_of(viewer_of(request))
    named = arriving.Named(storable(request.POST.get("name", ""))[:200], _lang(request))

    def take() -> File | Arriving | None:
        row = arriving.take_part(person_id=author.person_id, part=part)
        if not row.is_whole:
            return row
        return arriving.complete(author=author, space=place.space, arriving=row, named=named)

    return _answer(request, take)


def _place(request: HttpRequest) -> places.Place | None:
    """Where the form's text will stand, if its writer may write there."""
    key = request.POST.get("draft_key", "")
    place = places.find(viewer_of(request), [key]).get(key) if places.is_key(key) else None
    return place if place is not None and place.may_write else None


def _part(request: HttpRequest) -> arriving.Part | None:
    sent, sending = request.FILES.get("part"), request.POST.get("sending", "")
    at, size = (request.POST.get(name, "") for name in ("at", "size"))
    if sent is None or not (sending.isascii() and sending.isalnum() and len(sending) <= MOST_LETTERS):
        return None
    if not all(each.isascii() and each.isdigit() and len(each) < 10 for each in (at, size)):
        return None
    # One byte more than is taken shows that it is too long.
    return arriving.Part(sending, int(at), int(size), sent.read(arriving.MOST_OF_PART + 1))


def _lang(request: HttpRequest) -> str:
    return request.POST.get("lang", "")[:16] or person_of(request).language


def _answer(request: HttpRequest, take: Callable[[], File | Arriving | None]) -> HttpResponse:
    try:
        made = take()
    except ValidationError as refused:
        return JsonResponse({"error": " ".join(refused.messages)}, status=422)
    except Refused as refused:
        return JsonResponse({"error": refused.sentence}, status=409)
    except TooOften:
        return JsonResponse(
            {"error": _("Those are many files in one hour. Send the others later.")}, status=429
        )
    if isinstance(made, Arriving):
        return JsonResponse({"received": made.received})
    return render(request, "files/waiting.html", {"file": made}) if made is not None else _not_taken()


def _not_taken() -> JsonResponse:
    return JsonResponse({"error": _("This file could not be taken in. Load the page again.")}, status=422)


@audience(Audience.MEMBER)
@require_POST
def file_remove(request: HttpRequest, file: str) -> HttpResponse:
    """Delete what one has uploaded and not sent."""
    found = file_of(request, file)
    if not policies.can_remove(viewer_of(request), found):
        raise PermissionDenied
    actions.discard(actor=person_of(request), file=found)
    return HttpResponse(status=204)
