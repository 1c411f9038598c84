"""The clock of a place: which moment its hands mean, on days on which they are put forward or back, too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel import dates
from django.utils.translation import gettext as _


def moment(day: date, clock: time, zone: str) -> datetime:
    """The instant, in UTC. An hour that comes twice is the first one; one that is left out is told by `is_skipped`."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def midnight_after(day: date, zone: str) -> datetime:
    """The end of a day, in UTC."""
    return moment(day + timedelta(days=1), time(), zone)


def is_skipped(day: date, clock: time, zone: str) -> bool:
    """Whether the hands never stand like this, because they are put forward in this night."""
    back = moment(day, clock, zone).astimezone(ZoneInfo(zone))
    return back.replace(tzinfo=None) != datetime.combine(day, clock)


def is_twice(day: date, clock: time, zone: str) -> bool:
    """Whether the hands stand like this twice, because they are put back in this night."""
    first = datetime.combine(day, clock, ZoneInfo(zone))
    return not is_skipped(day, clock, zone) and first.utcoffset() != first.replace(fold=1).utcoffset()


def named(zone: str, language: str) -> str:
    """“Berlin time”: the zone by its city, in a language."""
    if zone == "UTC":
        return "UTC"
    city = dates.get_timezone_location(ZoneInfo(zone), locale=language.replace("-", "_"), return_city=True)
    # Of some, the table of names says the country as well.
    return _("%(city)s time") % {"city": city.rsplit("/", 1)[-1]}
