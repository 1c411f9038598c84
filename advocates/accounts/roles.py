"""Roles of people: what is valid now, and who wants to know when it changes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.utils import timezone

from advocates.accounts.models import Person, RoleGrant
from advocates.core.jobs import every
from advocates.core.viewer import Role

Callback = Callable[[Person, frozenset[Role]], None]
_callbacks: list[Callback] = []


def on_change(callback: Callback) -> Callback:
    """Have `callback(person, roles valid now)` called whenever a person's roles changed; it may be called again."""
    if callback not in _callbacks:
        _callbacks.append(callback)
    return callback


def roles_of(person: Person, moment: datetime | None = None) -> frozenset[Role]:
    """The roles that are valid at a moment (now)."""
    grants = RoleGrant.objects.filter(person=person).valid_at(moment or timezone.now())
    return frozenset(Role(role) for role in grants.values_list("role", flat=True))


def announce(person: Person) -> None:
    """Tell everybody who registered; part of the transaction that changed the roles."""
    roles = roles_of(person)
    for callback in _callbacks:
        callback(person, roles)


@every(seconds=300)
def announce_ended() -> int:
    """Roles that ended by their date change without a deed: announce them within five minutes; returns how many."""
    now = timezone.now()
    ended = RoleGrant.objects.filter(ends_at__lte=now, ends_at__gt=now - timedelta(days=2))
    people = Person.objects.filter(pk__in=ended.values("person_id"))
    for person in people:
        announce(person)
    return len(people)


def rights_of(person: AbstractBaseUser) -> dict[str, Any]:
    """The viewer's roles and whether a second factor is set up, both in one statement."""
    factors = Authenticator.objects.filter(user_id=OuterRef("pk")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    now = timezone.now()
    started, running = (
        Q(role_grants__starts_at__lte=now),
        Q(role_grants__ends_at=None) | Q(role_grants__ends_at__gt=now),
    )
    rows = list(
        Person.objects.filter(pk=person.pk)
        .annotate(held=FilteredRelation("role_grants", condition=started & running))
        .values_list("held__role", Exists(factors))
    )
    return {
        "roles": frozenset(Role(role) for role, _has_factor in rows if role),
        "has_second_factor": any(has_factor for _role, has_factor in rows),
    }
