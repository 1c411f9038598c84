"""Whom a moderator may find in their region, and the pauses there."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from advocates.accounts.models import Closure, ClosureQuerySet, Person
from advocates.core.viewer import Viewer
from advocates.organisations.models import Mandate
from advocates.organisations.models.mandates import MandateQuerySet, countries_of

MOST_FOUND = 20


def own_of(viewer: Viewer) -> frozenset[int]:
    """The viewer's organisations."""
    return frozenset(held.organisation for held in viewer.mandates)


def groups_of(person: Person, moment: datetime) -> dict[int, str]:
    """The organisations for which somebody speaks, each with its country."""
    held = Mandate.held_by(person, moment)
    return dict(held.values_list("organisation_id", "organisation__country"))


def covers(viewer: Viewer, countries: Iterable[str]) -> bool:
    """Whether all of them lie where the viewer moderates."""
    return "" in viewer.moderates or set(countries) <= set(countries_of(viewer.moderates))


def _countries(viewer: Viewer) -> list[str] | None:
    """Those in which the viewer moderates; None for all."""
    return None if "" in viewer.moderates else list(countries_of(viewer.moderates))


def found_people(viewer: Viewer, name: str) -> MandateQuerySet:
    """Who speaks for a group there and whose name holds these words."""
    own: Any = viewer.person
    countries, listed = _countries(viewer), Mandate.objects.listed_for(viewer, timezone.now())
    there = listed if countries is None else listed.filter(organisation__country__in=countries)
    named = there.filter(person__full_name__icontains=name).exclude(person=own)
    return named.select_related("person", "organisation").order_by("person__full_name", "pk")[:MOST_FOUND]


def pauses_for(viewer: Viewer, now: datetime | None = None) -> ClosureQuerySet:
    """The pauses that run there now, and those of the viewer."""
    own: Any = viewer.person
    now = now or timezone.now()
    there = Mandate.held_in(_countries(viewer), now)
    running = Closure.objects.pauses().running_at(now)
    found = running.filter(Q(person__in=there.values("person")) | Q(closed_by=own))
    return found.exclude(person=own).select_related("person", "closed_by").order_by("ends_at", "pk")


def pauses_appealed() -> ClosureQuerySet:
    """Those whose person waits for an answer, wherever; for staff, who may restore any account."""
    running = Closure.objects.pauses().running_at(timezone.now())
    return (
        running.filter(appealed_at__isnull=False, answered_at=None)
        .select_related("person")
        .order_by("ends_at")
    )
