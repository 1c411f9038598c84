"""Who may give a page another space."""

from advocates.core.viewer import Viewer
from advocates.spaces.models import Space
from advocates.wiki import policies
from advocates.wiki.models import WikiPage


def can_move_to(viewer: Viewer, page: WikiPage, space: Space) -> bool:
    """Whoever writes in both: where the page is, and where it goes."""
    if page.space_id == space.pk or not policies.can_change_page(viewer, page):
        return False
    return policies.can_begin_page(viewer, space)
