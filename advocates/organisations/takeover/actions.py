"""No rival takes a group over by way of the network: where administrators speak for it, a further one whom the network
names begins a week later, everybody near is told at once, and the group or its region can stop it until then.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from advocates.accounts.mails import send, send_sentence
from advocates.accounts.models import Person
from advocates.core import days, stream
from advocates.organisations.colleagues.actions import regions_of, representatives_of
from advocates.organisations.mandates.actions import Term
from advocates.organisations.models import Mandate, Organisation

NOTICE = timedelta(days=7)


def with_notice(term: Term, organisation: Organisation, role: str, moment: datetime) -> Term:
    """The term as it may begin: for an administrator beside others a week from now, or later."""
    if role != Mandate.Role.ADMINISTRATOR or not has_administrator(organisation, moment):
        return term
    return replace(term, starts_at=max(term.starts_at or moment, moment + NOTICE))


def has_administrator(organisation: Organisation, moment: datetime) -> bool:
    """Somebody with an open account says who speaks for it; a deputy counts, for they stand in for such a one."""
    held = Mandate.objects.running_at(moment).filter(organisation=organisation, person__is_active=True)
    return held.filter(role=Mandate.Role.ADMINISTRATOR).exists()


def announce(mandate: Mandate, actor: Person | None) -> bool:
    """Tell everybody who speaks for the group, and its region’s representatives, of an administrator to come.

    The one who comes hears when. False for a mandate that begins at once.
    """
    if mandate.starts_at <= timezone.now() or mandate.role != Mandate.Role.ADMINISTRATOR:
        return False
    stream.record(
        "organisations.mandate.announced", mandate, actor=actor, organisation=mandate.organisation_id
    )
    for person, may_stop in people_near(mandate):
        address = ("mandate_end", [mandate.public_id]) if may_stop else ("own_organisation", [])
        send(
            "organisations/email/takeover",
            person,
            new=mandate.person.full_name,
            group=mandate.organisation.name,
            first=days.day_of(mandate.starts_at),
            url=settings.SITE_URL + reverse(address[0], args=address[1]),
        )
    _tell_who_comes(mandate)
    return True


def _tell_who_comes(mandate: Mandate) -> None:
    with translation.override(mandate.person.language):
        sentence = _("From %(date)s on you speak for %(organisation)s. Its people have been told.") % {
            "date": date_format(days.day_of(mandate.starts_at)),
            "organisation": mandate.organisation.name,
        }
        send_sentence(mandate.person, sentence)


def people_near(mandate: Mandate) -> list[tuple[Person, bool]]:
    """Who can judge whether it is right, and whether they can stop it: not the one whom it is about."""
    held = Mandate.objects.running_at(timezone.now()).filter(organisation=mandate.organisation_id)
    speakers = Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("pk")
    administrators = set(held.filter(role=Mandate.Role.ADMINISTRATOR).values_list("person", flat=True))
    found = {person: person.pk in administrators for person in speakers}
    found |= dict.fromkeys(representatives_of(regions_of([mandate])), True)
    return [(person, may_stop) for person, may_stop in found.items() if person.pk != mandate.person_id]
