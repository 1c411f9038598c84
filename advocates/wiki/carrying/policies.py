"""Who may carry pages out of a space and into it."""

from advocates.core.viewer import Viewer
from advocates.spaces import policies as spaces
from advocates.spaces.models import Kind, Space
from advocates.spaces.newcomers import is_newcomer
from advocates.wiki import policies


def can_take_out(viewer: Viewer, space: Space) -> bool:
    """Whoever reads it and is not new; out of a room only who owns it."""
    if space.kind not in policies.WITH_PAGES or not spaces.can_read(viewer, space) or is_newcomer(viewer):
        return False
    return space.kind != Kind.ROOM or spaces.can_run(viewer, space)


def can_bring_in(viewer: Viewer, space: Space) -> bool:
    """Whoever takes part and is not new: many pages come at once."""
    return policies.can_begin_page(viewer, space) and not is_newcomer(viewer)
