"""A visit to a topic: the divider above what was new stays where it was, until there is something newer to read."""

from datetime import datetime, timedelta
from typing import Any

# Who has read nothing new here for so long is on another visit.
LASTS = timedelta(minutes=30)


def divider_after(topic: Any, now: datetime) -> int:
    """After which post the divider still stands, of a topic as `reading.state` annotates it, where nothing is new."""
    known: int = topic.known_number
    if topic.visit_from is None or topic.visit_at < now - LASTS:
        return known
    return min(known, int(topic.visit_from))
