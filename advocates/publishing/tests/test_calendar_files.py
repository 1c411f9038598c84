"""Calendar files (RFC 5545): lines, signs, times, versions; and the clocks of places on the nights of their changes."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from advocates.publishing.events import calendar, clocks
from advocates.publishing.tests.events import NEXT_YEAR, make_event

PAGE = "/news/events/a-day-for-groups/event.ics"
TEXTS = st.text(max_size=400)


def unfolded(lines):
    return "".join(line[1:] if number else line for number, line in enumerate(lines))


def read_back(value):
    """What a calendar program makes of an escaped text."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def entry(**changes):
    known = {
        "uid": "u", "changed_at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "sequence": 0,
        "starts": datetime(2026, 5, 4, 12, tzinfo=UTC), "ends": None, "title": "A day", "text": "", "place": "",
        "url": "https://example.org/", "language": "en", "is_cancelled": False,
    }  # fmt: skip
    return calendar.Entry(**{**known, **changes})


class TestLines:
    @given(TEXTS)
    def test_none_is_longer_than_75_octets_and_no_sign_is_cut(self, text):
        line = "SUMMARY:" + calendar.text_of(text)
        folded = list(calendar.fold(line))
        assert all(len(part.encode()) <= 75 for part in folded)
        assert all(part.startswith(" ") for part in folded[1:])
        assert unfolded(folded) == line

    @given(TEXTS)
    def test_a_text_comes_back_as_it_was(self, text):
        fit = calendar.UNFIT.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
        assert read_back(calendar.text_of(text)) == fit

    @given(TEXTS, TEXTS, TEXTS)
    def test_nothing_written_by_people_ends_a_line_or_begins_another(self, title, text, place):
        file = calendar.written([entry(title=title, text=text, place=place)], name=title, maker="x").decode()
        assert file.endswith("END:VCALENDAR\r\n")
        lines = re.sub("\r\n ", "", file).split("\r\n")[:-1]
        assert [line for line in lines if "\n" in line or "\r" in line] == []
        names = [re.split("[;:]", line)[0] for line in lines]
        assert names.count("BEGIN") == names.count("END") == 2
        assert names.count("UID") == names.count("DTSTART") == names.count("STATUS") == 1

    def test_it_cannot_be_made_to_hold_a_second_event(self):
        evil = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:y"
        file = calendar.written([entry(title=evil)], name=evil, maker="x").decode()
        assert len(re.findall("^BEGIN:VEVENT", file, re.MULTILINE)) == 1

    def test_a_moment_is_said_in_utc_and_a_day_ends_with_the_next(self):
        timed = list(calendar.times_of(entry(ends=datetime(2026, 5, 4, 13, 30, tzinfo=UTC))))
        assert timed == ["DTSTART:20260504T120000Z", "DTEND:20260504T133000Z"]
        whole = list(calendar.times_of(entry(starts=date(2026, 12, 30), ends=date(2026, 12, 31))))
        assert whole == ["DTSTART;VALUE=DATE:20261230", "DTEND;VALUE=DATE:20270101"]


class TestClocks:
    """In Berlin the clocks are put forward on 28 March 2027 at 2, and back on 31 October 2027 at 3."""

    @pytest.mark.parametrize(
        ("day", "clock", "skipped", "twice"),
        [
            (date(2027, 3, 28), time(1, 59), False, False),
            (date(2027, 3, 28), time(2), True, False),
            (date(2027, 3, 28), time(2, 30), True, False),
            (date(2027, 3, 28), time(3), False, False),
            (date(2027, 10, 31), time(1, 59), False, False),
            (date(2027, 10, 31), time(2, 30), False, True),
            (date(2027, 10, 31), time(3), False, False),
        ],
    )
    def test_hours_that_are_left_out_and_hours_that_come_twice(self, day, clock, skipped, twice):
        assert clocks.is_skipped(day, clock, "Europe/Berlin") is skipped
        assert clocks.is_twice(day, clock, "Europe/Berlin") is twice

    def test_of_two_the_first_is_meant(self):
        assert clocks.moment(date(2027, 10, 31), time(2, 30), "Europe/Berlin") == datetime(
            2027, 10, 31, 0, 30, tzinfo=UTC
        )

    def test_the_clock_of_summer_and_of_winter(self):
        assert clocks.moment(date(2027, 7, 1), time(14), "Europe/Berlin").hour == 12
        assert clocks.moment(date(2027, 12, 1), time(14), "Europe/Berlin").hour == 13

    def test_a_day_of_23_hours(self):
        start, end = (
            clocks.moment(date(2027, 3, 28), time(), "Europe/Berlin"),
            clocks.midnight_after(date(2027, 3, 28), "Europe/Berlin"),
        )
        assert end - start == timedelta(hours=23)

    @pytest.mark.parametrize(
        ("zone", "language", "words"),
        [
            ("Europe/Berlin", "en", "Berlin time"),
            ("UTC", "en", "UTC"),
            ("America/Argentina/Ushuaia", "en", "Ushuaia time"),
        ],
    )
    def test_zones_have_the_name_of_their_city(self, zone, language, words):
        assert clocks.named(zone, language) == words


@pytest.mark.django_db
class TestFiles:
    def test_one_event(self, visitor):
        event = make_event(ends_time=time(16), summary="Come, all; please")
        answer = visitor.get(PAGE)
        text = answer.content.decode()
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert not answer.cookies
        assert f"UID:{event.translation_key}\r\n" in text
        assert f"DTSTART:{NEXT_YEAR}0504T120000Z\r\nDTEND:{NEXT_YEAR}0504T140000Z\r\n" in text
        assert "DESCRIPTION;LANGUAGE=en:Come\\, all\\; please\\nhttp" in re.sub("\r\n ", "", text)
        assert "STATUS:CONFIRMED" in text

    def test_a_newer_version_is_known_as_the_same_and_as_newer(self, visitor):
        event = make_event()
        first = visitor.get(PAGE).content.decode()
        with time_machine.travel(event.last_published_at + timedelta(hours=2)):
            event.change = "cancelled"
            event.slug = "elsewhere"
            event.save_revision().publish()
        second = visitor.get("/news/events/elsewhere/event.ics").content.decode()
        number = [int(re.search(r"SEQUENCE:(\d+)", text)[1]) for text in (first, second)]
        assert number[0] < number[1]
        assert re.search("UID:.*", first)[0] == re.search("UID:.*", second)[0]
        assert "STATUS:CANCELLED" in second

    def test_the_calendar_of_a_language(self, visitor):
        make_event("One")
        make_event("Uno", language="es")
        make_event("Long gone", starts_on=date(2024, 1, 1))
        english, spanish = (
            visitor.get(f"/feeds/events.ics{query}").content.decode() for query in ("", "?lang=es")
        )
        assert ("One" in english, "Uno" in english, "Long gone" in english) == (True, False, False)
        assert ("One" in spanish, "Uno" in spanish) == (False, True)

    def test_who_asks_again_gets_nothing_new(self, visitor):
        make_event()
        tag = visitor.get("/feeds/events.ics")["ETag"]
        assert visitor.get("/feeds/events.ics", HTTP_IF_NONE_MATCH=tag).status_code == 304
