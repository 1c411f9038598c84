"""Deeds of the founding. That one person alone may accept an organisation ends by itself with the third mandate."""

from collections.abc import Iterable
from urllib.parse import quote

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.core.models import Installation
from advocates.core.profile import profile
from advocates.core.refused import Refused
from advocates.organisations.invitations import actions as invitations
from advocates.organisations.invitations import mailing, tokens
from advocates.organisations.mandates.actions import Term, grant_mandate
from advocates.organisations.membership.actions import accept_organisation
from advocates.organisations.models import Invitation, InvitationQuerySet, Mandate, Organisation
from advocates.organisations.models.invitations import REMINDED_BEFORE
from advocates.organisations.vocabulary import State

ENOUGH_ORGANISATIONS = 3


class FoundingOver(Refused):
    """Enough organisations hold a mandate: from now on two reviewers accept an organisation, never one person."""


def founding_state() -> bool:
    """Whether fewer than three organisations hold a mandate that is valid now; demonstration people do not count."""
    valid = Mandate.objects.valid_at(timezone.now()).filter(person__is_demonstration=False)
    return valid.order_by().values("organisation").distinct().count() < ENOUGH_ORGANISATIONS


def require_founding_state() -> None:
    """Part of the transaction of a deed that only the founding allows; of several at once one goes first.

    Raises `FoundingOver`.
    """
    Installation.objects.select_for_update().get_or_create(pk=1)
    if not founding_state():
        raise FoundingOver(
            _(
                "Three organisations hold a mandate, so the founding is over. Nobody accepts an organisation alone "
                "any more: it applies, and two reviewers decide."
            )
        )


def found_alone(*, actor: Person, organisation: Organisation, person: Person) -> Mandate:
    """Accept a listed organisation and make somebody its administrator: no application, no second person.

    Raises `FoundingOver`. It stands in the record that all members can read.
    """
    with transaction.atomic():
        require_founding_state()
        locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if locked.state == State.LISTED:
            locked = accept_organisation(actor=actor, organisation=locked)
        made = grant_mandate(
            actor=actor,
            person=person,
            organisation=locked,
            role=Mandate.Role.ADMINISTRATOR,
            term=Term(proof="founding"),
        )
        stream.record("organisations.founding.granted", locked, actor=actor, person=person.pk)
    return made


def send_wave(*, actor: Person, chosen: InvitationQuerySet) -> int:
    """Mail everybody chosen who is still to answer and has an address, in their language; returns how many.

    Each gets a new link for a fortnight; those before it are void.
    """
    with transaction.atomic():
        wave = list(
            chosen.open().filter(is_founding=True, asked_at=None).exclude(address="").select_for_update()
        )
        for invitation in wave:
            invitation.invited_by, invitation.invited_under = actor, None
            invitations.issue(invitation)
            invitations.record("sent", invitation, actor)
        return mailing.mail_all(wave)


def remind_wave(*, chosen: InvitationQuerySet) -> int:
    """Mail once more, with the same link, whoever was mailed and has not answered; nobody twice within three days."""
    now = timezone.now()
    waiting = chosen.waiting_at(now).filter(
        is_founding=True, asked_at=None, link_made_at=None, bounced_at=None
    )
    recently = now - REMINDED_BEFORE
    waiting = waiting.filter(sent_at__lte=recently).exclude(reminded_at__gt=recently)
    return invitations.remind(invitations=waiting.exclude(address=""))


def make_link(*, actor: Person, invitation: Invitation) -> str:
    """A link that works once and is passed on by hand; mailed links of this invitation are void. Raises `Over`."""
    with transaction.atomic():
        current = invitations.locked_open(invitation)
        current.invited_by, current.invited_under = actor, None
        invitations.issue(current, is_by_hand=True)
        invitations.record("link_made", current, actor)
    with translation.override(current.language):
        return tokens.url_of(current, "")


def message_with(url: str, invitation: Invitation) -> str:
    """What somebody could write beside the link, in the language of the invited person."""
    with translation.override(invitation.language):
        return _(
            "Hello! The %(network)s invites %(name)s to take part. Open this link to confirm; it works once: %(url)s"
        ) % {"network": profile().name, "name": invitation.organisation.name, "url": url}


def whatsapp_url(text: str) -> str:
    """Opens WhatsApp with the text, for a contact that is chosen there."""
    return f"https://wa.me/?text={quote(text)}"


def put_on_list(rows: Iterable[Invitation], actor: Person) -> None:
    """Write invitations that are not sent yet; part of the transaction that `require_founding_state` began."""
    made = Invitation.objects.bulk_create(rows, batch_size=500)
    for invitation in made:
        stream.record(
            "organisations.founding.listed", invitation.organisation, actor=actor, invitation=invitation.pk
        )
