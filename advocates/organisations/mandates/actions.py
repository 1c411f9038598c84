"""Deeds on mandates. The end of one takes effect with the next request everywhere, for nobody keeps a copy."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import jobs, stream
from advocates.core.refused import Refused
from advocates.organisations import tasks
from advocates.organisations.models import HandOver, Mandate, Organisation, Task
from advocates.organisations.vocabulary import State


class HasMandate(Refused):
    """The person speaks for this organisation already."""


class LastAdministrator(Refused):
    """Without this mandate nobody could say who speaks for the organisation."""


class OwnMandate(Refused):
    """Nobody lets themselves into the members' area."""


class NoMember(Refused):
    """Only organisations that were accepted have people who speak for them."""


@dataclass(frozen=True, slots=True)
class Term:
    """From when to when, `until` an instant or without end, and how the network knows."""

    starts_at: datetime | None = None
    until: datetime | None = None
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who goes on, and what they should know, in which language."""

    successor: Person
    note: str = ""
    lang: str = "en"


def grant_mandate(
    *,
    actor: Person | None,
    person: Person,
    organisation: Organisation,
    role: str,
    term: Term = Term(),  # noqa: B008 - never changed
) -> Mandate:
    """Let a person speak for an organisation; the organisation is locked, so that two at once make one.

    Raises `HasMandate` where an unended one of the two exists, `NoMember` for an organisation outside the network.
    """
    with transaction.atomic():
        locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if locked.state not in {State.MEMBER, State.SUSPENDED}:
            raise NoMember(_("This organisation is not a member of the network."))
        now = timezone.now()
        if locked.mandates.filter(person=person, deputy_of=None).open_at(now).exists():
            raise HasMandate(_("This person speaks for the organisation already."))
        made = Mandate.objects.create(
            person_id=person.pk,
            organisation=locked,
            role=role,
            starts_at=term.starts_at or now,
            ends_at=term.until,
            proof=term.proof,
            granted_by_id=actor.pk if actor else None,
        )
        _record("granted", made, actor)
        if role == Mandate.Role.ADMINISTRATOR:
            tasks.close_by_itself(organisation=locked, kind=Task.Kind.ADMINISTRATOR)
    return made


def end_mandate(
    *, actor: Person | None, mandate: Mandate, ending: str = Mandate.Ending.ENDED, note: str = ""
) -> bool:
    """End a mandate now, and those of its deputies; False if it had ended already. `note` says why, for the office.

    Raises `LastAdministrator` for the only one who could name a successor; the network can end that one, too.
    """
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=mandate.organisation_id)
        current, now = Mandate.objects.get(pk=mandate.pk), timezone.now()
        if current.ends_at is not None and current.ends_at <= now:
            return False
        if ending in _BY_THEMSELVES and is_last_administrator(current, now):
            raise LastAdministrator(
                _(
                    "You are the last administrator of this organisation. Name a successor first, or ask the network."
                )
            )
        for ended in [current, *organisation.mandates.filter(deputy_of=current).open_at(now)]:
            ended.ending_note = note
            _end(ended, actor, ending, now)
        _flag_without_administrator(organisation, now)
    return True


def _flag_without_administrator(organisation: Organisation, now: datetime) -> None:
    """Where nobody is left who says who speaks, the office has to find somebody; the public entry stays."""
    administrators = organisation.mandates.filter(role=Mandate.Role.ADMINISTRATOR)
    if organisation.state == State.MEMBER and not administrators.running_at(now).exists():
        tasks.open_task(organisation=organisation, kind=Task.Kind.ADMINISTRATOR)


@jobs.every(seconds=24 * 3600)
def flag_run_out() -> int:
    """Mandates end by their date, too, with nobody there to notice: members that once had an administrator and have
    none now become tasks; returns how many are open. Those that never had one stand in the office's list alone.
    """
    now = timezone.now()
    administrators = Mandate.objects.filter(role=Mandate.Role.ADMINISTRATOR)
    # Also those who begin on a day that is set: somebody is found already.
    running = administrators.open_at(now).filter(person__is_active=True).values("organisation")
    members = Organisation.objects.filter(state=State.MEMBER, pk__in=administrators.values("organisation"))
    lacking = list(members.exclude(pk__in=running))
    for organisation in lacking:
        tasks.open_task(organisation=organisation, kind=Task.Kind.ADMINISTRATOR)
    return len(lacking)


# Where nobody stands behind the end who could name a successor.
_BY_THEMSELVES = frozenset({Mandate.Ending.LEFT, Mandate.Ending.ENDED, Mandate.Ending.REPLACED})


def is_last_administrator(mandate: Mandate, moment: datetime) -> bool:
    """Whether no other administrator would be left."""
    if mandate.role != Mandate.Role.ADMINISTRATOR or mandate.deputy_of_id:
        return False
    others = mandate.organisation.mandates.filter(role=Mandate.Role.ADMINISTRATOR, deputy_of=None)
    return not others.running_at(moment).exclude(pk=mandate.pk).exists()


def change_role(*, actor: Person | None, mandate: Mandate, role: str) -> Mandate:
    """Make an administrator of a representative, or the other way round: one mandate ends, another begins."""
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=mandate.organisation_id)
        current, now = Mandate.objects.get(pk=mandate.pk), timezone.now()
        if current.role == role or not current.is_running(now):
            return current
        if is_last_administrator(current, now):
            raise LastAdministrator(_("This is the last administrator. Make somebody else one first."))
        until = current.ends_at
        _end(current, actor, Mandate.Ending.REPLACED, now)
        term = Term(starts_at=current.ends_at, until=until, proof=current.proof)
        return grant_mandate(
            actor=actor, person=current.person, organisation=organisation, role=role, term=term
        )


def name_deputy(
    *,
    actor: Person | None,
    mandate: Mandate,
    person: Person,
    starts_at: datetime,
    until: datetime,
) -> Mandate:
    """Let somebody take a person's place for some weeks; it ends by itself, and nobody asks why."""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=mandate.organisation_id)
        current = Mandate.objects.get(pk=mandate.pk)
        if current.ends_at is not None and current.ends_at <= timezone.now():
            raise Refused(_("This mandate has ended."))
        if current.person_id == person.pk:
            raise Refused(_("Nobody can be their own deputy."))
        last = until if current.ends_at is None else min(until, current.ends_at)
        made = Mandate.objects.create(
            person_id=person.pk,
            organisation_id=current.organisation_id,
            role=current.role,
            starts_at=starts_at,
            ends_at=last,
            deputy_of=current,
            granted_by_id=actor.pk if actor else None,
        )
        _record("granted", made, actor)
    return made


def hand_over(*, actor: Person, mandate: Mandate, leaving: Leaving) -> HandOver:
    """Stop speaking for an organisation and leave it in somebody's hands, in one go.

    Where an administrator leaves, the successor becomes one. Raises `Refused` where the successor speaks no longer.
    """
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=mandate.organisation_id)
        now = timezone.now()
        theirs = (
            organisation.mandates.filter(person=leaving.successor, deputy_of=None).running_at(now).first()
        )
        if theirs is None or leaving.successor.pk == mandate.person_id:
            raise Refused(
                _("This person does not speak for the organisation any more. Choose somebody else.")
            )
        if mandate.role == Mandate.Role.ADMINISTRATOR:
            change_role(actor=actor, mandate=theirs, role=Mandate.Role.ADMINISTRATOR)
        if not end_mandate(actor=actor, mandate=mandate, ending=Mandate.Ending.LEFT):
            raise Refused(_("This mandate has ended."))
        made = HandOver.objects.create(
            mandate=mandate, successor=leaving.successor, note=leaving.note, lang=leaving.lang
        )
        _record("handed_over", mandate, actor)
    return made


def move_mandate(
    *, actor: Person | None, mandate: Mandate, organisation: Organisation, at: datetime
) -> Mandate:
    """From an instant on, now or later, somebody speaks for another organisation instead; deputies go along.

    The old one keeps its end's reason; where nobody is left who says who speaks for the old one, the office is told.
    """
    with transaction.atomic():
        source = Organisation.objects.select_for_update().get(pk=mandate.organisation_id)
        current, now = Mandate.objects.get(pk=mandate.pk), timezone.now()
        deputies = list(source.mandates.filter(deputy_of=current).open_at(at))
        new = _begin_elsewhere(actor, current, organisation, at)
        for deputy in deputies:
            _begin_elsewhere(actor, deputy, organisation, max(at, deputy.starts_at), deputy_of=new)
        for each in (current, *deputies):
            _end(each, actor, Mandate.Ending.MOVED, max(at, now))
        _flag_without_administrator(source, now)
    return new


def _begin_elsewhere(
    actor: Person | None, old: Mandate, organisation: Organisation, at: datetime, **more: Mandate
) -> Mandate:
    made = Mandate.objects.create(
        person_id=old.person_id,
        organisation=organisation,
        role=old.role,
        starts_at=at,
        ends_at=old.ends_at,
        proof=old.proof,
        granted_by_id=actor.pk if actor else None,
        **more,
    )
    _record("granted", made, actor)
    return made


def take_back_move(*, actor: Person | None, old: Mandate, new: Mandate, until: datetime | None) -> None:
    """The new mandate ends now, or never begins; an old one whose end lies ahead goes on as it was given."""
    now = timezone.now()
    for each in (new, *new.deputies.open_at(now)):
        if each.ends_at is None or each.ends_at > now:
            _end(each, actor, Mandate.Ending.NETWORK, now)
    if old.ending == Mandate.Ending.MOVED and old.ends_at is not None and old.ends_at > now:
        old.ends_at, old.ending, old.ended_by = until, "", None
        old.save(update_fields=["ends_at", "ending", "ended_by"])
        _record("granted", old, actor)


def _end(mandate: Mandate, actor: Person | None, ending: str, now: datetime) -> None:
    # One that was to begin later, or began in this very instant, never counts: it must not be valid for one moment.
    planned = mandate.ends_at
    mandate.starts_at = min(mandate.starts_at, now - timedelta(microseconds=1))
    mandate.ends_at, mandate.ending = now, ending
    mandate.ended_by_id = actor.pk if actor else None
    mandate.save(update_fields=["starts_at", "ends_at", "ended_by", "ending", "ending_note"])
    # Only here it stays known until when it was given, should the end turn out to be wrong.
    _record("ended", mandate, actor, **({"until": planned.timestamp()} if planned else {}))


def planned_end(mandate: Mandate) -> datetime | None:
    """Until when a mandate that was ended had been given; None for one without an end."""
    entry = stream.entries_about(mandate).filter(kind="organisations.mandate.ended").first()
    until = entry.data.get("until") if entry else None
    return datetime.fromtimestamp(until, UTC) if until else None


def _record(deed: str, mandate: Mandate, actor: Person | None, **more: float) -> None:
    stream.record(
        f"organisations.mandate.{deed}",
        mandate,
        actor=actor,
        person=mandate.person_id,
        organisation=mandate.organisation_id,
        **more,
    )
