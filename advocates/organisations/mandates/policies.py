"""Who may say who speaks for an organisation."""

from django.utils import timezone

from advocates.core.profile import profile
from advocates.core.viewer import Role, Viewer
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.takeover.actions import has_administrator


def is_administrator_of(viewer: Viewer, organisation: Organisation) -> bool:
    """An administrator of this very organisation, by a mandate that is valid now."""
    return any(held.organisation == organisation.pk and held.is_administrator for held in viewer.mandates)


def can_see_mandates(viewer: Viewer, organisation: Organisation) -> bool:
    """Colleagues see who speaks beside them; staff see all."""
    return viewer.has_role(Role.STAFF) or any(
        held.organisation == organisation.pk for held in viewer.mandates
    )


def can_grant_mandate(viewer: Viewer, organisation: Organisation) -> bool:
    """Administrators for their own organisation; staff for any."""
    return viewer.has_role(Role.STAFF) or is_administrator_of(viewer, organisation)


def can_change_role(viewer: Viewer, organisation: Organisation) -> bool:
    """Its administrators; staff only while there is none, since a change counts at once and without notice."""
    if is_administrator_of(viewer, organisation):
        return True
    return viewer.has_role(Role.STAFF) and not has_administrator(organisation, timezone.now())


def can_end_mandate(viewer: Viewer, mandate: Mandate) -> bool:
    """Whoever holds it, whoever could grant it; an administrator’s before it begins, the region’s representative."""
    is_own = viewer.person is not None and viewer.person.pk == mandate.person_id
    return is_own or can_grant_mandate(viewer, mandate.organisation) or can_stop(viewer, mandate)


def can_stop(viewer: Viewer, mandate: Mandate) -> bool:
    """An administrator to come, for the representative of the region."""
    is_to_come = mandate.role == Mandate.Role.ADMINISTRATOR and mandate.starts_at > timezone.now()
    return is_to_come and profile().region_of(mandate.organisation.country) in viewer.regions
