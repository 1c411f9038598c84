"""Loading a CSV file into the directory: first a plan of what each row would do, then the plan is carried out.

A file that cannot be read, or lacks a column, changes nothing. A refused row is reported with its line and reason;
the others load in one transaction. Loading the same file again changes nothing, also where staff have mended an entry
since: a row is looked at again only when the row itself has changed. A row of a group that is probably in the
directory already, or in the file, is doubtful: in the back office somebody chooses, on the command line it is added.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import models, transaction

from advocates.core.folding import fold
from advocates.organisations import actions
from advocates.organisations.actions import Entry
from advocates.organisations.doubles import Finder, Looks
from advocates.organisations.import_rows import (
    COLUMNS,
    MOST_ROWS,
    Refusal,
    Row,
    Unreadable,
    checked_rows,
    disease_words,
    read,
)
from advocates.organisations.models import Organisation, RowDecision
from advocates.organisations.vocabulary import Precision, State

__all__ = ["COLUMNS", "Refusal", "Report", "Unreadable", "import_organisations"]


class Fate(StrEnum):
    """What a row would do."""

    ADD = "add"
    CHANGE = "change"
    KEEP = "keep"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry, or an earlier row, that a doubtful row is probably about, and what would change in the entry."""

    reasons: tuple[str, ...]
    known: Organisation | None = None
    row: Row | None = None
    changes: Mapping[str, list[Any]] = field(default_factory=dict)

    @property
    def choice(self) -> str:
        """The word for “the same: update that one”."""
        return f"entry-{self.known.pk}" if self.known else f"line-{self.row.line if self.row else 0}"


ADD, LEAVE = "add", "leave"


@dataclass(frozen=True, slots=True)
class Step:
    """One row with its fate."""

    row: Row
    fate: Fate
    known: Organisation | None = None
    changes: Mapping[str, list[Any]] = field(default_factory=dict)
    candidates: tuple[Candidate, ...] = ()
    # Whether this very row was loaded or decided about before.
    is_seen: bool = False

    @property
    def default(self) -> str:
        """What happens to a doubtful row where nobody chooses; a row whose entry was merged adds no new one."""
        return LEAVE if self.known else ADD

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be chosen for a doubtful row."""
        return (*(candidate.choice for candidate in self.candidates), ADD, LEAVE)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do to the directory as it is now."""

    steps: tuple[Step, ...]
    refused: tuple[Refusal, ...]

    def of(self, fate: Fate) -> list[Step]:
        """The steps of one fate."""
        return [step for step in self.steps if step.fate == fate]

    @property
    def digest(self) -> str:
        """Another one if anything that the plan says has become different."""
        said = [
            [step.row.line, step.row.hash, step.fate, _state(step.known), step.changes, step.choices,
             [_state(candidate.known) for candidate in step.candidates]]
            for step in self.steps
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def _state(known: Organisation | None) -> list[int]:
    return [known.pk, known.revision] if known else []


@dataclass(slots=True)
class Report:
    """What an import did, or would do."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    doubtful: list[Step] = field(default_factory=list)


def import_organisations(path: Path, *, actor: models.Model | None = None, dry_run: bool = False) -> Report:
    """Load a file; with `dry_run` only say what would happen. Raises `Unreadable`."""
    text = read(path)
    with transaction.atomic():
        plan = make_plan(text)
        return report_of(plan) if dry_run else carry_out(plan, actor=actor, choices={})


def report_of(plan: Plan) -> Report:
    """What the plan would do if nobody chose anything."""
    added = [step.row.name for step in plan.steps if step.fate == Fate.ADD or _is_added(step, {})]
    changed = [step.known.name for step in plan.of(Fate.CHANGE) if step.known]
    unchanged = len(plan.steps) - len(added) - len(changed)
    return Report(added, changed, unchanged, list(plan.refused), plan.of(Fate.DOUBT))


def _is_added(step: Step, choices: Mapping[int, str]) -> bool:
    return step.fate == Fate.DOUBT and choices.get(step.row.line, step.default) == ADD


def make_plan(text: str, *, most_rows: int = MOST_ROWS) -> Plan:
    """Read the file and compare each row with the directory. Raises `Unreadable`."""
    refused: list[Refusal] = []
    rows = list(checked_rows(text, refused, most_rows))
    return Plan(tuple(_Planner(rows).steps(rows)), tuple(refused))


class _Planner:
    """The directory as it is while one plan is made."""

    def __init__(self, rows: Iterable[Row]) -> None:
        present = list(Organisation.objects.order_by("id"))
        self.by_id = {each.pk: each for each in present}
        self.by_slug = {each.slug: each for each in present}
        self.by_key = {(fold(each.name), each.country): each for each in present}
        # Staff may have mended the name or the country since, so the row itself is looked for first.
        self.by_row = dict(_decided(self.by_id))
        self.by_row |= {each.imported_hash: each for each in present if each.imported_hash}
        names = [name for each in present for name in (each.name, each.local_name)]
        self.finder: Finder[Organisation | Row] = Finder(
            [*names, *(row.name for row in rows)], disease_words()
        )
        for each in present:
            self.finder.add(each, _looks(vars(each)))

    def steps(self, rows: Iterable[Row]) -> Iterable[Step]:
        for row in rows:
            known = self.by_slug.get(row.slug) or self.by_row.get(row.hash) or self.by_key.get(row.key)
            yield self._of_known(row, known) if known else self._of_new(row)

    def _of_known(self, row: Row, known: Organisation) -> Step:
        # Another row of the same group may have been told to be about this entry.
        is_seen = row.hash == known.imported_hash or self.by_row.get(row.hash) == known
        changes = {} if is_seen else changes_by(row, known)
        if known.state == State.MERGED and changes and (successor := self._successor(known)):
            candidate = Candidate(("merged",), known=successor, changes=changes_by(row, successor))
            return Step(row, Fate.DOUBT, known, candidates=(candidate,))
        return Step(row, Fate.CHANGE if changes else Fate.KEEP, known, changes, is_seen=is_seen)

    def _of_new(self, row: Row) -> Step:
        looks = _looks(row.fields)
        found = tuple(self._candidate(row, each.thing, each.reasons) for each in self.finder.find(looks))
        self.finder.add(row, looks)
        return Step(row, Fate.DOUBT if found else Fate.ADD, candidates=found)

    def _candidate(self, row: Row, thing: Organisation | Row, reasons: tuple[str, ...]) -> Candidate:
        if isinstance(thing, Row):
            return Candidate(reasons, row=thing)
        # Who became part of another group is found by its old name, too.
        entry = self._successor(thing) or thing
        return Candidate(reasons, known=entry, changes=changes_by(row, entry))

    def _successor(self, gone: Organisation) -> Organisation | None:
        seen, current = {gone.pk}, gone
        while current.merged_into_id and current.merged_into_id not in seen:
            current = self.by_id[current.merged_into_id]
            seen.add(current.pk)
        return current if current is not gone else None


def _decided(by_id: Mapping[int, Organisation]) -> Iterable[tuple[str, Organisation]]:
    for digest, entry_id in RowDecision.objects.values_list("hash", "organisation_id"):
        yield digest, by_id[entry_id]


def _looks(fields: Mapping[str, Any]) -> Looks:
    names = tuple(dict.fromkeys(name for name in (fields["name"], fields["local_name"]) if name))
    return Looks(names, fields["country"], fields["website"], fields.get("acronym", ""))


def changes_by(row: Row, known: Organisation) -> dict[str, list[Any]]:
    """Field name to [before, after], for what the row would change in the entry."""
    kept = _kept(known, row.fields)
    wanted = {name: value for name, value in row.fields.items() if name not in kept}
    return {
        name: [getattr(known, name), value] for name, value in wanted.items() if getattr(known, name) != value
    }


def carry_out(plan: Plan, *, actor: models.Model | None, choices: Mapping[int, str]) -> Report:
    """Do what the plan says, in the caller's transaction; `choices` say by line what becomes of doubtful rows.

    Raises `SomebodyElseChanged` if an entry is no longer what it was when the plan was made.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a plan must be carried out in one transaction")
    report = Report(refused=list(plan.refused), doubtful=plan.of(Fate.DOUBT))
    carrier = _Carrier(actor, choices)
    for step in plan.steps:
        if step.fate == Fate.ADD or _is_added(step, choices):
            report.added.append(step.row.name)
            carrier.add(step)
        elif (entry := carrier.entry_of(step)) is not None:
            report.changed.append(entry.name)
            carrier.update(step, entry)
        else:
            report.unchanged += 1
            carrier.note_seen(step)
    return report


class _Carrier:
    """Carries out the steps of one plan; knows the entries as it has left them."""

    def __init__(self, actor: models.Model | None, choices: Mapping[int, str]) -> None:
        self.actor, self.choices = actor, choices
        self.by_line: dict[int, Organisation] = {}
        self.by_id: dict[int, Organisation] = {}

    def add(self, step: Step) -> None:
        fields = {**step.row.fields, "imported_hash": step.row.hash}
        made = actions.create_organisation(actor=self.actor, entry=Entry(fields), deed="imported")
        self.by_line[step.row.line] = self.by_id[made.pk] = made

    def entry_of(self, step: Step) -> Organisation | None:
        """The entry that the row changes, as it is now."""
        found = step.known if step.fate == Fate.CHANGE else None
        if step.fate == Fate.DOUBT:
            choice = self.choices.get(step.row.line, step.default)
            chosen = next((each for each in step.candidates if each.choice == choice), None)
            if chosen is not None:
                found = chosen.known or self.by_line.get(chosen.row.line if chosen.row else 0)
        return self.by_id.get(found.pk, found) if found else None

    def update(self, step: Step, known: Organisation) -> None:
        fields: dict[str, Any] = {
            name: after for name, (_before, after) in changes_by(step.row, known).items()
        }
        if step.fate == Fate.CHANGE:
            fields["imported_hash"] = step.row.hash
        else:
            # The entry may have a row of its own; this one is remembered beside it, so that nobody is asked again.
            RowDecision.objects.update_or_create(hash=step.row.hash, defaults={"organisation": known})
        entry = Entry(
            fields,
            descriptions={text.lang: text.text for text in known.descriptions.all()},
            channels=[(channel.kind, channel.value) for channel in known.channels.all()],
        )
        now = actions.edit_organisation(
            actor=self.actor, organisation=known, base_revision=known.revision, entry=entry, deed="imported"
        )
        self.by_line[step.row.line] = self.by_id[now.pk] = now

    def note_seen(self, step: Step) -> None:
        """A row that says what the entry says already is not looked at again once somebody has mended the entry."""
        if step.known and step.fate == Fate.KEEP and not step.is_seen:
            Organisation.objects.filter(pk=step.known.pk).update(imported_hash=step.row.hash)


def _kept(known: Organisation, fields: Mapping[str, object]) -> set[str]:
    """What a changed row leaves as it is: an empty cell takes nothing away, and staff know more than a file."""
    kept = {name for name, value in fields.items() if not value}
    # A file can make a listed group a member; only a decision in the network takes that away again.
    if fields["state"] == State.LISTED or known.state != State.LISTED:
        kept.add("state")
    # How finely the place may be shown was agreed for this city.
    if known.precision != Precision.COUNTRY or known.city == fields["city"]:
        kept.add("precision")
    if known.country in known.countries:
        kept.add("countries")
    if known.local_language and known.local_name == fields["local_name"]:
        kept.add("local_language")
    return kept
