"""Who may do what with a file. Opening it is `visible_to`'s."""

from advocates.core.viewer import Viewer
from advocates.files.models import LIBRARY, File


def can_remove(viewer: Viewer, file: File) -> bool:
    """Who has uploaded it; what is in a library is deleted there, with a reason."""
    if viewer.person is None or file.person_id != viewer.person.pk:
        return False
    return not file.uses.filter(kind=LIBRARY).exists()
