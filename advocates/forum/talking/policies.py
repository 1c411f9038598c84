"""Who may say something about a thing."""

from advocates.core.viewer import Viewer
from advocates.spaces import policies as spaces
from advocates.spaces.talks import Subject


def can_say(viewer: Viewer, subject: Subject) -> bool:
    """Whoever takes part where it stands; what was deleted refuses by itself. What has an address of its own is talked
    about there."""
    return not subject.elsewhere and spaces.can_take_part(viewer, subject.space)
