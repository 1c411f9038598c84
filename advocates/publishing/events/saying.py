"""An event in words: its hours by the clock of the place, and by other clocks; where it is."""

from dataclasses import dataclass
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from advocates.organisations.geo.countries import country_name
from advocates.publishing.events import clocks


@dataclass(frozen=True, slots=True)
class Row:
    """An event as a line of a list."""

    event: Any
    when: str
    where: str


def row(event):
    return Row(event, when(event), where(event))


def when(event):
    """“14:00 to 15:30, Berlin time”, with the days where there are several; in the language that is active."""
    if event.is_all_day:
        return span(day(event.starts_on), day(event.last_day))
    return at_the_place(event)


def at_the_place(event):
    return _("%(hours)s, %(clock)s") % {
        "hours": hours_of(event.starts_at, end_of(event), ZoneInfo(event.zone)),
        "clock": clocks.named(event.zone, get_language() or "en"),
    }


def elsewhere(event, zone, name):
    """The same by another clock; empty for whole days, which are the same days everywhere."""
    if event.is_all_day:
        return ""
    hours = hours_of(event.starts_at, end_of(event), ZoneInfo(zone))
    return _("%(hours)s, %(clock)s") % {"hours": hours, "clock": name}


def end_of(event):
    """When it ends, where somebody has said so."""
    return event.over_at if event.ends_time else None


def hours_of(start, end, zone):
    """Day and hour of both ends by one clock; the day once where it is one."""
    first, last = start.astimezone(zone), end.astimezone(zone) if end else None
    begins = on_a_day(first)
    if last is None:
        return begins
    return span(begins, hour(last) if last.date() == first.date() else on_a_day(last))


def on_a_day(moment):
    return _("%(day)s, %(hour)s") % {"day": day(moment.date()), "hour": hour(moment)}


def day(date):
    return date_format(date, "DATE_FORMAT")


def hour(moment):
    return time_format(moment.time(), "H:i")


def span(first, last):
    if first == last:
        return first
    return pgettext("from one time to another", "%(first)s – %(last)s") % {"first": first, "last": last}


def where(event):
    """Place and country, “online”, or both."""
    place = _(", ").join(filter(None, [event.place, country_of(event)]))
    if not event.is_online:
        return place
    online = pgettext("event", "online")
    return _("%(place)s, and online") % {"place": place} if event.place else online


def country_of(event):
    return country_name(event.country, get_language() or "en") if event.country else ""


def in_utc(event):
    """The same by the clock of the world; empty where that is the clock of the place."""
    return "" if event.zone == "UTC" else elsewhere(event, "UTC", "UTC")


def iso(moment, zone):
    """For programs: with the distance from UTC that held at the place."""
    return moment.astimezone(ZoneInfo(zone)).isoformat()


def utc_iso(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
