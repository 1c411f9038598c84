"""Which spaces somebody may read at this moment, for the viewer. Part of its one statement; nothing is kept."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from advocates.core.profile import profile
from advocates.core.rows import Rows
from advocates.spaces.models import Kind, Space

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def space_rows(now: datetime) -> Rows:
    """The shared spaces, and those in which the person has a seat."""
    return Rows(Space.of_viewer(now), "id", "kind", "region", "role", "is_seated")


def read_spaces(rows: Sequence[Sequence[Any]], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The ids of the spaces, and since when the person's organisations are members.

    Without a mandate that is valid now nobody reads anything, whatever seats and roles there are.
    """
    held = fields.get("mandates", ())
    if not held:
        return {}
    regions = {each.region for each in held} | set(fields.get("regions", ())) - {""}
    roles = fields.get("roles", frozenset())
    read = {
        pk: kind
        for pk, kind, region, role, is_seated in rows
        if is_seated or _is_open(kind, region, role, (regions, roles))
    }
    return {
        "spaces": frozenset(read),
        "conversations": frozenset(pk for pk, kind in read.items() if kind == Kind.DIRECT),
        "reads_from": min(_joined(each) for each in held),
    }


def _is_open(kind: str, region: str, role: str, rights: tuple[set[str], frozenset[Any]]) -> bool:
    regions, roles = rights
    if kind == Kind.REGION:
        return region in regions
    return kind in {Kind.PUBLIC, Kind.MEMBERS} or role in roles


def _joined(held: Any) -> datetime:
    """The beginning of the day on which an organisation joined, in the network's time zone.

    Accepting one notes the day; who was a member before anybody noted it reads everything.
    """
    if not held.member_since:
        return ALWAYS
    day = date.fromisoformat(held.member_since)
    return datetime.combine(day, time.min, tzinfo=profile().zone).astimezone(UTC)
