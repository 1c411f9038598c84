"""An event that nobody has published, or that was taken back, is told by no file, feed, list, search or picture."""

from datetime import date

import pytest

from advocates.publishing.events import feed
from advocates.publishing.models import EventPage
from advocates.publishing.tests.events import make_event
from advocates.search import page_index

pytestmark = pytest.mark.django_db
ADDRESSES = (
    "/",
    "/news/",
    "/news/events/",
    "/news/events/?year=2024",
    "/news/events/xylophone/",
    "/news/events/xylophone/event.ics",
    "/news/events/xylophone/card.png",
    "/feeds/events.ics",
    "/feeds/events.atom",
    "/feeds/events.rss",
    "/feeds/events.json",
    "/search/?q=xylophone",
    "/sitemap-pages-1.xml",
)


def told(client):
    """Where it is told; a page that is not found repeats the address that was asked for, and no more."""
    page_index.forget()
    answers = {at: client.get(at) for at in ADDRESSES}
    texts = {at: answer.content.decode(errors="replace").lower() for at, answer in answers.items()}
    found = {at for at, answer in answers.items() if "/xylophone/" in at and answer.status_code != 404}
    found |= {at for at, text in texts.items() if "secret place" in text}
    found |= {at for at, text in texts.items() if "xylophone/" in text and answers[at].status_code != 404}
    return sorted(found)


@pytest.mark.parametrize("day", ["2024-01-02", "2031-01-02"])
def test_a_draft_is_told_nowhere(visitor, day):
    make_event("Xylophone", starts_on=date.fromisoformat(day), place="Secret place", live=False)
    assert told(visitor) == []


def test_nor_is_what_was_taken_back(visitor):
    event = make_event("Xylophone", place="Secret place")
    assert len(told(visitor)) > 6
    event.unpublish()
    assert told(visitor) == []


def test_nor_is_a_change_that_nobody_has_published(visitor):
    event = make_event("Open")
    event.place = "Secret place"
    event.save_revision()
    assert told(visitor) == []


def test_without_the_door_calendar_and_feed_would_tell(visitor, monkeypatch):
    """The twin."""
    make_event("Xylophone", place="Secret place", starts_on=date(2031, 1, 2), live=False)
    EventPage.objects.update(first_published_at="2026-01-01T00:00:00Z")
    monkeypatch.setattr(feed, "published", lambda: EventPage.objects.select_related("locale"))
    assert {"/feeds/events.ics", "/feeds/events.atom", "/news/events/xylophone/event.ics"} <= set(
        told(visitor)
    )
