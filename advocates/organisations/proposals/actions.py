"""Deeds on proposals: a group makes, changes and takes back its own; the office takes it over or refuses it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core import jobs, links, outbox, stream
from advocates.core.asking import written_once
from advocates.core.models import Mail
from advocates.core.refused import Refused
from advocates.organisations import actions, group_links, tasks
from advocates.organisations.hints import actions as hints
from advocates.organisations.models import ConfirmationAsk, Hint, Organisation, Proposal
from advocates.organisations.proposals.content import Content, content_of, differing, entry_with, same
from advocates.organisations.vocabulary import ConfirmedBy

LINK, WITHDRAW = "propose", "withdraw"
PURPOSE = "organisations.proposal"
TASK = "proposal"
KEPT = timedelta(days=183)


class ProposalChanged(Refused):
    """The group changed its proposal after the office had opened it."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a group writes: the fields that should change, what they are now, a note, and in which language."""

    content: Content
    before: Content
    note: str
    lang: str
    address: str = ""


def propose(
    *,
    organisation: Organisation,
    base_revision: int,
    written: Written,
    actor: models.Model | None = None,
) -> Proposal:
    """Store a group's proposal, in the place of one that waits still; the office gets a task. Changes no entry.

    `actor` speaks for the group; nobody is known where somebody came by a mailed link.

    Raises `SomebodyElseChanged` where the entry is no longer what the group has read.
    """
    with transaction.atomic():
        current = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if current.revision != base_revision:
            raise actions.SomebodyElseChanged(current)
        proposal = _store(current, written, actor)
        tasks.open_task(kind=TASK, organisation=current, key=str(proposal.public_id))
        ConfirmationAsk.objects.filter(organisation=current, answered_at=None).update(
            answered_at=timezone.now(), is_right=False
        )
        hints.answer(organisation=current, given=Hint.Answer.CHANGE)
    return proposal


def _store(current: Organisation, written: Written, actor: models.Model | None) -> Proposal:
    proposal = waiting_of(current) or Proposal(organisation=current, base_revision=current.revision)
    is_same = proposal.content == written.content and proposal.note == written.note
    if proposal.pk and is_same and proposal.base_revision == current.revision:
        return proposal
    proposal.base_revision, proposal.changed_at = current.revision, timezone.now()
    proposal.version += 1 if proposal.pk else 0
    proposal.content, proposal.before = written.content, written.before
    proposal.note, proposal.lang, proposal.address = written.note, written.lang, written.address
    proposal.save()
    stream.record("organisations.proposal.made", proposal, actor=actor, version=proposal.version)
    return proposal


def waiting_of(organisation: Organisation) -> Proposal | None:
    """The group's proposal that nobody has decided yet."""
    return next(iter(_waiting(organisation)), None)


@written_once
def _waiting(organisation: Organisation) -> QuerySet[Proposal]:
    return Proposal.objects.filter(organisation=organisation, state=Proposal.State.WAITING)[:1]


def last_of(organisation: Organisation) -> Proposal | None:
    """What the group proposed last, decided or not."""
    return Proposal.objects.filter(organisation=organisation).first()


def withdraw(*, organisation: Organisation) -> bool:
    """The group takes its proposal back; False if there was none that waits."""
    with transaction.atomic():
        proposal = _locked(organisation_id=organisation.pk)
        if proposal is None:
            return False
        _decide(proposal, Proposal.State.WITHDRAWN, None)
        stream.record("organisations.proposal.withdrawn", proposal)
    return True


def take_proposal(
    *, actor: models.Model, proposal: Proposal, version: int, revision: int, content: Mapping[str, Any]
) -> Organisation:
    """Write `content` into the entry as it was read at `revision`; the group is told.

    All of a group's own proposal, for an entry that nobody else changed meanwhile, is the group's confirmation.
    Raises `Refused` if somebody has decided, `ProposalChanged` if the group wrote another one since, and
    `SomebodyElseChanged` if the entry is no longer that.
    """
    with transaction.atomic():
        waiting = _checked(proposal, version)
        shown = Organisation.objects.select_for_update().get(pk=proposal.organisation_id)
        further = _as_confirmed() if _is_whole(waiting, shown, content) else {}
        old_address = shown.private_email
        changed = actions.edit_organisation(
            actor=actor,
            organisation=shown,
            base_revision=revision,
            entry=entry_with(shown, content, **further),
            deed="taken",
        )
        _decide(waiting, Proposal.State.ACCEPTED, actor)
        _tell(waiting, {waiting.address, old_address, changed.private_email})
    return changed


def _is_whole(proposal: Proposal, shown: Organisation, content: Mapping[str, Any]) -> bool:
    """Whether a group gets exactly what it wrote, for the entry that it has read."""
    mine = proposal.content
    taken = set(differing(content_of(shown), content)) <= set(mine) and all(
        same(content.get(name), value) for name, value in mine.items()
    )
    is_own = proposal.origin == Proposal.Origin.GROUP
    return bool(mine) and is_own and taken and proposal.base_revision == shown.revision


def _as_confirmed() -> dict[str, Any]:
    return {"confirmed_on": timezone.localdate(), "confirmed_by": ConfirmedBy.ORGANISATION}


def refuse_proposal(*, actor: models.Model, proposal: Proposal, version: int, reason: str) -> None:
    """Change nothing, and tell the group why. Raises `Refused` as `take_proposal` does."""
    with transaction.atomic():
        waiting = _checked(proposal, version)
        waiting.reason = reason
        _decide(waiting, Proposal.State.REFUSED, actor)
        stream.record("organisations.proposal.refused", waiting, actor=actor)
        _tell(waiting, {waiting.address or waiting.organisation.private_email})


def _checked(proposal: Proposal, version: int) -> Proposal:
    waiting = _locked(pk=proposal.pk)
    if waiting is None:
        raise Refused(_("This proposal was decided already, or the group has taken it back."))
    if waiting.version != version:
        raise ProposalChanged(_("The group has changed its proposal while you were reading. Read it again."))
    return waiting


def _locked(**which: Any) -> Proposal | None:
    waiting = Proposal.objects.select_for_update().filter(state=Proposal.State.WAITING, **which)
    return waiting.first()


def _decide(proposal: Proposal, state: Proposal.State, actor: models.Model | None) -> None:
    proposal.state, proposal.decided_at = state, timezone.now()
    proposal.decided_by_id = actor.pk if actor else None
    proposal.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    tasks.close_by_itself(kind=TASK, organisation=proposal.organisation, key=str(proposal.public_id))


def _tell(proposal: Proposal, addresses: set[str]) -> None:
    outbox.send_later_many(
        PURPOSE,
        [
            outbox.Recipient(address, group_links.spoken([proposal.lang]), {"proposal": proposal.pk})
            for address in sorted(filter(None, addresses))
        ],
    )


def compose(mail: Mail) -> outbox.Composed:
    """What became of the proposal; written when the mail leaves."""
    proposal = Proposal.objects.select_related("organisation").get(pk=mail.about["proposal"])
    context = {
        "proposal": proposal,
        "organisation": proposal.organisation,
        "url": links.url_of(LINK, group_links.value_of(proposal.organisation_id)),
        "entry_url": settings.SITE_URL + proposal.organisation.get_absolute_url(),
    }
    return outbox.rendered(
        "organisations/email/proposal_decided",
        mail.language,
        context,
        recipient=mail.recipient,
        purpose=mail.purpose,
    )


def may_send(mail: Mail) -> bool:
    """Whether the proposal is there still; a link to a group's form goes to nobody whom it had not asked for."""
    return Proposal.objects.filter(pk=mail.about.get("proposal"), organisation__is_published=True).exists()


@jobs.every(seconds=24 * 3600)
def put_away_outdated() -> int:
    """Proposals for entries that are not public any more wait for nobody; returns how many."""
    gone = Proposal.objects.filter(state=Proposal.State.WAITING, organisation__is_published=False)
    count = 0
    for proposal in gone.select_related("organisation"):
        with transaction.atomic():
            _decide(proposal, Proposal.State.OUTDATED, None)
        count += 1
    return count
