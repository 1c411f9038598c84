"""Who may do what with messages to groups."""

from advocates.core.viewer import Role, Viewer
from advocates.organisations.models import Enquiry


def can_decide(viewer: Viewer, enquiry: Enquiry) -> bool:
    """Staff release or refuse what is held. What has gone to a group is none of theirs."""
    held = (Enquiry.State.HELD, Enquiry.State.REPORTED)
    return viewer.has_role(Role.STAFF) and enquiry.state in held


def can_see_counts(viewer: Viewer) -> bool:
    """Staff see how many messages there are in each state."""
    return viewer.has_role(Role.STAFF)
