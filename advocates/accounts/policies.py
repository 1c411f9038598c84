"""Who may do what to an account."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.utils import timezone

from advocates.accounts.models import Person, RoleGrant, StaffProposal
from advocates.core.viewer import Role, Viewer, viewer_for

PROPOSAL_LIVES = timedelta(days=14)


def can_remove_second_factor(authenticator: Authenticator) -> bool:
    """The last real factor (recovery codes are none) stays while the person does something that needs one."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
    if others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        return True
    return not viewer_for(authenticator.user).needs_second_factor


def can_finish_set_up(viewer: Viewer) -> bool:
    """The set-up person: staff."""
    return viewer.has_role(Role.STAFF)


def can_manage_people(viewer: Viewer) -> bool:
    """Staff give and end tasks, suspend and restore; nobody signs in as somebody else."""
    return viewer.has_role(Role.STAFF)


def is_open_proposal(proposal: StaffProposal) -> bool:
    """Neither confirmed nor withdrawn nor too old, and who proposed it still runs the site."""
    is_young = timezone.now() - proposal.proposed_at < PROPOSAL_LIVES
    return proposal.closed_at is None and is_young and proposal.proposed_by_id in _staff()


def confirms_themselves(proposal: StaffProposal) -> bool:
    """Whether nobody else could: one person alone runs the site, and has proposed this."""
    return _staff() == {proposal.proposed_by_id}


def may_confirm_staff(person: Person, proposal: StaffProposal) -> bool:
    """Staff, but neither who proposed it nor who is proposed; the latter only where there is nobody else."""
    if person.pk == proposal.proposed_by_id or not person.is_active:
        return False
    if person.pk == proposal.person_id:
        return confirms_themselves(proposal)
    return person.pk in _staff()


def _staff() -> set[int]:
    running = RoleGrant.objects.filter(role=Role.STAFF, person__is_active=True).valid_at(timezone.now())
    return set(running.values_list("person_id", flat=True))
