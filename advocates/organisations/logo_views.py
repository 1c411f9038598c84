"""The logo of an organisation, for whoever may see the entry."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.pagecache import FOR_VISITORS
from advocates.core.viewer import viewer_of
from advocates.organisations.logos import CONTENT_TYPE, version
from advocates.organisations.models import Organisation
from advocates.organisations.vocabulary import State

HARMLESS = "default-src 'none'; sandbox"
FOR_STAFF = "private, no-store"


@audience(Audience.PUBLIC)
@require_safe
def organisation_logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The file, which whoever keeps it has to ask for again: an entry may be taken out of the public at any time."""
    seen = Organisation.objects.visible_to(viewer_of(request)).exclude(logo="").exclude(state=State.MERGED)
    shown = get_object_or_404(seen, slug=slug)
    try:
        with default_storage.open(shown.logo) as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer.headers["Content-Security-Policy"] = HARMLESS
    answer.headers["Cache-Control"] = FOR_VISITORS if shown.is_public else FOR_STAFF
    answer.headers["ETag"] = f'"{version(shown.logo)}"'
    return get_conditional_response(request, etag=answer.headers["ETag"], response=answer) or answer
