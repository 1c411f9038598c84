"""What administrators and the office see of invitations."""

from datetime import datetime

from django.db.models import QuerySet

from advocates.core.asking import written_once
from advocates.core.viewer import Viewer
from advocates.organisations.models import Invitation, Organisation

# Those who have accepted are among the people; what was taken back is of no use to anybody.
MOST = 100


def invitations_of(organisation: Organisation, viewer: Viewer) -> list[Invitation]:
    """The open ones, newest first, also where their time is over: they can be sent again."""
    rows = _open(viewer, organisation)
    for row in rows:
        # It is at hand; to read its many columns again would cost more than the rest of the question.
        row.organisation = organisation
    return rows


@written_once
def _open(viewer: Viewer, organisation: Organisation) -> QuerySet[Invitation]:
    found = Invitation.objects.visible_to(viewer).open().filter(organisation=organisation)
    return found.select_related("asked_by", "invited_by")[:MOST]


@written_once
def waiting_for_agreement(viewer: Viewer, now: datetime) -> QuerySet[Invitation]:
    """Where somebody asked to accept with another account, in organisations that the viewer is an administrator of."""
    own = [held.organisation for held in viewer.mandates if held.is_administrator]
    found = Invitation.objects.visible_to(viewer).in_state(Invitation.State.ASKED, now)
    return found.filter(organisation__in=own).select_related("organisation", "asked_by")[:10]
