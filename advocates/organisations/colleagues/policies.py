"""Who is near enough to somebody to help in an emergency."""

from collections.abc import Iterable

from advocates.core.profile import profile
from advocates.core.viewer import Role, Viewer
from advocates.organisations.models import Mandate


def shared_mandate(viewer: Viewer, mandates: Iterable[Mandate]) -> int | None:
    """The viewer's mandate in an organisation for which one of these mandates speaks, too."""
    places = {mandate.organisation_id for mandate in mandates}
    return next((held.id for held in viewer.mandates if held.organisation in places), None)


def shared_region(viewer: Viewer, mandates: Iterable[Mandate]) -> str:
    """The region of one of these mandates' organisations whose representative the viewer is."""
    regions = (profile().region_of(mandate.organisation.country) for mandate in mandates)
    return next((region for region in regions if region in viewer.regions), "")


def can_end_sessions(viewer: Viewer, mandate: Mandate) -> bool:
    """A colleague, the representative of the region, staff; for oneself there is the own account."""
    if viewer.person is None or viewer.person.pk == mandate.person_id:
        return False
    near = shared_mandate(viewer, [mandate]) is not None or bool(shared_region(viewer, [mandate]))
    return near or viewer.has_role(Role.STAFF)
