"""The record of the founding: read from the audit stream, so that nobody can tidy it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from advocates.core.models import StreamEntry
from advocates.core.viewer import Viewer
from advocates.organisations.models import Organisation

KINDS = ("organisations.founding.granted", "organisations.founding.confirmed")


@dataclass(frozen=True, slots=True)
class Deed:
    """One organisation that came in: when, by whom, and whether by one person alone."""

    at: datetime
    organisation: Organisation | None
    by: str
    is_alone: bool


def deeds() -> QuerySet[StreamEntry]:
    """Newest first."""
    return StreamEntry.objects.filter(kind__in=KINDS).select_related("actor").order_by("-at", "-id")


def rows(entries: Iterable[StreamEntry], viewer: Viewer) -> list[Deed]:
    """The entries with the names of today; two queries, however many they are."""
    shown = list(entries)
    found = Organisation.objects.visible_to(viewer).in_bulk([int(entry.target_id) for entry in shown])
    return [
        Deed(
            at=entry.at,
            organisation=found.get(int(entry.target_id)),
            by=entry.actor.get_full_name() if entry.actor else "",
            is_alone=entry.kind == KINDS[0],
        )
        for entry in shown
    ]
