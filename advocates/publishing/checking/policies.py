"""Who may say of a draft that it is right."""

from advocates.core.viewer import Role


def can_answer(viewer, look):
    """Somebody outside: nobody who may publish it, and whoever made the link least of all, under whatever name."""
    if viewer.person is not None and viewer.person.pk == look.made_by_id:
        return False
    return not viewer.has_role(Role.EDITOR, Role.STAFF)
