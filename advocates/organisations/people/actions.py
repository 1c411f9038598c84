"""Deeds on protection: a person or a group decides alone how far their names go."""

from django.db import transaction
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.organisations.actions import renew
from advocates.organisations.models import Organisation


def set_protection(*, person: Person, is_protected: bool) -> None:
    """The person is in no directory from the next request on, or is again; nobody else is asked."""
    with transaction.atomic():
        if (
            Person.objects.filter(pk=person.pk)
            .exclude(is_protected=is_protected)
            .update(is_protected=is_protected)
        ):
            deed = "protected" if is_protected else "unprotected"
            stream.record(f"accounts.person.{deed}", person, actor=person)


def set_group_protection(*, actor: Person, organisation: Organisation, is_protected: bool) -> None:
    """The group vanishes from everything public and from other members' lists at once, or comes back."""
    with transaction.atomic():
        changed = Organisation.objects.filter(pk=organisation.pk).exclude(is_protected=is_protected)
        if changed.update(is_protected=is_protected, changed_at=timezone.now()):
            deed = "protected" if is_protected else "unprotected"
            stream.record(f"organisations.organisation.{deed}", organisation, actor=actor)
            renew()
