"""What the composer asks while somebody writes: how it looks, who can be called, what came meanwhile."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from advocates.accounts.views.own import person_of
from advocates.core import limits
from advocates.core.access import Audience, audience
from advocates.core.mailable import storable
from advocates.core.viewer import Viewer, viewer_of
from advocates.forum.forms import TextForm
from advocates.forum.mentions.picking import offered
from advocates.forum.models import PAGE_SIZE, Post, Topic
from advocates.forum.models.mentions import mentionable
from advocates.forum.writing import held_back
from advocates.organisations.geo.countries import country_name
from advocates.spaces.bylines import NAMED
from advocates.spaces.models import Space

MOST_NAMED = 3


def _space(viewer: Viewer, public_id: str) -> Space:
    return get_object_or_404(Space.objects.visible_to(viewer), public_id=public_id)


@audience(Audience.MEMBER)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The text as the post will show it: a fragment, made by what makes the post."""
    viewer = viewer_of(request)
    space = _space(viewer, storable(request.POST.get("space", "")))
    form = TextForm({**request.POST.dict(), "preview": "1"}, viewer=viewer, space=space)
    status = held_back(viewer, form, space) if form.is_valid() else 422
    return render(request, "components/composer_preview.html", {"form": form}, status=status)


@audience(Audience.MEMBER)
@require_safe
def mentions(request: HttpRequest) -> JsonResponse:
    """Who can be called in a space, for the letters after the sign."""
    viewer = viewer_of(request)
    limits.count("mention-pick", str(person_of(request).pk))
    # A NUL is in no name and no id, and PostgreSQL takes none in a question.
    space, topic, letters = (storable(request.GET.get(name, "")) for name in ("space", "topic", "q"))
    found = offered(viewer, _space(viewer, space), topic, letters)
    people = [{"name": each.name, "kind": each.kind, "reference": each.reference} for each in found]
    return JsonResponse({"found": people})


@audience(Audience.MEMBER)
@require_safe
def who(request: HttpRequest, person: str) -> HttpResponse:
    """Where a mention leads: who somebody is and for whom they speak now. Of anybody protected there is nothing."""
    now, language = timezone.now(), get_language() or "en"
    rows = mentionable(now).filter(person__public_id=person).select_related("person", "organisation")
    held = list(rows)
    if not held:
        raise Http404
    groups = [
        {
            "name": each.organisation.name,
            "slug": each.organisation.slug if each.organisation.is_published else "",
            "country": country_name(each.organisation.country, language) if each.organisation.country else "",
        }
        for each in held
    ]
    return render(request, "forum/who.html", {"person": held[0].person, "groups": groups})


@audience(Audience.MEMBER)
@require_safe
def topic_since(request: HttpRequest, topic: str) -> HttpResponse:
    """Whether others have answered after a post: nothing at all, or who, and where it stands. Asked again and again."""
    viewer, after = viewer_of(request), _number(request.GET.get("after", "0"))
    shown = (
        Topic.objects.visible_to(viewer)
        .filter(public_id=topic)
        .select_related("space")
        .only("pk", "public_id", "last_number", "space__kind")
        .first()
    )
    if shown is None:
        raise Http404
    if shown.last_number <= after:
        return HttpResponse(status=204)
    later = Post.objects.visible_to(viewer).filter(
        topic=shown, number__gt=after, hidden_at=None, is_withdrawn=False, moved_to=None
    )
    named = ("number", "person__full_name", "person__is_protected", "mandate__organisation__is_protected")
    rows = later.exclude(person=person_of(request)).order_by("number").values_list(*named)
    found = list(rows[: PAGE_SIZE * 5])
    if not found:
        return HttpResponse(status=204)
    hides = shown.space.kind not in NAMED
    names = [name for _at, name, person, group in found if name and not (hides and (person or group))]
    context = {
        "topic": shown,
        "count": len(found),
        "first": found[0][0],
        "page": (found[0][0] - 1) // PAGE_SIZE + 1,
        "last": shown.last_number,
        "names": list(dict.fromkeys(names))[:MOST_NAMED],
    }
    return render(request, "forum/_since.html", context)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    return int(text)
