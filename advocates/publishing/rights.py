"""Who is in which of Wagtail's groups follows from the roles that are valid now, and from nothing else."""

from django.contrib.auth.models import Group
from wagtail.users.models import UserProfile

from advocates.core.viewer import Role

GROUP_OF = {Role.EDITOR: "Editors", Role.STAFF: "Staff"}


def match_groups(person, roles):
    """Put the person into the groups of their roles and take them out of all others."""
    names = [GROUP_OF[role] for role in roles if role in GROUP_OF]
    person.groups.set(Group.objects.filter(name__in=names))
    if names:
        note_language(person)


def note_language(person):
    """In which language Wagtail writes to the person; where it knows none, it takes that of whoever is at work."""
    UserProfile.objects.update_or_create(user=person, defaults={"preferred_language": person.language})
