"""Over any history of mandates, access is what ten lines say that it is."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from advocates.core.refused import Refused
from advocates.core.viewer import viewer_for
from advocates.organisations.mandates import actions
from advocates.organisations.mandates.actions import Term
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.tests.factories import make_organisation
from advocates.organisations.vocabulary import State
from tests.cast import make_person

START = datetime(2026, 1, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
PEOPLE, GROUPS = 3, 2

hours = some.integers(0, 40)
deeds = some.one_of(
    some.tuples(
        some.just("grant"), some.integers(0, 2), some.integers(0, 1), some.sampled_from(Mandate.Role.values),
        some.integers(-3, 10), some.none() | some.integers(1, 20),
    ),
    some.tuples(some.just("end"), some.integers(0, 9), some.sampled_from(["left", "ended", "network"])),
    some.tuples(some.just("deputy"), some.integers(0, 9), some.integers(0, 2), some.integers(0, 4),
        some.integers(1, 9)),
    some.tuples(some.just("state"), some.integers(0, 1),
        some.sampled_from([State.MEMBER, State.SUSPENDED, State.FORMER])),
    some.tuples(some.just("role"), some.integers(0, 9), some.sampled_from(Mandate.Role.values)),
)  # fmt: skip


def may(person: int, group: int, moment: datetime, rows: list[dict], states: list[str]) -> bool:
    """The reference: somebody speaks for a group whose mandate began, did not end, and which is a member."""
    if states[group] != State.MEMBER:
        return False
    for row in rows:
        if (row["person"], row["group"]) != (person, group):
            continue
        if row["from"] <= moment and (row["to"] is None or moment < row["to"]):
            return True
    return False


class World:
    """The real tables beside the rows of the reference, changed by the same deeds."""

    def __init__(self) -> None:
        self.people = [make_person("walker") for _number in range(PEOPLE)]
        self.groups = [make_organisation(f"Group {number}", state=State.MEMBER) for number in range(GROUPS)]
        self.states = [State.MEMBER] * GROUPS
        self.made: list[Mandate] = []
        self.rows: list[dict] = []

    def note(self, mandate: Mandate) -> None:
        self.made.append(mandate)
        person = [each.pk for each in self.people].index(mandate.person_id)
        group = [each.pk for each in self.groups].index(mandate.organisation_id)
        row = {"person": person, "group": group, "from": mandate.starts_at, "to": mandate.ends_at}
        self.rows.append({**row, "of": mandate.deputy_of_id, "id": mandate.pk})

    def close(self, mandate: Mandate, now: datetime) -> None:
        for row in self.rows:
            if mandate.pk in (row["id"], row["of"]) and (row["to"] is None or row["to"] > now):
                row["to"] = now

    def do(self, deed: tuple, now: datetime) -> None:
        kind, *what = deed
        # Where a deed is refused the reference stays as it was, and so must the tables.
        with suppress(Refused):
            getattr(self, kind)(now, *what)

    def grant(self, now: datetime, person: int, group: int, role: str, begin: int, hours: int | None) -> None:
        start = now + begin * HOUR
        until = None if hours is None else start + hours * HOUR
        if until is not None and until <= start:
            return
        term = Term(starts_at=start, until=until)
        made = actions.grant_mandate(
            actor=None, person=self.people[person], organisation=self.groups[group], role=role, term=term
        )
        self.note(made)

    def end(self, now: datetime, which: int, ending: str) -> None:
        if self.made:
            mandate = self.made[which % len(self.made)]
            actions.end_mandate(actor=None, mandate=mandate, ending=ending)
            self.close(mandate, now)

    def deputy(self, now: datetime, which: int, person: int, begin: int, hours: int) -> None:
        if self.made and (of := self.made[which % len(self.made)]).deputy_of_id is None:
            of.refresh_from_db()
            start, until = now + begin * HOUR, now + (begin + hours) * HOUR
            if of.ends_at is not None and of.ends_at <= start:
                return
            made = actions.name_deputy(
                actor=None, mandate=of, person=self.people[person], starts_at=start, until=until
            )
            self.note(made)

    def state(self, _now: datetime, group: int, state: str) -> None:
        Organisation.objects.filter(pk=self.groups[group].pk).update(state=state)
        self.states[group] = state

    def role(self, now: datetime, which: int, role: str) -> None:
        if self.made:
            mandate = self.made[which % len(self.made)]
            new = actions.change_role(actor=None, mandate=mandate, role=role)
            if new.pk != mandate.pk:
                self.close(mandate, now)
                self.note(new)

    def access(self, person: int) -> set[int]:
        held = {each.organisation for each in viewer_for(self.people[person]).mandates}
        return {number for number, group in enumerate(self.groups) if group.pk in held}


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=some.lists(some.tuples(hours, deeds), max_size=12), last=some.integers(0, 80))
def test_access_is_what_the_reference_says(history, last):
    world, now = World(), START
    for wait, deed in history:
        now += wait * HOUR
        with time_machine.travel(now, tick=False):
            world.do(deed, now)
            check(world, now)
    for later in (now + HOUR, now + last * HOUR):
        with time_machine.travel(later, tick=False):
            check(world, later)


def check(world: World, moment: datetime) -> None:
    for person in range(PEOPLE):
        wanted = {group for group in range(GROUPS) if may(person, group, moment, world.rows, world.states)}
        assert world.access(person) == wanted


@pytest.mark.django_db
def test_without_the_door_they_would_differ(monkeypatch):
    """The twin: mandates that ended count on."""
    monkeypatch.setattr("advocates.organisations.models.MandateQuerySet.valid_at", lambda rows, _moment: rows)
    world = World()
    with time_machine.travel(START, tick=False):
        world.do(("grant", 0, 0, "administrator", 0, 2), START)
    with time_machine.travel(START + 3 * HOUR, tick=False), pytest.raises(AssertionError):
        check(world, START + 3 * HOUR)
