"""Computed figures about the directory, each with what it counts. Nothing here is typed by hand."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """Figures of the public directory at `as_of`."""

    listed: int
    members: int
    confirmed: int
    countries_with_group: int
    languages: int
    online: int
    by_country: Counter[str]
    by_region: Counter[str]
    as_of: datetime
