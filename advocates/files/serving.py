"""A file as an answer: whole, a part, or only that it has not changed. Whoever calls this has checked who asks."""

import hashlib
import re

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from advocates.core.secrets import Unreadable
from advocates.files import storing
from advocates.files.models import File

# Should a browser ever take one for a page: nothing in it runs, loads or belongs to this site.
HARMLESS = "default-src 'none'; sandbox"
RANGE = re.compile(r"bytes=([0-9]{0,12})-([0-9]{0,12})")


def answer(request: HttpRequest, file: File, *, is_small: bool) -> HttpResponse:
    """Pictures are shown where they stand; everything else is a download."""
    try:
        content = storing.content_of(file, is_small)
    except (FileNotFoundError, Unreadable) as error:
        raise Http404 from error
    found = HttpResponse(content, content_type=file.content_type)
    etag = etag_of(file, is_small)
    is_download = file.kind != File.Kind.PICTURE
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": HARMLESS,
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": content_disposition_header(is_download, file.name) or "attachment",
    }
    for name, value in headers.items():
        found.headers[name] = value
    if (unchanged := get_conditional_response(request, etag=etag, response=found)) is not found:
        return unchanged or found
    return _part(request, found, content, etag)


def etag_of(file: File, is_small: bool) -> str:
    """Made of the random name in the storage: it tells nothing about the content, and is another for each version."""
    name = hashlib.sha256((file.small_stored_as if is_small else file.stored_as).encode()).hexdigest()
    return f'"{name[:24]}"'


def _part(request: HttpRequest, found: HttpResponse, content: bytes, etag: str) -> HttpResponse:
    """The one range that was asked for; several, or what is no range, are answered with everything."""
    asked = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not asked or asked[0] == "bytes=-" or request.headers.get("If-Range", etag) != etag:
        return found
    first, last = _bounds(asked[1], asked[2], len(content))
    if first > last:
        found.status_code, found.content = 416, b""
        found.headers["Content-Range"] = f"bytes */{len(content)}"
        return found
    found.status_code, found.content = 206, content[first : last + 1]
    found.headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    return found


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(0, size - int(last)) if int(last) else size, size - 1
    return int(first), min(size - 1, int(last)) if last else size - 1
