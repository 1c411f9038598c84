"""Who may do what with entries of the directory."""

from advocates.core.viewer import Role, Viewer


def can_edit_organisations(viewer: Viewer) -> bool:
    """Staff edit every entry; editors write pages, not entries."""
    return viewer.has_role(Role.STAFF)
