"""What the doctor says: how something is, in a sentence, and what mends it."""

from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """How something is."""

    WELL = "ok"
    MIND = "note"
    BAD = "BAD"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence on how it is, and one on what mends it."""

    how: How
    says: str
    mend: str = ""
