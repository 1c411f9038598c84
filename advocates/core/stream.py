"""The stream: what happened, recorded once, in the deed's own transaction.

Notices, feeds, indexes and the audit log follow from it: the worker claims undispatched rows (never “everything
after the last id”, since PostgreSQL commits ids out of order) and hands each to the registered followers.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from advocates.core.jobs import every
from advocates.core.models import StreamEntry

logger = logging.getLogger(__name__)

Follower = Callable[[StreamEntry], None]
_kinds: dict[str, bool] = {}
_followers: dict[str, list[Follower]] = {}


def register_kind(kind: str, *, audit: bool = False) -> None:
    """Announce a kind of entry; `audit` kinds are acts of power and belong to the audit log."""
    _kinds[kind] = audit


def follow(kind: str, follower: Follower) -> None:
    """Have the worker call `follower` once for every entry of a kind; it must bear being called again."""
    _followers.setdefault(kind, []).append(follower)


def record(kind: str, target: models.Model, *, actor: models.Model | None = None, **ids: Any) -> StreamEntry:
    """Write one entry; call it inside the transaction of the deed. `ids` are ids and numbers, never text of people."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{kind} must be recorded in the transaction of its deed")
    return StreamEntry.objects.create(
        kind=kind,
        is_audit=_kinds[kind],
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        actor_id=actor.pk if actor else None,
        data=ids,
    )


def entries_about(target: models.Model) -> models.QuerySet[StreamEntry]:
    """The entries about one thing, newest first."""
    found = StreamEntry.objects.filter(target_type=target._meta.label_lower, target_id=str(target.pk))
    return found.select_related("actor").order_by("-at", "-id")


@every(seconds=15)
def dispatch(limit: int = 200) -> int:
    """Hand undispatched entries to their followers; returns how many. A follower's failure is logged and retried."""
    done = 0
    for entry in StreamEntry.objects.filter(dispatched_at=None).order_by("id")[:limit]:
        try:
            with transaction.atomic():
                claimed = StreamEntry.objects.filter(pk=entry.pk, dispatched_at=None).update(
                    dispatched_at=timezone.now()
                )
                if claimed:
                    for follower in _followers.get(entry.kind, ()):
                        follower(entry)
                    done += 1
        except Exception:  # one follower's defect must not stop the others' entries
            logger.exception("event=follower_failed entry=%s kind=%s", entry.pk, entry.kind)
    return done
