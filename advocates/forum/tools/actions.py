"""Deeds with a topic as it stands: lock, pin, open it for newcomers, keep its words on the site."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.core.models import StreamEntry
from advocates.core.refused import Refused
from advocates.forum.models import Topic
from advocates.forum.tools.mails import tell_author


class NotNow(Refused):
    """The topic is in that state already, or its posts stand elsewhere."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A field of a topic that a command sets, and the entry that says so."""

    field: str
    value: bool
    kind: str


PIN = Switch("is_pinned", True, "forum.topic.pinned")
UNPIN = Switch("is_pinned", False, "forum.topic.unpinned")
OPEN = Switch("is_opened", True, "forum.topic.opened")
SHUT = Switch("is_opened", False, "forum.topic.shut")
KEEP = Switch("is_kept_on_site", True, "forum.topic.kept_on_site")
MAIL = Switch("is_kept_on_site", False, "forum.topic.mailed_freely")
SWITCHES = (PIN, UNPIN, OPEN, SHUT, KEEP, MAIL)


def locked(topic: Topic) -> Topic:
    """The row of this moment, held until the transaction ends. Raises `NotNow` for one that was merged."""
    found = Topic.objects.select_for_update(of=("self",)).select_related("space", "category")
    current = found.get(pk=topic.pk)
    if current.merged_at is not None:
        raise NotNow(_("This topic was joined with another one in the meantime."))
    return current


def lock_topic(*, actor: Person, topic: Topic, reason: str, successor: Topic | None = None) -> Topic:
    """Nobody answers any more; the reason stands on the page, with where it goes on. Its author is told.

    Raises `NotNow` where it is locked already.
    """
    with transaction.atomic():
        current = locked(topic)
        if current.is_locked:
            raise NotNow(_("This topic is locked already."))
        current.locked_at, current.locked_reason, current.successor = timezone.now(), reason, successor
        current.save(update_fields=["locked_at", "locked_reason", "successor"])
        stream.record("forum.topic.locked", current, actor=actor, space=current.space_id)
        tell_author(current, actor, "locked")
    return current


def unlock_topic(*, actor: Person, topic: Topic) -> Topic:
    """Everybody answers again. Raises `NotNow` where it is not locked."""
    with transaction.atomic():
        current = locked(topic)
        if not current.is_locked:
            raise NotNow(_("This topic is not locked."))
        current.locked_at, current.locked_reason, current.successor = None, "", None
        current.save(update_fields=["locked_at", "locked_reason", "successor"])
        stream.record("forum.topic.unlocked", current, actor=actor, space=current.space_id)
    return current


def switch_topic(*, actor: Person, topic: Topic, switch: Switch) -> bool:
    """Set a field of a topic. False where it was so already."""
    with transaction.atomic():
        current = locked(topic)
        changed: Any = Topic.objects.filter(pk=current.pk).exclude(**{switch.field: switch.value})
        is_new = bool(changed.update(**{switch.field: switch.value}))
        if is_new:
            stream.record(switch.kind, current, actor=actor, space=current.space_id)
    return is_new


def undo_lock(entry: StreamEntry, actor: Person) -> bool:
    """Take back what one entry says; False where the topic is not locked any more."""
    topic = Topic.objects.filter(pk=entry.target_id, merged_at=None, locked_at__isnull=False).first()
    if topic is None:
        return False
    unlock_topic(actor=actor, topic=topic)
    return True


def undo_switch(entry: StreamEntry, actor: Person) -> bool:
    """Set back what a switch set; False where it has changed since."""
    done = next(each for each in SWITCHES if each.kind == entry.kind)
    back = next(each for each in SWITCHES if each.field == done.field and each.value is not done.value)
    topic = Topic.objects.filter(pk=entry.target_id, merged_at=None).first()
    return topic is not None and switch_topic(actor=actor, topic=topic, switch=back)
