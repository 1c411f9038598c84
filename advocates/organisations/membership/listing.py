"""What the office lists about membership: mandates that fit a question, and members for whom nobody speaks."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from advocates.core import days
from advocates.core.viewer import Viewer
from advocates.organisations.membership.forms import ENDED, LATER, RUNNING
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.vocabulary import State

MOST_WORDS = 6


def mandates_for(viewer: Viewer, asked: dict[str, Any]) -> QuerySet[Mandate]:
    """By organisation and name; those that run before those that ended."""
    now = timezone.now()
    found = Mandate.objects.visible_to(viewer).filter(_in_state(asked.get("state", ""), now))
    if role := asked.get("role"):
        found = found.filter(role=role)
    for word in asked.get("q", "").replace("\0", "").split()[:MOST_WORDS]:
        found = found.filter(
            Q(person__full_name__icontains=word)
            | Q(person__email__icontains=word)
            | Q(organisation__name__icontains=word)
            | Q(organisation__local_name__icontains=word)
            | Q(organisation__acronym__icontains=word)
        )
    return found.select_related("person", "organisation", "granted_by", "deputy_of__person").order_by(
        "organisation__name", "organisation_id", "-starts_at", "-id"
    )


def _in_state(state: str, now: datetime) -> Q:
    is_open = Q(ends_at=None) | Q(ends_at__gt=now)
    states = {
        RUNNING: is_open & Q(starts_at__lte=now),
        LATER: is_open & Q(starts_at__gt=now),
        ENDED: Q(ends_at__lte=now),
    }
    return states.get(state, Q())


def row_of(mandate: Mandate, now: datetime) -> dict[str, Any]:
    """A mandate as the office reads it."""
    return {
        "mandate": mandate,
        "first": days.day_of(mandate.starts_at),
        "last": days.last_day(mandate.ends_at) if mandate.ends_at else None,
        "is_open": mandate.ends_at is None or mandate.ends_at > now,
        "is_later": mandate.starts_at > now,
    }


def without_mandate(viewer: Viewer) -> QuerySet[Organisation]:
    """Members for whom nobody with an open account speaks now, with the day on which the last mandate ended."""
    now = timezone.now()
    speaking = Mandate.objects.visible_to(viewer).running_at(now).filter(person__is_active=True)
    members = Organisation.objects.visible_to(viewer).filter(state=State.MEMBER)
    last = Max("mandates__ends_at", filter=Q(mandates__ends_at__lte=now))
    lacking = members.exclude(pk__in=speaking.order_by().values("organisation"))
    return lacking.annotate(last_end=last).order_by("name", "id")


def with_speakers(found: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """The same entries, each with how many people speak for it now."""
    now = timezone.now()
    running = Q(mandates__starts_at__lte=now) & (Q(mandates__ends_at=None) | Q(mandates__ends_at__gt=now))
    running &= Q(mandates__person__is_active=True)
    return found.annotate(speakers=Count("mandates__person", filter=running, distinct=True))
