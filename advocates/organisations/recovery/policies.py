"""Who may stand for whom when a second factor is lost."""

from django.utils import timezone

from advocates.accounts.models import Person, RoleGrant
from advocates.core.viewer import Role, Viewer
from advocates.organisations.colleagues.policies import shared_mandate, shared_region
from advocates.organisations.models import FactorLoss, Mandate


def can_vouch(viewer: Viewer, loss: FactorLoss, mandates: list[Mandate], alone: list[Mandate]) -> bool:
    """A colleague; where the person is the only one of the group, the representative of its region.

    Whoever speaks for nobody has no colleague: one of the staff stands in, and another one approves.
    """
    if viewer.person is None or viewer.person.pk in {loss.person_id, loss.approved_by_id}:
        return False
    if shared_mandate(viewer, mandates) is not None or shared_region(viewer, alone):
        return True
    return not mandates and viewer.has_role(Role.STAFF)


def can_approve(viewer: Viewer, loss: FactorLoss) -> bool:
    """Staff, but neither the person nor who stood for the person."""
    if viewer.person is None or viewer.person.pk in {loss.person_id, loss.vouched_by_id}:
        return False
    return viewer.has_role(Role.STAFF)


def can_stop(viewer: Viewer, loss: FactorLoss, mandates: list[Mandate]) -> bool:
    """The person, any colleague, the representative of the region, staff. Stopping harms nobody."""
    if viewer.person is None:
        return False
    near = shared_mandate(viewer, mandates) is not None or bool(shared_region(viewer, mandates))
    return near or viewer.person.pk == loss.person_id or viewer.has_role(Role.STAFF)


def is_staff(person: Person | None) -> bool:
    """Whether somebody runs the site at this moment."""
    if person is None or not person.is_active:
        return False
    return RoleGrant.objects.filter(person=person, role=Role.STAFF).valid_at(timezone.now()).exists()


def represents(person: Person | None, region: str) -> bool:
    """Whether somebody is the representative of a region at this moment."""
    if person is None or not person.is_active:
        return False
    grants = RoleGrant.objects.filter(person=person, role=Role.REGIONAL, scope=region)
    return grants.valid_at(timezone.now()).exists()
