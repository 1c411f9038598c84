"""The list of events: what comes, by month, or what was in the year that the address asks for."""

import re
from itertools import groupby

from django.conf import settings
from django.db.models.functions import ExtractYear
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from advocates.publishing.events import saying

PARAMETERS = ("year",)
YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")
# More than any network announces in a year.
MOST = 300


def context_of(events, parameters, language):
    """One list with the years beside it."""
    now, year = timezone.now(), asked_year(parameters)
    wanted = events.over(now).filter(starts_on__year=year) if year else events.to_come(now)
    rows = list(wanted.select_related("locale")[:MOST])
    return {
        "year": year,
        "months": by_month(rows),
        "elsewhere": [] if year or rows else elsewhere(events, now),
        "years": years_of(events, now),
        "calendar_url": with_language(reverse("events_calendar"), language),
        "feed_url": with_language(reverse("feed_atom", args=["events"]), language),
    }


def elsewhere(events, now):
    """What is announced in other languages alone, each event once: better than to hear that nothing comes."""
    found = events.model.objects.live().to_come(now).select_related("locale")[:MOST]
    once = {event.translation_key: event for event in reversed(found)}
    return [saying.row(event) for event in reversed(once.values())]


def asked_year(parameters):
    """The year in the address; None without one. What is no year is not found."""
    year = parameters.get("year", "")
    if year and not YEAR.fullmatch(year):
        raise Http404
    return int(year) if year else None


def by_month(events):
    """First days of months, each with its events in their order, ready to be read."""
    grouped = groupby(events, key=lambda event: event.starts_on.replace(day=1))
    return [(month, [saying.row(event) for event in rows]) for month, rows in grouped]


def years_of(events, now):
    """The years of which there is something to read, the last one first."""
    past = events.order_by().filter(over_at__lte=now).annotate(year=ExtractYear("starts_on"))
    return sorted(past.values_list("year", flat=True).distinct(), reverse=True)


def with_language(path, language):
    """An address without a language in it, for the calendars and feeds of one."""
    return path if language == settings.LANGUAGE_CODE else f"{path}?lang={language}"
