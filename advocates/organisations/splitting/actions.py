"""The deeds: make two organisations of one, and one of the two again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from advocates.accounts import mails
from advocates.accounts.models import Person
from advocates.core import days, stream
from advocates.core.refused import Refused
from advocates.organisations import actions
from advocates.organisations.actions import Entry
from advocates.organisations.mandates.actions import Term, grant_mandate, move_mandate, take_back_move
from advocates.organisations.models import Mandate, Organisation, Split
from advocates.organisations.vocabulary import State

# What the new entry has from the old one; everything else it says for itself.
TAKEN_ALONG = (
    "country", "countries", "city", "languages", "disease_areas", "services", "sources", "state", "is_published",
    "is_protected",
)  # fmt: skip
MAY_SPLIT = frozenset({State.LISTED, State.MEMBER, State.SUSPENDED})


class NotHere(Refused):
    """One of the chosen mandates is not running in this organisation any more."""


class OthersSpeak(Refused):
    """Somebody was given a mandate of the new organisation after the split, and would be out without a word."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody has looked at: the old entry at a revision, what the new one says, who passes over, from when."""

    source: Organisation
    base_revision: int
    fields: Mapping[str, Any]
    mandates: Sequence[int]
    from_at: datetime


def split_organisation(*, actor: Person | None, plan: Plan) -> Split:
    """Make a new entry of an old one; the people chosen speak for it from `from_at` on, and are told by mail.

    Both histories name the other entry. What somebody wrote before stays under the mandate it was written with. For
    30 days it can be undone. Raises `SomebodyElseChanged`, `NotHere`, `Refused` for an entry that closed or merged.
    """
    source = plan.source
    if source.state not in MAY_SPLIT:
        raise Refused(_("Only an organisation that is active can be split."))
    taken = {name: getattr(source, name) for name in TAKEN_ALONG}
    if source.state == State.MEMBER:
        taken["member_since"] = days.day_of(plan.from_at)
    with transaction.atomic():
        current = actions.locked(source, plan.base_revision)
        made = actions.create_organisation(actor=actor, entry=Entry({**taken, **plan.fields}))
        _name_each_other(actor, current, made)
        split = Split(source=current, made=made, from_at=plan.from_at, split_by=actor)
        split.moved = [_pass_over(actor, mandate, made, plan.from_at) for mandate in _chosen(current, plan)]
        split.save()
    source.refresh_from_db()
    return split


def _chosen(source: Organisation, plan: Plan) -> list[Mandate]:
    running = source.mandates.filter(pk__in=plan.mandates, deputy_of=None).running_at(timezone.now())
    found = list(running.select_related("person", "organisation"))
    if len(found) != len(set(plan.mandates)):
        raise NotHere(_("One of the people you chose does not speak for this organisation any more."))
    return found


def _name_each_other(actor: Person | None, source: Organisation, made: Organisation) -> None:
    for entry, other, field in ((source, made, "split_into"), (made, source, "split_from")):
        changes = {field: ["", other.name]}
        entry.revision += 1
        entry.save(force_update=True)
        actions.keep_change(entry, actor, "split", changes)
        stream.record("organisations.organisation.split", entry, actor=actor, other=other.pk)
    actions.renew()


def _pass_over(
    actor: Person | None, mandate: Mandate, made: Organisation, at: datetime
) -> list[float | int | None]:
    until = mandate.ends_at
    new = move_mandate(actor=actor, mandate=mandate, organisation=made, at=at)
    _tell(mandate.person, made, at)
    return [mandate.pk, new.pk, until.timestamp() if until else None]


def _tell(person: Person, organisation: Organisation, at: datetime) -> None:
    if not person.is_active:
        return
    with translation.override(person.language):
        sentence = _("The network has noted that you speak for %(organisation)s from %(day)s on.")
        day = days.day_of(at).isoformat()
        mails.send_sentence(person, sentence % {"organisation": organisation.name, "day": day})


def undo_split(*, actor: Person | None, split: Split) -> None:
    """The people are back where they were, and the new entry leads on to the old one; what it says is kept in it.

    What they wrote meanwhile stays under the mandate of that time. Raises `OthersSpeak` where somebody else speaks
    for the new one, `Refused` where it was undone, is older than 30 days, or the new entry is part of another.
    """
    with transaction.atomic():
        current = Split.objects.open_to_undo().select_for_update().filter(pk=split.pk).first()
        if current is None:
            raise Refused(_("This split was undone already, or is older than 30 days."))
        pair = Organisation.objects.select_for_update().filter(pk__in=[current.source_id, current.made_id])
        rows = {each.pk: each for each in pair.order_by("pk")}
        source, made = rows[current.source_id], rows[current.made_id]
        if source.merged_into_id or made.merged_into_id:
            raise Refused(_("One of the two is part of another entry already."))
        moved = {new: (old, until) for old, new, until in current.moved}
        others = made.mandates.open_at(timezone.now()).exclude(pk__in=moved).exclude(deputy_of__in=moved)
        if others.exists():
            raise OthersSpeak(
                _("Other people speak for %(name)s by now. End their mandates first, or leave it as it is.")
                % {"name": made.name}
            )
        for new, (old, until) in moved.items():
            _bring_back(actor, source, (old, new), until)
        _lead_back(actor, source, made)
        Split.objects.filter(pk=current.pk).update(undone_at=timezone.now())


def _bring_back(
    actor: Person | None, source: Organisation, pair: tuple[int, int], until: float | None
) -> None:
    """The old mandate goes on where its day has not come; otherwise a new one begins, for what was is not rewritten."""
    now = timezone.now()
    found = {each.pk: each for each in Mandate.objects.filter(pk__in=pair).select_related("person")}
    old, new = found[pair[0]], found[pair[1]]
    has_begun, had_ended = new.starts_at <= now, new.ends_at is not None and new.ends_at <= now
    take_back_move(actor=actor, old=old, new=new, until=_instant(until))
    is_over = until is not None and until <= now.timestamp()
    if not has_begun or had_ended or is_over or not old.person.is_active:
        return
    if source.mandates.filter(person=old.person_id, deputy_of=None).open_at(now).exists():
        return
    term = Term(until=_instant(until), proof=old.proof)
    grant_mandate(actor=actor, person=old.person, organisation=source, role=new.role, term=term)


def _instant(stamp: float | None) -> datetime | None:
    return datetime.fromtimestamp(stamp, UTC) if stamp is not None else None


def _lead_back(actor: Person | None, source: Organisation, made: Organisation) -> None:
    before = made.snapshot()
    made.state, made.merged_into = State.MERGED, source
    changes = actions.differences(before, made.snapshot())
    actions.step_on(made, changes)
    actions.keep_change(made, actor, "unsplit", changes)
    source.revision += 1
    source.save(force_update=True)
    actions.keep_change(source, actor, "unsplit", {"split_into": [made.name, ""]})
    for entry, other in ((source, made), (made, source)):
        stream.record("organisations.organisation.unsplit", entry, actor=actor, other=other.pk)
    actions.renew()
