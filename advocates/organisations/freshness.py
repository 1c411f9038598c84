"""How fresh an entry is: one rule for rows, tables and pages. Silence marks an entry and lets it sink, never more."""

from datetime import date
from enum import StrEnum


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


def freshness(confirmed_on: date | None, today: date) -> Freshness:
    """Current until a year later on the same day, ageing until two years later."""
    if confirmed_on is None:
        return Freshness.NEVER
    if today <= current_until(confirmed_on):
        return Freshness.CURRENT
    return Freshness.AGEING if today <= _years_later(confirmed_on, 2) else Freshness.STALE


def current_until(confirmed_on: date) -> date:
    """The last day on which nobody needs to be asked again."""
    return _years_later(confirmed_on, 1)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return date(day.year + years, 3, 1)
