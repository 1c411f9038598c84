"""In a real browser: an event says when it is by the clock of whoever reads."""

from datetime import time

import pytest

from advocates.publishing.tests.events import NEXT_YEAR, make_event

# Begin and end in Berlin, in summer: two hours before the clock of the world.
HOURS = {"starts_time": time(14), "ends_time": time(15, 30)}


def own_hours(browser, live_server, zone, *, language="en", **options):
    """What stands beside the hours of the place; None where nothing does."""
    make_event(language=language, slug="groups", **HOURS)
    context = browser.new_context(timezone_id=zone, **options)
    page = context.new_page()
    prefix = "" if language == "en" else f"/{language}"
    page.goto(f"{live_server.url}{prefix}/news/events/groups/")
    place = page.locator("[data-own-time]")
    shown = place.inner_text() if place.is_visible() else None
    assert page.locator(".event-when").is_visible()
    context.close()
    return shown


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/Lima", ["4 May", "07:00", "08:30", "GMT-5"]),
        ("Asia/Kolkata", ["4 May", "17:30", "19:00", "GMT+5:30"]),
        # There the next day begins with it.
        ("Pacific/Auckland", ["5 May", "00:00", "01:30", "GMT+12"]),
    ],
)
def test_by_the_clock_of_the_device(browser, live_server, zone, words):
    shown = own_hours(browser, live_server, zone)
    assert shown.startswith("By the clock of your device")
    assert [word for word in [*words, str(NEXT_YEAR)] if word not in shown] == []


@pytest.mark.parametrize(
    ("language", "label"), [("es", "Según el reloj de tu dispositivo"), ("ar", "بحسب ساعة جهازك")]
)
def test_in_the_language_of_the_page(browser, live_server, language, label):
    shown = own_hours(browser, live_server, "America/Lima", language=language)
    label_shown, _line, hours = shown.partition("\n")
    assert label_shown == label
    assert hours.strip()
    assert "May" not in hours


def test_nothing_is_said_twice_to_who_has_the_clock_of_the_place(browser, live_server):
    assert own_hours(browser, live_server, "Europe/Berlin") is None


def test_without_scripts_the_hours_of_the_place_suffice(browser, live_server):
    assert own_hours(browser, live_server, "America/Lima", java_script_enabled=False) is None
