"""Mandates given and ended in the network's name."""

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from advocates.accounts import mails
from advocates.accounts.models import Person
from advocates.organisations.founding.actions import founding_state
from advocates.organisations.mandates.actions import OwnMandate, Term, end_mandate, grant_mandate
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.takeover import actions as takeover


def give_mandate(
    *, actor: Person, person: Person, organisation: Organisation, role: str, term: Term
) -> Mandate:
    """Let somebody speak for a member organisation; recorded, and the person is told by mail.

    An administrator beside others begins a week later, and everybody near is told.

    Raises `OwnMandate` for oneself, but for whoever sets the network up while it is being founded.
    """
    with transaction.atomic():
        if person.pk == actor.pk and not founding_state():
            raise OwnMandate(
                _(
                    "Nobody gives a mandate to themselves. Ask another person who runs the site, or the organisation."
                )
            )
        term = takeover.with_notice(term, organisation, role, timezone.now())
        made = grant_mandate(actor=actor, person=person, organisation=organisation, role=role, term=term)
        if not takeover.announce(made, actor):
            _tell(person, organisation, has_ended=False)
    return made


def take_mandate(*, actor: Person, mandate: Mandate, reason: str) -> bool:
    """End a mandate, also that of the last administrator; the office gets the task to find another one."""
    with transaction.atomic():
        is_ended = end_mandate(actor=actor, mandate=mandate, ending=Mandate.Ending.NETWORK, note=reason)
        if is_ended:
            _tell(mandate.person, mandate.organisation, has_ended=True)
    return is_ended


def _tell(person: Person, organisation: Organisation, *, has_ended: bool) -> None:
    if not person.is_active:
        return
    with translation.override(person.language):
        sentence = (
            _("The network has ended your mandate for %(organisation)s.")
            if has_ended
            else _("The network has noted that you speak for %(organisation)s.")
        )
        mails.send_sentence(person, sentence % {"organisation": organisation.name})
