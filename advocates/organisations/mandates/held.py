"""The mandates that a person holds at this moment, for the viewer. Part of its one statement; nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from advocates.core.asking import ASIDE
from advocates.core.profile import profile
from advocates.core.rows import Rows
from advocates.organisations.models import Mandate


@dataclass(frozen=True, slots=True)
class Held:
    """A mandate that is valid now, with what every page says of its organisation."""

    id: int
    organisation: int
    public_id: UUID
    role: str
    name: str = field(metadata=ASIDE)
    slug: str = field(metadata=ASIDE)
    country: str
    # An ISO date, as the statement gives it; None where nobody knows the day.
    member_since: str | None = field(metadata=ASIDE)
    # An instant, as the statement gives it.
    starts_at: str = field(metadata=ASIDE)

    @property
    def is_administrator(self) -> bool:
        return self.role == Mandate.Role.ADMINISTRATOR

    @property
    def region(self) -> str:
        return profile().region_of(self.country)


def held_rows(now: datetime) -> Rows:
    """The mandates that are valid at a moment, the oldest first."""
    return Rows(
        Mandate.of_viewer(now),
        "id",
        "organisation_id",
        "organisation__public_id",
        "role",
        "organisation__name",
        "organisation__slug",
        "organisation__country",
        "organisation__member_since",
        "starts_at",
    )


def read_held(rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """The viewer's mandates; the one that acts is the first until a form says otherwise."""
    held = tuple(Held(pk, place, UUID(public_id), *rest) for pk, place, public_id, *rest in rows)
    return {
        "mandates": held,
        "acting": held[0] if held else None,
        "is_administrator": any(each.is_administrator for each in held),
    }
