"""How fresh an entry is: one rule for rows, tables and pages. Silence marks an entry and lets it sink, never more."""

from datetime import date
from enum import StrEnum
from typing import Protocol


class Freshness(StrEnum):
    """How long ago somebody said that an entry is right."""

    CURRENT = "current"
    AGEING = "ageing"
    STALE = "stale"
    NEVER = "never"

    @property
    def sinks(self) -> bool:
        """Whether the entry stands below the others of its country."""
        return self in (Freshness.STALE, Freshness.NEVER)


class Confirmed(Protocol):
    """An entry, as far as this file is concerned."""

    @property
    def confirmed_on(self) -> date | None: ...


def freshness(entry: Confirmed, today: date) -> Freshness:
    """Current until a year later on the same day, ageing until two years later."""
    if entry.confirmed_on is None:
        return Freshness.NEVER
    if today <= _years_later(entry.confirmed_on, 1):
        return Freshness.CURRENT
    return Freshness.AGEING if today <= _years_later(entry.confirmed_on, 2) else Freshness.STALE


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return date(day.year + years, 3, 1)
