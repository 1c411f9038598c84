"""Mails about a lost second factor: to the person, the colleagues, the staff. Each holds a link that stops it."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from advocates.accounts.mails import send
from advocates.accounts.models import Person, RoleGrant
from advocates.core import links
from advocates.core.viewer import Role
from advocates.organisations.models import FactorLoss

STOP, REMOVE = "factor-loss-stop", "factor-loss"


def tell(loss: FactorLoss, colleagues: Iterable[Person], event: str) -> None:
    """What happened ("asked", "agreed", "stopped"), to everybody who can stop it or has to do something."""
    person = loss.person
    for address in addresses_of(person):
        _send(loss, event, person, address=address)
    for colleague in colleagues:
        _send(loss, event, colleague, page="factor_loss")
    near = {person.pk, *(colleague.pk for colleague in colleagues)}
    for each in staff():
        if each.pk not in near:
            _send(loss, event, each, page="factor_loss_office")


def _send(loss: FactorLoss, event: str, told: Person, *, address: str = "", page: str = "") -> None:
    with translation.override(told.language):
        stop_url = links.url_of(STOP, [loss.pk, told.pk])
    send(
        "organisations/email/factor_loss",
        told,
        address=address,
        event=event,
        name=loss.person.full_name,
        is_own=told.pk == loss.person_id,
        ready_at=loss.ready_at and timezone.localtime(loss.ready_at, told.zone),
        stop_url=stop_url,
        page_url=settings.SITE_URL + reverse(page, args=[loss.public_id]) if page else "",
    )


def send_link(loss: FactorLoss) -> None:
    """The link that removes the factors; it works once, and only for who also knows the password afterwards."""
    with translation.override(loss.person.language):
        url, stop_url = links.url_of(REMOVE, [loss.pk]), links.url_of(STOP, [loss.pk, loss.person_id])
    send("organisations/email/factor_loss_link", loss.person, url=url, stop_url=stop_url)


def addresses_of(person: Person) -> list[str]:
    """The confirmed addresses of a person."""
    confirmed = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    return sorted({person.email, *confirmed})


def staff() -> list[Person]:
    """Who runs the site at this moment."""
    held = RoleGrant.objects.filter(role=Role.STAFF).valid_at(timezone.now())
    return list(Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("pk"))
