"""One feed: asked for, read apart from the server, and what is new in it written down once."""

import hashlib
from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils import timezone

from advocates.core import fetch, uploads
from advocates.core.fetch_failures import OutOfOrder
from advocates.publishing.models import Found
from advocates.publishing.taking_in.failures import NotRead

KINDS = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
    "application/feed+json",
    "application/json",
)
MOST_BYTES = 2 * 2**20
MOST_LINK = 500


def read(source):
    """What a feed lists now; None if nothing has changed. Raises `FetchFailed` or `NotRead`."""
    known = fetch.Fetched(source.address, 200, etag=source.etag, last_modified=source.last_modified)
    answer = fetch.fetch(source.address, accept=KINDS, most_bytes=MOST_BYTES, known=known)
    if answer.status == 304:
        return None
    if not answer.is_success:
        raise OutOfOrder if answer.status >= 500 else NotRead(gone_or(answer.status))
    source.etag, source.last_modified = answer.etag, answer.last_modified
    return list(found_in(source, entries_of(answer.body)))


def gone_or(status):
    return {401: "locked", 403: "locked", 404: "gone", 410: "gone", 429: "too-often"}.get(status, "answer")


def entries_of(body):
    try:
        return uploads.entries_of(body)
    except ValidationError as error:
        raise NotRead(error.code) from error


def found_in(source, entries):
    """Rows that could be written; what leads nowhere is left out."""
    now = timezone.now()
    for entry in entries:
        link = entry["link"] or entry["id"]
        if is_web_address(link):
            yield Found(
                source=source,
                key=digest(entry["id"] or link),
                link_key=digest(link.partition("#")[0]),
                title=entry["title"] or link[:300],
                link=link,
                excerpt=entry["text"],
                lang=source.lang,
                dated_at=past(entry["date"], now),
                found_at=now,
                listed_at=now,
            )


def is_web_address(link):
    """Whether it can be followed and named as a source."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    fits = len(link) <= MOST_LINK and link.isprintable() and " " not in link
    return fits and parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc


def past(text, now):
    """A date that can be true; None for none, and for one that lies ahead."""
    moment = datetime.fromisoformat(text) if text else None
    return moment if moment and moment <= now else None


def digest(text):
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
