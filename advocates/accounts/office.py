"""What upper apps add to the back office's page of a person: a card each, asked with the viewer and the person."""

from collections.abc import Callable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import pgettext

from advocates.accounts.models import Closure, Person, RoleGrant
from advocates.accounts.roles import LABELS
from advocates.core import days
from advocates.core.cards import Card
from advocates.core.profile import in_language, profile
from advocates.core.viewer import Role, Viewer

Part = Callable[[Viewer, Person], Card]
_parts: list[Part] = []


def register_part(part: Part) -> None:
    """Called by apps when they are ready."""
    if part not in _parts:
        _parts.append(part)


def parts_about(viewer: Viewer, person: Person) -> list[Card]:
    """All that the apps say about a person."""
    return [part(viewer, person) for part in _parts]


def found_people(text: str) -> QuerySet[Person]:
    """People by a part of their name or address; everybody for an empty text, but for erased accounts."""
    people = Person.objects.filter(erased_at=None).order_by("full_name", "pk")
    words = text.replace("\0", "").split()[:6]
    for word in words:
        people = people.filter(Q(full_name__icontains=word) | Q(email__icontains=word))
    return people


def state_of(person: Person) -> str:
    """Which of the closures counts; empty for an account that is open."""
    if person.erased_at:
        return str(pgettext("state of an account", "Erased"))
    kinds = {closure.kind for closure in person.closures.all() if closure.lifted_at is None}
    for kind in (Closure.Kind.DECEASED, Closure.Kind.SUSPENDED):
        if kind in kinds:
            return str(kind.label)
    return "" if person.is_active else str(Closure.Kind.SUSPENDED.label)


def role_row(grant: RoleGrant) -> dict[str, object]:
    """A role as people read it: its name, its region, its days."""
    region = profile().regions.get(grant.scope)
    return {
        "grant": grant,
        "label": LABELS[Role(grant.role)],
        "region": in_language(region.names) if region else grant.scope,
        "first": days.day_of(grant.starts_at),
        "last": last_of(grant),
        "is_future": grant.starts_at > timezone.now(),
    }


def last_of(grant: RoleGrant) -> date | None:
    """The last day of a role, where it has one."""
    return days.last_day(grant.ends_at) if grant.ends_at else None
