"""Who may do what with a newsletter."""

from advocates.core.viewer import Role


def can_compose(viewer):
    """Editors and staff."""
    return viewer.has_role(Role.EDITOR, Role.STAFF)


def can_approve(viewer, newsletter):
    """Somebody who has not written a word of it: a second person."""
    return can_compose(viewer) and not newsletter.writers.filter(pk=viewer.person.pk).exists()
