"""Deeds that take back the acts of one moderator, the newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.core.models import StreamEntry
from advocates.moderation import acts
from advocates.moderation.deciding.actions import open_again
from advocates.moderation.models import Case, State, UndoneAct

MOST = 200


@dataclass(frozen=True, slots=True)
class Undone:
    """How many acts were taken back, and how many stand for a person to look at."""

    done: int
    left: int


def acts_of(person: Person, since: datetime) -> QuerySet[StreamEntry]:
    """What somebody did as a moderator from a moment on and what was not taken back yet, the newest first."""
    gone = UndoneAct.objects.filter(entry=OuterRef("pk"))
    found = StreamEntry.objects.filter(actor=person, kind__in=acts.kinds(), at__gte=since)
    return found.exclude(Exists(gone)).order_by("-at", "-id")


def moderators(since: datetime) -> list[Any]:
    """Who did anything as a moderator from a moment on, with how much and when last."""
    found = StreamEntry.objects.filter(kind__in=acts.kinds(), at__gte=since, actor__isnull=False)
    rows = found.values("actor", "actor__full_name", "actor__public_id")
    return list(rows.annotate(count=Count("id"), last=Max("at")).order_by("-last"))


def undo_acts(*, actor: Person, person: Person, since: datetime) -> Undone:
    """Take back what one moderator did from a moment on, at most `MOST` acts. Each is an entry of the audit log."""
    done = left = 0
    with transaction.atomic():
        for entry in acts_of(person, since)[:MOST]:
            undo = acts.act_of(entry).undo
            if undo is None or not undo(entry, actor):
                left += 1
                continue
            UndoneAct.objects.create(entry=entry, by=actor)
            stream.record("moderation.act.undone", entry, actor=actor, person=person.pk)
            done += 1
    return Undone(done, left)


def undo_decision(entry: StreamEntry, actor: Person) -> bool:
    """A decision of a case, or of its appeal: what was hidden is shown, and the case waits for somebody else."""
    case = Case.objects.select_for_update(of=("self",)).filter(pk=entry.target_id).first()
    if case is None or not case.decision:
        return False
    others = Case.objects.filter(kind=case.kind, target=case.target).exclude(pk=case.pk)
    if others.exclude(state=State.CLOSED).exists():
        return False
    open_again(case, actor)
    return True
