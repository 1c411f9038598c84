"""When an event is: what follows from what editors wrote, and what cannot be."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.publishing.events import clocks

# Further away are slips of the hand, and days that some clocks cannot show.
FIRST_YEAR, LAST_YEAR = 1990, 2200


def set_moments(event):
    """Write into an event when it begins and when it is over, wherever its fields say enough."""
    if not is_timely(event):
        event.starts_at = event.over_at = event.starts_at or datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
        return
    event.starts_at = clocks.moment(event.starts_on, event.starts_time or time(), event.zone)
    event.over_at = (
        clocks.moment(event.last_day, event.ends_time, event.zone)
        if event.ends_time
        else clocks.midnight_after(event.last_day, event.zone)
    )


def is_timely(event):
    days = (event.starts_on, event.last_day)
    return all(days) and all(FIRST_YEAR <= day.year <= LAST_YEAR for day in days) and is_zone(event.zone)


def is_zone(name):
    """Whether this machine knows the zone."""
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def mistakes(event):
    """What is wrong, by field, each with what to do."""
    if not is_zone(event.zone):
        return {"zone": _("Choose a time zone from the list.")}
    if event.starts_on is None:
        return {}
    if not is_timely(event):
        words = _("Write a day between %(first)s and %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        return {"starts_on": words}
    return {**mistakes_of_order(event), **skipped_hours(event), **mistakes_of_place(event)}


def mistakes_of_order(event):
    if event.last_day < event.starts_on:
        return {"ends_on": _("It cannot end before it begins. Change one of the two days.")}
    if event.ends_time and not event.starts_time:
        return {"starts_time": _("Say when it begins, or take out when it ends.")}
    if event.ends_time and event.over_at <= event.starts_at:
        return {
            "ends_time": _("It cannot end before it begins. Change one of the hours, or write the last day.")
        }
    return {}


def skipped_hours(event):
    """Hours that the clocks of the place leave out in that night."""
    asked = {
        "starts_time": (event.starts_on, event.starts_time),
        "ends_time": (event.last_day, event.ends_time),
    }
    words = _(
        "On this day the clocks there are put forward, and this hour does not exist. Choose another one."
    )
    return {
        name: words
        for name, (day, clock) in asked.items()
        if clock and clocks.is_skipped(day, clock, event.zone)
    }


def mistakes_of_place(event):
    if not event.place and not event.is_online:
        return {"place": _("Say where it is, or that one can take part online.")}
    if event.online_url and not event.is_online:
        return {
            "is_online": _("There is an address for taking part online. Tick this, or take the address out.")
        }
    return {}


def is_in_archive(day, zone):
    """Whether the year of a day has ended there."""
    return day.year < timezone.now().astimezone(ZoneInfo(zone)).year
