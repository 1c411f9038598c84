"""Who may take part in a space, and who runs one."""

from collections.abc import Iterable

from django.utils import timezone

from advocates.core.viewer import Viewer
from advocates.spaces.models import Kind, Space, SpaceSeat, moderates_everywhere

# Who reads: the higher, the more.
_WIDTH = {
    Kind.DIRECT: 0,
    Kind.ROOM: 0,
    Kind.COMMITTEE: 0,
    Kind.REGION: 1,
    Kind.MEMBERS: 2,
    Kind.PUBLIC: 3,
}


def can_read(viewer: Viewer, space: Space) -> bool:
    return space.pk in viewer.spaces


def can_take_part(viewer: Viewer, space: Space) -> bool:
    """Whoever reads a space with a mandate may write there, until it is closed."""
    return can_read(viewer, space) and bool(viewer.mandates) and not space.is_closed


def can_moderate(viewer: Viewer, space: Space) -> bool:
    """Moderators, each in their region where they have one, in what many read; never in rooms and messages."""
    if not can_read(viewer, space) or space.kind in {Kind.ROOM, Kind.DIRECT}:
        return False
    in_region = space.kind == Kind.REGION and space.region in viewer.regions | viewer.moderates
    return in_region or moderates_everywhere(viewer)


def can_run(viewer: Viewer, space: Space) -> bool:
    """Who moderates it; in a room its owners, since no moderator reads there."""
    return space.pk in run_among(viewer, [space])


def run_among(viewer: Viewer, spaces: Iterable[Space]) -> set[int]:
    """The ids of those that somebody runs; one statement for all rooms among them."""
    rooms, run = set[int](), set[int]()
    for space in spaces:
        if space.kind == Kind.ROOM and can_read(viewer, space):
            rooms.add(space.pk)
        elif can_moderate(viewer, space):
            run.add(space.pk)
    if not rooms or viewer.person is None:
        return run
    seats = SpaceSeat.objects.visible_to(viewer).valid_at(timezone.now())
    owned = seats.filter(space__in=rooms, person_id=viewer.person.pk, is_owner=True)
    return run | set(owned.values_list("space_id", flat=True))


def widens(old: Space, new: Space) -> bool:
    """Whether somebody may read in the new space who could not read in the old one."""
    if old.pk == new.pk:
        return False
    # Everybody who reads a region or a room reads what all members read, and nothing else is certain.
    return not (_WIDTH[Kind(new.kind)] < _WIDTH[Kind(old.kind)] and old.kind in {Kind.MEMBERS, Kind.PUBLIC})
