"""Who may do what with a newsletter."""

from advocates.core.viewer import Role


def can_compose(viewer):
    """Editors and staff."""
    return viewer.has_role(Role.EDITOR, Role.STAFF)


def can_approve(viewer, newsletter):
    """Staff, and of them somebody who has not written a word of it: a second person. Editors prepare."""
    return viewer.has_role(Role.STAFF) and not newsletter.writers.filter(pk=viewer.person.pk).exists()
