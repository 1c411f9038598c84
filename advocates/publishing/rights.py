"""Who is in which of Wagtail's groups follows from the roles that are valid now, and from nothing else."""

from django.contrib.auth.models import Group

from advocates.core.viewer import Role

GROUP_OF = {Role.EDITOR: "Editors", Role.STAFF: "Staff"}


def match_groups(person, roles):
    """Put the person into the groups of their roles and take them out of all others."""
    names = [GROUP_OF[role] for role in roles if role in GROUP_OF]
    person.groups.set(Group.objects.filter(name__in=names))
