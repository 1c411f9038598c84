"""Mails to the people of an organisation about one of them."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from advocates.accounts.mails import send
from advocates.accounts.models import Person


def tell_renamed(person: Person, old: str, told: Iterable[Person]) -> None:
    """Somebody has another name now."""
    url = settings.SITE_URL + reverse("own_organisation")
    for each in told:
        send("organisations/email/renamed", each, old=old, new=person.full_name, url=url)


def tell_died(person: Person, told: Iterable[Person]) -> None:
    """Somebody has died; nothing is asked of anybody."""
    for each in told:
        send("organisations/email/died", each, name=person.full_name)


def tell_lives(person: Person, told: Iterable[Person]) -> None:
    """It was wrong, and we are sorry."""
    for each in told:
        send("organisations/email/lives", each, name=person.full_name)
