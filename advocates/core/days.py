"""Days as people write them, instants as mandates and roles keep them. A day ends in the network's time zone."""

from datetime import date, datetime, time, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator

from advocates.core.profile import profile

# Days further away are slips of the hand, and some are no instant in any time zone.
SENSIBLE = (MinValueValidator(date(1990, 1, 1)), MaxValueValidator(date(2199, 12, 31)))


def beginning_of(day: date) -> datetime:
    """The first instant of a day."""
    return datetime.combine(day, time.min, profile().zone)


def end_of(day: date) -> datetime:
    """The instant at which a last day is over: it counts to its end."""
    return beginning_of(day + timedelta(days=1))


def day_of(instant: datetime) -> date:
    """The day in which an instant lies."""
    return instant.astimezone(profile().zone).date()


def last_day(instant: datetime) -> date:
    """The last day that ends at or before an instant is over."""
    return (instant - timedelta(microseconds=1)).astimezone(profile().zone).date()
