"""Roles of people: what is valid now, and who wants to know when it changes."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from advocates.accounts.models import Person, RoleGrant
from advocates.core import stream
from advocates.core.jobs import every
from advocates.core.refused import Refused
from advocates.core.rows import Rows
from advocates.core.viewer import Role

LABELS: dict[Role, Any] = {
    Role.EDITOR: pgettext_lazy("task in the network", "Editor"),
    Role.MODERATOR: pgettext_lazy("task in the network", "Moderator"),
    Role.REGIONAL: pgettext_lazy("task in the network", "Regional representative"),
    Role.REVIEWER: pgettext_lazy("task in the network", "Reviewer of applications"),
    Role.STAFF: pgettext_lazy("task in the network", "Staff"),
    Role.STEERING: pgettext_lazy("task in the network", "Steering committee"),
}
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


def holders_of(role: Role) -> QuerySet[Person]:
    """Whoever has a role now and can sign in."""
    grants = RoleGrant.objects.filter(role=role).valid_at(timezone.now())
    return Person.objects.filter(pk__in=grants.values("person_id"), is_active=True).order_by("pk")


class LastStaff(Refused):
    """Without this role nobody could run the network's site any more."""


def refuse_for_last_staff(person: Person, moment: datetime) -> None:
    """Somebody else must run the site without an end in sight; part of the transaction of the deed."""
    running = RoleGrant.objects.select_for_update().filter(role=Role.STAFF).valid_at(moment)
    holders = {grant.person_id: grant.ends_at for grant in running.filter(person__is_active=True)}
    if person.pk in holders and not any(
        ends_at is None for holder, ends_at in holders.items() if holder != person.pk
    ):
        raise LastStaff(_("This is the last person with this role. Give the role to somebody else first."))


def end_grant(actor: Person | None, grant: RoleGrant, now: datetime) -> None:
    """End one role now; one that was to begin later never counts. Part of the transaction of the deed."""
    grant.starts_at = min(grant.starts_at, now - timedelta(microseconds=1))
    grant.ends_at = now
    grant.save(update_fields=["starts_at", "ends_at"])
    stream.record("accounts.role.ended", grant, actor=actor, person=grant.person_id)


def announce(person: Person) -> None:
    """Tell everybody who registered; part of the transaction that changed the roles."""
    roles = roles_of(person)
    for callback in _callbacks:
        callback(person, roles)


@every(seconds=300)
def announce_ended() -> int:
    """Roles that began or ended by their date change without a deed: announce them within five minutes.

    Returns how many people that concerned.
    """
    now, before = timezone.now(), timezone.now() - timedelta(days=2)
    ended = Q(ends_at__lte=now, ends_at__gt=before)
    begun = Q(starts_at__lte=now, starts_at__gt=before)
    people = Person.objects.filter(pk__in=RoleGrant.objects.filter(ended | begun).values("person_id"))
    for person in people:
        announce(person)
    return len(people)


def held_rows(now: datetime) -> Rows:
    """For the viewer: the roles that are valid at a moment, each with its region."""
    return Rows(RoleGrant.objects.filter(person=OuterRef("pk")).valid_at(now), "role", "scope")


def read_held(rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    return {
        "roles": frozenset(Role(role) for role, _scope in rows),
        "regions": frozenset(scope for role, scope in rows if role == Role.REGIONAL),
        "moderates": frozenset(scope for role, scope in rows if role == Role.MODERATOR),
    }


def factor_rows(_now: datetime) -> Rows:
    """For the viewer: whether a second factor is set up, and whether one is owed."""
    factors = Authenticator.objects.filter(user_id=OuterRef("pk"))
    has_one = Exists(factors.exclude(type=Authenticator.Type.RECOVERY_CODES))
    return Rows(Person.objects.filter(pk=OuterRef("pk")), has_one, "owes_second_factor")


def read_factors(rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    return {
        "has_second_factor": any(has_one for has_one, _owes in rows),
        "owes_second_factor": any(owes for _has_one, owes in rows),
    }
