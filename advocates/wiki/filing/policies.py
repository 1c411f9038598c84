"""Who may take a file off a page."""

from advocates.core.viewer import Viewer
from advocates.files.models import File
from advocates.spaces import policies as spaces
from advocates.wiki.models import WikiPage


def can_take_off(viewer: Viewer, page: WikiPage, file: File, *, runs: bool | None = None) -> bool:
    """Whose it is, their organisation, and who runs the space: what is taken off may be gone for good."""
    is_own = viewer.person is not None and file.person_id == viewer.person.pk
    group = file.mandate.organisation_id if file.mandate is not None else None
    if is_own or group in {held.organisation for held in viewer.mandates}:
        return True
    return spaces.can_run(viewer, page.space) if runs is None else runs
