"""Deeds on one's own drafts. They concern nobody else, so the stream does not hear of them."""

from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.spaces.models import Draft, Space

MOST_CHARACTERS = 100_000
# Of one person; beyond that the oldest goes.
MOST_DRAFTS = 200


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a form at a moment.

    `window` is drawn by the form; `draft` and `base` name the draft that the form was filled from and its revision
    then; `revision` rises with every saving of the window, and 0 is newer than all of them.
    """

    key: str
    window: str
    text: str
    title: str = ""
    lang: str = ""
    draft: str = ""
    base: int = 0
    revision: int = 1
    extra: dict[str, Any] = field(default_factory=dict)


def save(*, person: Person, typed: Typed, space: Space | None) -> Draft:
    """Keep what was typed; the same saving twice, or one that arrives late, changes nothing.

    A draft that another window has saved in the meantime is left alone: this window gets one of its own.
    """
    try:
        with transaction.atomic():
            return _save(person, typed, space)
    except IntegrityError:
        # The same window's first saving came twice at the same moment.
        with transaction.atomic():
            return _save(person, typed, space)


def _save(person: Person, typed: Typed, space: Space | None) -> Draft:
    own = Draft.objects.select_for_update().filter(person=person, key=typed.key)
    mine = own.filter(window=typed.window).first()
    if mine is not None:
        is_late = mine.spent_at is not None or 0 < typed.revision <= mine.revision
        return mine if is_late else _put(mine, typed, space)
    given = own.filter(public_id=typed.draft, spent_at=None).first() if typed.draft else None
    if given is not None and given.revision == typed.base:
        return _put(given, typed, space)
    _make_room(person)
    return _put(Draft(person=person, key=typed.key), typed, space)


def _put(draft: Draft, typed: Typed, space: Space | None) -> Draft:
    draft.window, draft.revision = typed.window, max(typed.revision, draft.revision + bool(draft.pk), 1)
    draft.title, draft.text, draft.lang = typed.title[:200], typed.text[:MOST_CHARACTERS], typed.lang[:16]
    draft.extra, draft.space = typed.extra, space
    draft.saved_at, draft.discarded_at = timezone.now(), None
    draft.save()
    return draft


def _make_room(person: Person) -> None:
    kept = Draft.objects.filter(person=person).order_by("-saved_at").values("pk")[:MOST_DRAFTS]
    Draft.objects.filter(person=person).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()


def spend(*, person: Person, key: str, window: str, draft: str = "") -> None:
    """The text was sent: its draft is emptied, and a saving that was still under way does not bring it back."""
    if not window:
        return
    now = timezone.now()
    own = Draft.objects.filter(Q(window=window) | Q(public_id=draft), person=person, key=key)
    empty: dict[str, Any] = {"text": "", "title": "", "extra": {}, "spent_at": now}
    with transaction.atomic(savepoint=False):
        own.update(**empty)
        # Where the window has a draft, this is one too many, and left out.
        row = Draft(person=person, key=key, window=window, **empty)
        Draft.objects.bulk_create([row], ignore_conflicts=True)


def discard(*, person: Person, draft: Draft) -> bool:
    """Throw a draft away; it can be taken back for a day. False where nothing changed."""
    standing = Draft.objects.filter(pk=draft.pk, person=person).standing()
    return bool(standing.update(discarded_at=timezone.now()))


def restore(*, person: Person, draft: Draft) -> bool:
    """Take the throwing away back."""
    thrown = Draft.objects.filter(pk=draft.pk, person=person, spent_at=None, discarded_at__isnull=False)
    return bool(thrown.update(discarded_at=None))
