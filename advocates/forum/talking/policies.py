"""Who may say something about a thing."""

from advocates.core.viewer import Viewer
from advocates.spaces import policies as spaces
from advocates.spaces.talks import Subject


def can_say(viewer: Viewer, subject: Subject) -> bool:
    """Whoever takes part where it stands; what was deleted refuses by itself."""
    return spaces.can_take_part(viewer, subject.space)
