"""Events as calendar programs read them (RFC 5545), in UTC: such a file needs no table of clocks."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

CONTENT_TYPE = "text/calendar; charset=utf-8"
OCTETS = 75
# Signs that no text of a calendar may hold, and those that could turn the text of other entries round.
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `uid` and the growing `sequence` tell a program that it has an older version of the same.

    A day as `starts` means whole days, `ends` being the last of them. Without `ends` nobody has said how long it takes.
    """

    uid: str
    changed_at: datetime
    sequence: int
    starts: date
    ends: date | None
    title: str
    text: str
    place: str
    url: str
    language: str
    is_cancelled: bool


def written(entries: Iterable[Entry], *, name: str, maker: str) -> bytes:
    """The whole file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{text_of(maker)}//Events//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{text_of(name)}",
        f"NAME:{text_of(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        *(line for entry in entries for line in lines_of(entry)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in fold(line)).encode()


def lines_of(entry: Entry) -> Iterator[str]:
    """One component, each line whole."""
    yield "BEGIN:VEVENT"
    yield f"UID:{text_of(entry.uid)}"
    yield f"DTSTAMP:{instant(entry.changed_at)}"
    yield f"LAST-MODIFIED:{instant(entry.changed_at)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield from times_of(entry)
    yield f"SUMMARY;LANGUAGE={entry.language}:{text_of(entry.title)}"
    if entry.text:
        yield f"DESCRIPTION;LANGUAGE={entry.language}:{text_of(entry.text)}"
    if entry.place:
        yield f"LOCATION:{text_of(entry.place)}"
    yield f"URL:{entry.url}"
    yield f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"


def times_of(entry: Entry) -> Iterator[str]:
    """A day that a program is told as the end is the first on which nothing takes place any more."""
    if isinstance(entry.starts, datetime):
        yield f"DTSTART:{instant(entry.starts)}"
        if isinstance(entry.ends, datetime):
            yield f"DTEND:{instant(entry.ends)}"
        return
    yield f"DTSTART;VALUE=DATE:{entry.starts:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{(entry.ends or entry.starts) + timedelta(days=1):%Y%m%d}"


def instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def text_of(words: str) -> str:
    """A text in which nothing ends a value or a line."""
    return UNFIT.sub(" ", words.replace("\r\n", "\n").replace("\r", "\n")).translate(ESCAPED)


def fold(line: str) -> Iterator[str]:
    """A line of at most 75 octets, and what is left of it behind a blank; no sign is cut apart."""
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > OCTETS:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + octets
    yield part
