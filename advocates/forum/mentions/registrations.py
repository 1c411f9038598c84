"""When names change: the worker makes the texts anew in which they stand."""

from typing import Any

from django.db.models.signals import pre_delete

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.forum.mentions import actions

OF_PERSON = ("renamed", "protected", "unprotected", "erased")
OF_ORGANISATION = ("changed", "published", "unpublished", "protected", "unprotected")


def register_all() -> None:
    """Called when the app is ready."""
    stream.register_kind("forum.mention.made")
    for deed in OF_PERSON:
        stream.follow(f"accounts.person.{deed}", actions.follow_person)
    for deed in OF_ORGANISATION:
        stream.follow(f"organisations.organisation.{deed}", actions.follow_organisation)
    pre_delete.connect(_forget, sender=Person, dispatch_uid="forum.mentions")


def _forget(instance: Any, **_rest: Any) -> None:
    # Whoever deletes an account need not think of it: afterwards nobody could find the texts any more.
    actions.forget_person(instance)
