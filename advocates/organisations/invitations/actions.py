"""Deeds on invitations. Of two that accept one, one does; accounts arise only for addresses that mail has proved."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts import actions as accounts
from advocates.accounts.models import Person
from advocates.core import limits, outbox, stream
from advocates.core.profile import profile
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_for
from advocates.organisations.invitations import mailing, policies
from advocates.organisations.invitations.tokens import Opened
from advocates.organisations.mandates.actions import HasMandate, NoMember, Term, grant_mandate
from advocates.organisations.mandates.policies import is_administrator_of
from advocates.organisations.membership.actions import accept_organisation
from advocates.organisations.models import Invitation, Mandate, Organisation
from advocates.organisations.models.invitations import LIVES
from advocates.organisations.takeover import actions as takeover
from advocates.organisations.vocabulary import State


class Over(Refused):
    """The invitation was accepted or taken back, its time is over, or a newer link was sent."""


class AccountExists(Refused):
    """Somebody has an account with the invited address: they sign in, and no second one arises."""


class Answer(StrEnum):
    """What an acceptance led to."""

    ACCEPTED = "accepted"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked to do what. Without `under` the network's office asks."""

    address: str
    name: str
    language: str
    role: str
    under: Mandate | None = None


def invite(*, actor: Person | None, organisation: Organisation, asked: Asked) -> Invitation:
    """Mail an invitation for a fortnight; one that is open for this address is sent again instead, as it is asked now.

    The same happens whether or not the address is known to us; without `actor` the network itself invites, by a
    decision of its reviewers. Raises `TooOften` after twenty a day for one
    organisation, `NoMember` for one outside the network.
    """
    limits.count("invitation", str(organisation.pk))
    with transaction.atomic():
        locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if locked.state != State.MEMBER:
            raise NoMember(_("This organisation is not a member of the network."))
        known = locked.invitations.open().filter(address=asked.address).first()
        invitation = known or Invitation(organisation=locked, address=asked.address)
        invitation.role, invitation.name, invitation.language = asked.role, asked.name, asked.language
        _asked_by(invitation, actor, asked.under)
        # Whoever is asked for a member is no longer asked to make it one.
        invitation.is_founding = False
        issue(invitation)
        mailing.mail_all([invitation])
        record("sent", invitation, actor)
    return invitation


def send_again(*, actor: Person, invitation: Invitation, under: Mandate | None) -> None:
    """A new link for another fortnight, from whoever sends it now; the old link is void. Raises `Over`."""
    if not invitation.is_founding:
        limits.count("invitation", str(invitation.organisation_id))
    with transaction.atomic():
        current = locked_open(invitation)
        _asked_by(current, actor, under)
        issue(current)
        mailing.mail_all([current])
        record("sent", current, actor)


def _asked_by(invitation: Invitation, actor: Person | None, under: Mandate | None) -> None:
    invitation.invited_by, invitation.invited_under = actor, under
    # Where somebody speaks for the organisation, the founding has nothing more to do there.
    invitation.is_founding = invitation.is_founding and under is None


def issue(invitation: Invitation, *, is_by_hand: bool = False) -> None:
    """A new link for a fortnight; those before it, and what was asked with them, are void."""
    now = timezone.now()
    invitation.link_number += 1
    invitation.expires_at = now + LIVES
    invitation.sent_at, invitation.link_made_at = (None, now) if is_by_hand else (now, None)
    invitation.reminded_at = invitation.bounced_at = invitation.opened_at = None
    invitation.asked_at = invitation.asked_by = None
    invitation.claimed_address = ""
    invitation.save()


def revoke(*, actor: Person, invitation: Invitation) -> bool:
    """Take it back: its link is void from now on, and its mail does not leave. False if it was over already."""
    with transaction.atomic():
        current = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if not current.is_open:
            return False
        current.revoked_at = timezone.now()
        current.save(update_fields=["revoked_at"])
        record("revoked", current, actor)
    return True


def note_opened(invitation: Invitation) -> None:
    """The link was opened, for the first time; that alone accepts nothing."""
    Invitation.objects.filter(pk=invitation.pk, opened_at=None).update(opened_at=timezone.now())


def is_known(address: str) -> bool:
    """Whether somebody has an account with this address. Only whoever holds a link mailed to it may be told."""
    return Person.objects.filter(email=address).exists()


def claim_address(*, opened: Opened, address: str, language: str) -> None:
    """Somebody with a passed-on link says which address is theirs: it gets a link by mail, known to us or not.

    Raises `TooOften` after a few for one invitation or one address, `Over`.
    """
    limits.count("invitation-address", str(opened.invitation.pk))
    limits.count("invitation-address-of", address)
    with transaction.atomic():
        current = _standing(opened)
        current.claimed_address, current.language = address, language
        current.save(update_fields=["claimed_address", "language"])
        mailing.mail_claim(current)


def accept_new(*, opened: Opened, name: str, password: str, language: str) -> Person:
    """Make an account for the address that the mail has proved, and let the person speak for the organisation.

    Raises `Over`, and `AccountExists` where an account with this address has arisen meanwhile.
    """
    new = accounts.NewPerson(opened.proven, name, password, language)
    person = accounts.prepare_person(new)
    with transaction.atomic():
        current = _standing(opened)
        try:
            with transaction.atomic():
                accounts.store_person(None, person)
        except (accounts.AddressTaken, IntegrityError) as taken:
            raise AccountExists(_("You have an account already. Sign in to accept.")) from taken
        _take(current, person)
    return person


def accept(*, opened: Opened, person: Person) -> Answer:
    """Accept with one's account; with another address than the mailed one, ask whoever invited to agree.

    A link that was passed on counts for whoever it was given to, since every account has a proved address.
    """
    with transaction.atomic():
        current = _standing(opened)
        if opened.is_by_hand or opened.proven == person.email:
            _take(current, person)
            return Answer.ACCEPTED
        current.asked_by, current.asked_at = person, timezone.now()
        current.save(update_fields=["asked_by", "asked_at"])
        record("asked", current, person)
    return Answer.ASKED


def agree(*, actor: Person, invitation: Invitation, asked: str) -> None:
    """Let the person accept who asked to with another account; they are told by mail.

    `asked` is the public id of the person whom the page showed. Raises `Over`, also where another one asks by now.
    """
    with transaction.atomic():
        current = locked_open(invitation)
        person = current.asked_by
        if person is None or str(person.public_id) != asked:
            raise Over(_("Nobody waits for an answer here any more."))
        _take(current, person, agreed_by=actor)
        context = {"invitation": current, "profile": profile()}
        outbox.send("organisations/email/invitation_agreed", person.email, person.language, context)


def locked_open(invitation: Invitation) -> Invitation:
    """The row, locked after its organisation as everywhere, while it is open; raises `Over`."""
    Organisation.objects.select_for_update().get(pk=invitation.organisation_id)
    current = Invitation.objects.select_for_update().select_related(None).get(pk=invitation.pk)
    if not current.is_open:
        raise Over(_("This invitation was accepted or taken back already."))
    return current


def _standing(opened: Opened) -> Invitation:
    """The row, locked, if the link is still the valid one and the invitation stands; raises `Over`."""
    current = locked_open(opened.invitation)
    is_replaced = current.link_number != opened.invitation.link_number
    is_claimed_anew = opened.proven not in {"", current.address, current.claimed_address}
    if is_replaced or is_claimed_anew or not policies.stands(current):
        raise Over(_("This invitation is no longer valid. Ask for a new one."))
    return current


def _take(invitation: Invitation, person: Person, agreed_by: Person | None = None) -> None:
    if invitation.is_founding:
        _found(invitation)
    term = Term(proof="invitation")
    if invitation.invited_under_id is None and not is_agreed_by_colleague(agreed_by, invitation):
        term = takeover.with_notice(term, invitation.organisation, invitation.role, timezone.now())
    # Somebody who speaks for it already has nothing more to get, and the invitation has nothing more to do.
    with suppress(HasMandate):
        made = grant_mandate(
            actor=agreed_by or invitation.invited_by,
            person=person,
            organisation=invitation.organisation,
            role=invitation.role,
            term=term,
        )
        takeover.announce(made, agreed_by or invitation.invited_by)
    invitation.accepted_by, invitation.accepted_at = person, timezone.now()
    invitation.asked_at = invitation.asked_by = None
    invitation.save(update_fields=["accepted_by", "accepted_at", "asked_at", "asked_by"])
    record("accepted", invitation, person)


def is_agreed_by_colleague(agreed_by: Person | None, invitation: Invitation) -> bool:
    """Whether an administrator of the group itself has agreed, so that nobody needs to be warned."""
    return agreed_by is not None and is_administrator_of(viewer_for(agreed_by), invitation.organisation)


def _found(invitation: Invitation) -> None:
    """The first administrator confirms: the organisation is a member from now on, without an application."""
    organisation = Organisation.objects.select_for_update().get(pk=invitation.organisation_id)
    administrators = organisation.mandates.filter(role=Mandate.Role.ADMINISTRATOR)
    if administrators.running_at(timezone.now()).exists():
        raise Over(_("Somebody speaks for this organisation already. Ask them to invite you."))
    if organisation.state == State.LISTED:
        accept_organisation(actor=invitation.invited_by, organisation=organisation)
    invitation.organisation.refresh_from_db()
    stream.record(
        "organisations.founding.confirmed",
        organisation,
        actor=invitation.invited_by,
        invitation=invitation.pk,
    )


def record(deed: str, invitation: Invitation, actor: Person | None, **ids: Any) -> None:
    """One entry of the audit stream about an invitation."""
    kind = f"organisations.invitation.{deed}"
    stream.record(kind, invitation, actor=actor, organisation=invitation.organisation_id, **ids)


def remind(*, invitations: Iterable[Invitation]) -> int:
    """Mail those who have not answered the link that they have; returns how many."""
    with transaction.atomic():
        reminded = list(invitations)
        ids = [invitation.pk for invitation in reminded]
        Invitation.objects.filter(pk__in=ids).update(reminded_at=timezone.now())
        mailed = [invitation for invitation in reminded if not invitation.is_by_hand]
        return mailing.mail_all(mailed, mailing.REMINDER)
