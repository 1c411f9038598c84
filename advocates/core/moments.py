"""Moments as the reader's clock and language say them, for pages that show many of them."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language


class Moment(NamedTuple):
    """For machines; in short; the day in short and in full; everything, with the zone."""

    iso: SafeString
    short: SafeString
    day: SafeString
    date: SafeString
    full: SafeString


def moment_of(at: datetime) -> Moment:
    """To the minute, so that a moment which many read is worded once."""
    minute = at.replace(second=0, microsecond=0)
    return _moment(minute, timezone.get_current_timezone_name(), get_language() or "en")


def moments_here() -> Callable[[datetime], Moment]:
    """The same for the many moments of one page, whose zone and language are looked up once."""
    zone, language = timezone.get_current_timezone_name(), get_language() or "en"
    return lambda at: _moment(at.replace(second=0, microsecond=0), zone, language)


@lru_cache(maxsize=20_000)
def _moment(minute: datetime, zone: str, _language: str) -> Moment:
    local = timezone.localtime(minute)
    offset = f"{local:%z}"
    away = "" if offset == "+0000" else f" ({offset[:3]}:{offset[3:5]})"
    full = f"{date_format(local, 'DATETIME_FORMAT')}, {zone.replace('_', ' ')}{away}"
    formats = ("SHORT_DATETIME_FORMAT", "SHORT_DATE_FORMAT", "DATE_FORMAT")
    words = [date_format(local, each) for each in formats]
    # Digits, names of months and of zones: nothing in them has to be escaped.
    return Moment(*map(SafeString, [local.isoformat(timespec="seconds"), *words, full]))
