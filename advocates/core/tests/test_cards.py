"""What waits on a member's first page: the urgent on top, then what has waited longest, at last what has no date."""

from datetime import UTC, datetime

import pytest

from advocates.core import cards
from advocates.core.viewer import VISITOR

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def sources(monkeypatch):
    monkeypatch.setattr(cards, "_sources", [])


def thing(title: str, since: datetime | None = None, **more: bool) -> cards.Waiting:
    return cards.Waiting(title, "", "/members/", "Go", since=since, **more)


def test_order(sources):
    shown = [
        thing("no date"),
        thing("late", DAY.replace(day=9)),
        thing("early", DAY),
        thing("no date, urgent", is_urgent=True),
        thing("urgent", DAY.replace(day=20), is_urgent=True),
    ]
    cards.register_waiting(lambda _viewer: shown)
    waiting, _cards = cards.all_for(VISITOR)
    assert [each.title for each in waiting] == ["urgent", "no date, urgent", "early", "late", "no date"]


def test_the_day_is_worded_for_the_reader():
    found = thing("early", DAY).moment
    assert found is not None
    assert found.iso.startswith("2026-03-01")
    assert thing("no date").moment is None
