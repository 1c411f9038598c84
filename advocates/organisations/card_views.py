"""The pictures of shared pages: drawn once for each state of the facts, and kept: one for a page and language."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.pagecache import FOR_VISITORS
from advocates.core.viewer import viewer_of
from advocates.organisations import cards, sharing
from advocates.organisations.cards import Card
from advocates.organisations.directory import Query, index
from advocates.organisations.geo.countries import COUNTRIES
from advocates.organisations.logo_views import FOR_STAFF, HARMLESS
from advocates.organisations.models import Organisation

FOLDER = "cards"
# For an address that names this very picture.
FOR_LONG = "public, max-age=604800"


@audience(Audience.PUBLIC)
@require_safe
def organisation_card(request: HttpRequest, slug: str) -> HttpResponse:
    """A group's, for whoever may see its entry."""
    seen = Organisation.objects.visible_to(viewer_of(request))
    shown = get_object_or_404(seen, slug=slug)
    language = get_language() or "en"
    card = sharing.organisation_card(shown, language)
    return answer_card(request, f"{shown.public_id}.{language}", card, is_public=shown.is_public)


@audience(Audience.PUBLIC)
@require_safe
def country_card(request: HttpRequest, code: str) -> HttpResponse:
    """A country's, with how many groups are known there."""
    if code not in COUNTRIES:
        raise Http404
    language, groups = get_language() or "en", index()
    selection = groups.select(Query(country=code))
    card = sharing.country_card(groups, code, selection, language)
    return answer_card(request, f"country-{code}.{language}", card)


@audience(Audience.PUBLIC)
@require_safe
def directory_card(request: HttpRequest) -> HttpResponse:
    """The whole directory's."""
    language = get_language() or "en"
    return answer_card(request, f"directory.{language}", sharing.directory_card(index(), language))


def answer_card(request: HttpRequest, name: str, card: Card, *, is_public: bool = True) -> HttpResponse:
    """The picture, from where it is kept under `name`; what is not public is drawn each time."""
    digest = cards.version(card)
    content = _kept(f"{FOLDER}/{name}.png", digest, card) if is_public else cards.draw(card)
    answer = HttpResponse(content, content_type="image/png")
    answer.headers["Content-Security-Policy"] = HARMLESS
    # A messenger on the web shows it on its own pages.
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["ETag"] = f'"{digest}"'
    for_public = FOR_LONG if request.GET.get("v") == digest else FOR_VISITORS
    answer.headers["Cache-Control"] = for_public if is_public else FOR_STAFF
    return get_conditional_response(request, etag=answer.headers["ETag"], response=answer) or answer


def _kept(name: str, digest: str, card: Card) -> bytes:
    """The file of these facts; one of other facts is replaced, so that there are never more than pages."""
    mark = digest.encode()
    try:
        with default_storage.open(name) as file:
            stored: bytes = file.read()
    except FileNotFoundError:
        stored = b""
    # The digest stands behind the picture, where its readers do not look.
    if stored.endswith(mark):
        return stored.removesuffix(mark)
    content = cards.draw(card)
    default_storage.delete(name)
    saved = default_storage.save(name, ContentFile(content + mark))
    if saved != name:
        # Somebody was faster.
        default_storage.delete(saved)
    return content
