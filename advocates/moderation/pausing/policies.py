"""Who may pause whom, and who may look at it again."""

from django.utils import timezone

from advocates.accounts.models import Closure, Person
from advocates.accounts.roles import roles_of
from advocates.core.viewer import Role, Viewer
from advocates.moderation.pausing import listing

# Whoever watches over others, or decides for all: about them staff decide.
NEVER = frozenset({Role.STAFF, Role.STEERING, Role.MODERATOR, Role.REGIONAL})


def pauses_somewhere(viewer: Viewer) -> bool:
    """A moderator, of a region or of the whole network, with a mandate."""
    return bool(viewer.moderates and viewer.mandates)


def can_pause(viewer: Viewer, person: Person) -> bool:
    """Somebody who speaks in the moderator's own region and nowhere else; no colleague, and nobody of `NEVER`."""
    if not pauses_somewhere(viewer) or not person.is_active:
        return False
    return _is_own_to_decide(viewer, person) and roles_of(person).isdisjoint(NEVER)


def can_end(viewer: Viewer, pause: Closure) -> bool:
    """Whoever paused, or another who could have."""
    if viewer.person is None or not pauses_somewhere(viewer) or not pause.is_running:
        return False
    return viewer.person.pk == pause.closed_by_id or _is_own_to_decide(viewer, pause.person)


def can_answer(viewer: Viewer, pause: Closure) -> bool:
    """Another than who paused, and of another organisation than theirs."""
    if not can_end(viewer, pause) or pause.appealed_at is None or pause.answered_at is not None:
        return False
    if viewer.person is None or viewer.person.pk == pause.closed_by_id or pause.closed_by is None:
        return pause.closed_by is None
    return listing.own_of(viewer).isdisjoint(listing.groups_of(pause.closed_by, timezone.now()))


def _is_own_to_decide(viewer: Viewer, person: Person) -> bool:
    groups = listing.groups_of(person, timezone.now())
    if not groups or (viewer.person is not None and viewer.person.pk == person.pk):
        return False
    return listing.own_of(viewer).isdisjoint(groups) and listing.covers(viewer, groups.values())
