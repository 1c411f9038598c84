"""Which spaces somebody may read at this moment, for the viewer. Part of its one statement; nothing is kept."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from advocates.core.profile import profile
from advocates.core.rows import Rows
from advocates.spaces.models import Kind, Space, SpaceSeat

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def seated_rows(now: datetime) -> Rows:
    """The spaces in which the person has a seat, found by the person's few seats."""
    return Rows(SpaceSeat.of_viewer(now), "space_id", "space__kind")


def read_seated(rows: Sequence[Sequence[Any]], fields: Mapping[str, Any]) -> dict[str, Any]:
    """What seats open. Without a mandate that is valid now nobody reads anything, whatever seats there are."""
    if not fields.get("mandates"):
        return {}
    return {
        "spaces": frozenset(pk for pk, _kind in rows),
        "conversations": frozenset(pk for pk, kind in rows if kind == Kind.DIRECT),
    }


def shared_rows(_now: datetime) -> Rows:
    """The spaces that are open to many."""
    return Rows(Space.shared(), "id", "kind", "region", "role")


def read_shared(rows: Sequence[Sequence[Any]], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Those that regions and roles open beside the seats, and since when the person's organisations are members.

    Without a mandate that is valid now nobody reads anything, whatever roles there are.
    """
    held = fields.get("mandates", ())
    if not held:
        return {}
    regions = {each.region for each in held} | set(fields.get("regions", ())) - {""}
    rights = regions, fields.get("roles", frozenset())
    opened = frozenset(pk for pk, kind, region, role in rows if _is_open(kind, region, role, rights))
    return {
        "spaces": fields["spaces"] | opened,
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
