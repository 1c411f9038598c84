"""The chain of acts of power: each link says what the entry was, and which link stands before it.

The worker adds the links. Whoever changes, takes out or puts in between an entry afterwards, past the program, breaks
the chain, for the links are made with the installation's key. The newest one is noted outside the database, too, so
that nothing is taken from the end either.
"""

import json
import os
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from advocates.core.jobs import every
from advocates.core.models import AuditLink, StreamEntry

SALT = "advocates.core.audit"
# Entries are kept for two years; near the end of that time a link may be gone before its neighbour.
LOOKED_AT = timedelta(days=728)
# Ids are not committed in order; none is later than so many others.
LATE = 10_000


def digest_of(entry: StreamEntry, previous: str) -> str:
    """What a link stores: of the entry and of the link before."""
    said = [
        previous,
        str(entry.public_id),
        entry.at.astimezone(UTC).isoformat(),
        entry.kind,
        entry.target_type,
        entry.target_id,
        entry.actor_id,
        entry.is_audit,
        entry.data,
    ]
    text = json.dumps(said, sort_keys=True, ensure_ascii=True)
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()


@every(seconds=60)
def append(limit: int = 2000) -> int:
    """Add the links of entries that have none yet; returns how many."""
    with transaction.atomic():
        last = AuditLink.objects.select_for_update().order_by("-number").first()
        entries = StreamEntry.objects.filter(is_audit=True, link=None).order_by("id")
        if last is not None:
            entries = entries.filter(id__gt=last.entry_id - LATE)
        number, digest = (last.number, last.digest) if last is not None else (0, "")
        links = []
        for entry in entries[:limit]:
            number, digest = number + 1, digest_of(entry, digest)
            links.append(AuditLink(number=number, entry=entry, digest=digest))
        AuditLink.objects.bulk_create(links)
        if links and _fits(_head()):
            transaction.on_commit(lambda: _note_head(number, digest))
    return len(links)


def _fits(head: dict[str, Any]) -> bool:
    """Whether what is noted outside is still in the chain; else it stays as it is, and the doctor says so."""
    found = AuditLink.objects.filter(number=head["number"]).first() if head else None
    return not head or (found is not None and constant_time_compare(found.digest, head["digest"]))


def breaks() -> Iterator[str]:
    """Where the chain is broken, one sentence each; nothing where all is as it was written."""
    links = AuditLink.objects.select_related("entry").order_by("number")
    previous: AuditLink | None = None
    head = _head()
    for link in links.filter(entry__at__gt=timezone.now() - LOOKED_AT).iterator(chunk_size=1000):
        if previous is not None:
            yield from _between(previous, link)
        if head and link.number == head["number"] and not constant_time_compare(link.digest, head["digest"]):
            yield f"Entry {link.number} is not the one that was noted outside the database."
        previous = link
    if head and (previous is None or previous.number < head["number"]):
        yield f"Entries after number {previous.number if previous else 0} are gone; there were {head['number']}."


def _between(previous: AuditLink, link: AuditLink) -> Iterator[str]:
    if link.number != previous.number + 1:
        yield f"Entries between {previous.number} and {link.number} are gone."
    elif not constant_time_compare(link.digest, digest_of(link.entry, previous.digest)):
        yield f"Entry {link.number} of {link.entry.at:%Y-%m-%d %H:%M} UTC, or its neighbour, was changed."


def head_path() -> Path:
    """Where the newest link is noted."""
    return Path(settings.DATA_DIR) / "audit-head.json"


def _note_head(number: int, digest: str) -> None:
    path = head_path()
    fresh = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump({"number": number, "digest": digest}, file)
    fresh.replace(path)


def _head() -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(head_path().read_text(encoding="ascii"))
        return {"number": int(found["number"]), "digest": str(found["digest"])}
    except (OSError, ValueError, TypeError, KeyError):
        return {}
