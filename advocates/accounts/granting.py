"""Giving and ending the network's tasks from the back office. Nobody becomes staff by one person alone."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts import actions, mails, policies, roles
from advocates.accounts.models import Person, RoleGrant, StaffProposal
from advocates.core import stream
from advocates.core.refused import Refused
from advocates.core.viewer import Role


class HasRole(Refused):
    """The person has this role already, or is proposed for it."""


class NeedsTwo(Refused):
    """One person alone makes nobody staff."""


class ProposalClosed(Refused):
    """The proposal was confirmed, withdrawn, or is too old."""


@dataclass(frozen=True, slots=True)
class Term:
    """From when to when, and for which region; without an end a role goes on until somebody ends it."""

    starts_at: datetime | None = None
    until: datetime | None = None
    scope: str = ""


def give_role(*, actor: Person, person: Person, role: Role, term: Term = Term()) -> RoleGrant:  # noqa: B008 - never changed
    """Give a role from the back office and tell the person by mail. Staff are proposed instead: `NeedsTwo`."""
    if role is Role.STAFF:
        raise NeedsTwo(_("Staff are proposed by one person and confirmed by another."))
    with transaction.atomic():
        _refuse_a_second(person, role, term.scope)
        grant = actions.grant_role(
            actor=actor,
            person=person,
            role=role,
            scope=term.scope,
            starts_at=term.starts_at,
            until=term.until,
        )
        mails.send_role(person, grant, has_ended=False)
    return grant


def take_role(*, actor: Person, grant: RoleGrant) -> bool:
    """End one role now and tell the person; False if it had ended already. The last staff stay: `LastStaff`."""
    now = timezone.now()
    with transaction.atomic():
        current = RoleGrant.objects.select_for_update().open_at(now).filter(pk=grant.pk).first()
        if current is None:
            return False
        if current.role == Role.STAFF:
            roles.refuse_for_last_staff(current.person, now)
        roles.end_grant(actor, current, now)
        roles.announce(current.person)
        mails.send_role(current.person, current, has_ended=True)
    return True


def propose_staff(*, actor: Person, person: Person, term: Term = Term()) -> StaffProposal:  # noqa: B008 - never changed
    """Propose somebody who is to run the site; nothing changes until another person confirms it."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        if actor.pk == person.pk:
            raise NeedsTwo(_("Nobody proposes themselves."))
        _refuse_a_second(person, Role.STAFF, "")
        _close_old(person)
        if StaffProposal.objects.filter(person=person, closed_at=None).exists():
            raise HasRole(_("This person is proposed already."))
        proposal = StaffProposal.objects.create(
            person=person,
            proposed_by=actor,
            starts_at=term.starts_at or timezone.now(),
            ends_at=term.until,
        )
        stream.record("accounts.staff.proposed", proposal, actor=actor, person=person.pk)
        if policies.confirms_themselves(proposal):
            mails.send_staff_proposal(proposal)
    return proposal


def confirm_staff(*, actor: Person, proposal: StaffProposal) -> RoleGrant:
    """The second person agrees, and the role is given. While there is one staff only, that is the person named."""
    with transaction.atomic():
        current = StaffProposal.objects.select_for_update().get(pk=proposal.pk)
        if not policies.is_open_proposal(current):
            raise ProposalClosed(_("This proposal is closed, or too old."))
        if not policies.may_confirm_staff(actor, current):
            raise NeedsTwo(_("Somebody else has to confirm this."))
        now = timezone.now()
        current.confirmed_by, current.closed_at = actor, now
        current.save(update_fields=["confirmed_by", "closed_at"])
        grant = actions.grant_role(
            actor=current.proposed_by,
            person=current.person,
            role=Role.STAFF,
            starts_at=max(current.starts_at, now),
            until=current.ends_at,
        )
        stream.record("accounts.staff.confirmed", current, actor=actor, person=current.person_id)
        mails.send_role(current.person, grant, has_ended=False)
    return grant


def withdraw_staff(*, actor: Person, proposal: StaffProposal) -> bool:
    """Take a proposal back; False if it was closed already."""
    with transaction.atomic():
        open_one = StaffProposal.objects.filter(pk=proposal.pk, closed_at=None)
        is_closed = bool(open_one.update(closed_at=timezone.now()))
        if is_closed:
            stream.record("accounts.staff.withdrawn", proposal, actor=actor, person=proposal.person_id)
    return is_closed


def _close_old(person: Person) -> None:
    old = StaffProposal.objects.filter(
        person=person, proposed_at__lt=timezone.now() - policies.PROPOSAL_LIVES
    )
    old.filter(closed_at=None).update(closed_at=timezone.now())


def _refuse_a_second(person: Person, role: Role, scope: str) -> None:
    held = RoleGrant.objects.filter(person=person, role=role, scope=scope)
    if held.open_at(timezone.now()).exists():
        raise HasRole(_("This person has this task already, now or from a later day on."))
    if not person.is_active:
        raise Refused(_("This account is closed."))
