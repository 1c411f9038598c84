"""Who may do what to an account."""

from allauth.mfa.models import Authenticator

from advocates.accounts.roles import roles_of
from advocates.core.access import NEEDS_SECOND_FACTOR
from advocates.core.viewer import Role, Viewer


def needs_second_factor(viewer: Viewer) -> bool:
    """Whether one of the viewer's present roles may only be used with a second factor."""
    return not viewer.roles.isdisjoint(NEEDS_SECOND_FACTOR)


def can_remove_second_factor(authenticator: Authenticator) -> bool:
    """The last real factor (recovery codes are none) stays while the person has a role that needs one."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
    if others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        return True
    return roles_of(authenticator.user).isdisjoint(NEEDS_SECOND_FACTOR)


def can_finish_set_up(viewer: Viewer) -> bool:
    """The set-up person: staff."""
    return viewer.has_role(Role.STAFF)
