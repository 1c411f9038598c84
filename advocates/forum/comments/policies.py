"""Who may say something in public, and who decides about what waits."""

from advocates.core.viewer import Viewer
from advocates.spaces import policies as spaces
from advocates.spaces.models import Space


def speaks_as_member(viewer: Viewer) -> bool:
    """With a mandate that is valid now the comment stands at once, under name and organisation."""
    return viewer.is_member


def can_decide(viewer: Viewer, public: Space) -> bool:
    """Whoever moderates in public."""
    return spaces.can_moderate(viewer, public)
