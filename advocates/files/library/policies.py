"""Who may add to a library, change what is there, and take it out. Opening is `visible_to`'s."""

from advocates.core.viewer import Viewer
from advocates.files.models import LibraryFile
from advocates.files.models.library import WITH_LIBRARY
from advocates.spaces import policies as spaces
from advocates.spaces.models import Space


def can_add(viewer: Viewer, space: Space) -> bool:
    """Whoever may write in a space that has a library."""
    return space.kind in WITH_LIBRARY and spaces.can_take_part(viewer, space)


def can_change(viewer: Viewer, item: LibraryFile) -> bool:
    """Who added it, the colleagues of today, since it is the organisation's, and who runs the space."""
    if not spaces.can_take_part(viewer, item.space) or viewer.person is None:
        return False
    owner = item.mandate.organisation_id if item.mandate is not None else None
    is_own = item.person_id == viewer.person.pk or owner in {held.organisation for held in viewer.mandates}
    return is_own or spaces.can_run(viewer, item.space)
