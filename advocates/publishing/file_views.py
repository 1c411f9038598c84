"""Pictures, documents and the sitemap: public addresses without a language."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from wagtail.documents.models import Document

from advocates.core import sitemap
from advocates.core.access import Audience, audience
from advocates.core.pagecache import page_cached

PICTURES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
}
HARMLESS = "default-src 'none'; sandbox"
PUBLIC = audience(Audience.PUBLIC)
XML = "application/xml; charset=utf-8"


@PUBLIC
@require_safe
def picture(request, name, extension):
    """A rendition that Wagtail made; originals and everything else in the folder have no address."""
    path = f"images/{name}{extension}"
    if not default_storage.exists(path):
        raise Http404
    return sent(
        default_storage.open(path),
        content_type=PICTURES[extension],
        lifetime="public, max-age=31536000, immutable",
    )


@PUBLIC
@require_safe
def document(request, document_id, document_filename):
    """A document that an editor uploaded, always as a download; its address names its file."""
    found = get_object_or_404(Document, pk=document_id)
    if found.filename != document_filename or found.collection.get_view_restrictions().exists():
        raise Http404
    answer = sent(
        found.file.open("rb"), content_type=found.content_type, lifetime="public, max-age=0, must-revalidate"
    )
    answer.headers["Content-Disposition"] = content_disposition_header(True, found.filename)
    return answer


def sent(file, content_type, lifetime):
    """A file that no browser takes for anything else than its type, and that can run nothing."""
    answer = FileResponse(file, content_type=content_type)
    answer.headers["Cache-Control"] = lifetime
    answer.headers["Content-Security-Policy"] = HARMLESS
    return answer


@PUBLIC
@require_safe
@page_cached(watches=["pages"])
def sitemap_index(request):
    """The list of the parts."""
    return render(request, "publishing/sitemap_index.xml", {"parts": sitemap.parts()}, content_type=XML)


@PUBLIC
@require_safe
@page_cached(watches=["pages"])
def sitemap_part(request, name, number):
    """The addresses of one part, each with its other languages."""
    places = sitemap.part(name, number)
    if not places:
        raise Http404
    return render(request, "publishing/sitemap.xml", {"places": places}, content_type=XML)
