"""Who may ask people to speak for an organisation, and which invitations still stand."""

from django.utils import timezone

from advocates.core.viewer import Viewer, viewer_for
from advocates.organisations.mandates.policies import can_grant_mandate
from advocates.organisations.models import Invitation, Organisation
from advocates.organisations.vocabulary import State


def can_invite(viewer: Viewer, organisation: Organisation) -> bool:
    """Whoever may say who speaks for it, while it is a member of the network."""
    return organisation.state == State.MEMBER and can_grant_mandate(viewer, organisation)


def can_settle_invitation(viewer: Viewer, invitation: Invitation) -> bool:
    """Send it again, take it back, agree to another account."""
    return can_grant_mandate(viewer, invitation.organisation)


def stands(invitation: Invitation) -> bool:
    """Open, in time, and asked for by somebody who may still ask: an administrator's end takes their invitations along.

    What the office sent stands in the network's name, whoever of the office it was.
    """
    now = timezone.now()
    if not invitation.is_open or invitation.expires_at is None or invitation.expires_at <= now:
        return False
    if invitation.invited_under_id is None:
        return True
    return can_invite(viewer_for(invitation.invited_by), invitation.organisation)
