"""Who may report, and who may decide about it."""

from advocates.core.viewer import Role, Viewer
from advocates.moderation.kinds import Target
from advocates.moderation.models import Case, Flag
from advocates.spaces import policies as spaces
from advocates.spaces.models import Space, moderates_everywhere


def is_own(viewer: Viewer, person_id: int | None) -> bool:
    return viewer.person is not None and viewer.person.pk == person_id


def is_moderator(viewer: Viewer) -> bool:
    """Whether it is the viewer's task to decide about reports somewhere; follows from the viewer."""
    return moderates_everywhere(viewer) or bool(viewer.regions or viewer.moderates)


def has_queue(viewer: Viewer) -> bool:
    """Whether there is anywhere where the viewer decides about reports: also as the owner of a room."""
    if is_moderator(viewer) and viewer.mandates:
        return True
    return Space.objects.visible_to(viewer).moderated_by(viewer).exists()


def can_flag(viewer: Viewer, target: Target) -> bool:
    """Whoever reads it with a mandate; nobody reports what they wrote themselves, they take it back."""
    readable = spaces.can_read(viewer, target.space) and bool(viewer.mandates)
    return readable and not is_own(viewer, target.author_id)


def can_hide(viewer: Viewer, target: Target) -> bool:
    """Who runs the space, but not with their own words."""
    return spaces.can_run(viewer, target.space) and not is_own(viewer, target.author_id)


def is_involved(viewer: Viewer, case: Case) -> bool:
    """Whether one of the viewer's organisations wrote it or reported it; whoever is involved does not decide."""
    own = {held.organisation for held in viewer.mandates}
    if case.organisation_id in own:
        return True
    flags = Flag.objects.visible_to(viewer).filter(case=case)
    return flags.filter(mandate__organisation__in=own).exists()


def has_decided(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer, or their organisation, took the decision that is appealed."""
    by = case.decided_mandate.organisation_id if case.decided_mandate is not None else None
    return is_own(viewer, case.decided_by_id) or by in {held.organisation for held in viewer.mandates}


def place_of(viewer: Viewer, case: Case) -> str:
    """Where it stands; who may not read there learns only what kind of place it is, not how it is called."""
    return case.space.name if case.space_id in viewer.spaces else str(case.space.get_kind_display())


def can_appeal(viewer: Viewer, case: Case) -> bool:
    return is_own(viewer, case.author_id) and case.may_be_appealed


def can_undo_acts(viewer: Viewer) -> bool:
    """Take back what one moderator did: staff. It shows no text, so that they need not read the spaces."""
    return viewer.has_role(Role.STAFF)
