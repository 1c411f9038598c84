"""The list with which a network begins: read, compared with the directory, and only then written.

A file that cannot be read, or lacks a column, changes nothing. A row that cannot be used is refused with its line and
its reason; the others are written in one transaction. Nobody is mailed by that.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core.folding import fold
from advocates.core.languages import NETWORK_LANGUAGES
from advocates.core.names import clean_name
from advocates.organisations import import_rows
from advocates.organisations.actions import Entry, create_organisation
from advocates.organisations.founding import actions
from advocates.organisations.import_rows import Refusal, Unreadable
from advocates.organisations.invitations.addresses import own_address
from advocates.organisations.models import Invitation, Mandate, Organisation
from advocates.organisations.vocabulary import State

ADMINISTRATOR = ("administrator_name", "administrator_email", "administrator_language")
COLUMNS = (*import_rows.COLUMNS, *ADMINISTRATOR)
MOST_ROWS = 2000
CAN_BEGIN = (State.LISTED, State.MEMBER)


class Fate(StrEnum):
    """What a row would do."""

    ADD = "add"
    MATCH = "match"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Administrator:
    """Whom to invite first; without an address a link is passed on."""

    name: str
    address: str
    language: str


@dataclass(frozen=True, slots=True)
class Step:
    """A good row: its line, what it would do, and with which entry."""

    row: import_rows.Row
    administrator: Administrator
    fate: Fate
    known: Organisation | None = None

    @property
    def name(self) -> str:
        return self.known.name if self.known else str(self.row.fields["name"])


@dataclass(slots=True)
class Plan:
    """What a list would do to the directory as it is now."""

    steps: list[Step] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def count(self, fate: Fate) -> int:
        return sum(step.fate == fate for step in self.steps)

    @property
    def added(self) -> int:
        return self.count(Fate.ADD)

    @property
    def matched(self) -> int:
        return self.count(Fate.MATCH)

    @property
    def kept(self) -> int:
        return self.count(Fate.KEEP)

    @property
    def without_address(self) -> int:
        return sum(not step.administrator.address for step in self.steps)


def make_plan(text: str) -> Plan:
    """Read the list and compare each row with the directory. Raises `Unreadable`."""
    plan = Plan()
    cells = dict(_administrator_cells(text))
    rows = list(import_rows.checked_rows(text, plan.refused, import_rows.MOST_ROWS))
    present = _Present()
    for row in rows:
        try:
            administrator = _administrator(cells[row.line], row)
            plan.steps.append(present.step(row, administrator))
        except ValidationError as error:
            plan.refused.append(Refusal(row.line, str(row.fields["name"]), " ".join(error.messages)))
    plan.refused.sort(key=lambda refusal: refusal.line)
    return plan


def carry_out(*, actor: Person, text: str) -> Plan:
    """Write the list as it fits to the directory of this moment. Raises `Unreadable` and `FoundingOver`."""
    with transaction.atomic():
        actions.require_founding_state()
        plan = make_plan(text)
        fresh = [step for step in plan.steps if step.fate != Fate.KEEP]
        actions.put_on_list([_invitation(step, actor) for step in fresh], actor)
    return plan


def _invitation(step: Step, actor: Person) -> Invitation:
    organisation = step.known
    if organisation is None:
        # Its administrator makes it a member, not the file.
        fields = {**step.row.fields, "state": State.LISTED, "imported_hash": step.row.hash}
        organisation = create_organisation(actor=actor, entry=Entry(fields), deed="imported")
    return Invitation(
        organisation=organisation,
        role=Mandate.Role.ADMINISTRATOR,
        address=step.administrator.address,
        name=step.administrator.name,
        language=step.administrator.language,
        is_founding=True,
        invited_by=actor,
    )


def _administrator_cells(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The cells about the administrator by the line on which their row begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = next(reader, [])
        missing = [column for column in COLUMNS if column not in heading]
        if missing:
            raise Unreadable(_("The file has no column %(names)s.") % {"names": ", ".join(missing)})
        begun = reader.line_num
        for number, cells in enumerate(reader):
            line, begun = begun + 1, reader.line_num
            if number >= MOST_ROWS:
                raise Unreadable(_("The file has more than %(most)s rows.") % {"most": MOST_ROWS})
            yield line, {name: cell.strip() for name, cell in zip(heading, cells, strict=False)}
    except csv.Error as error:
        raise Unreadable(
            _("Line %(line)s is not CSV: %(reason)s.") % {"line": reader.line_num, "reason": error}
        ) from error


def _administrator(cells: Mapping[str, str], row: import_rows.Row) -> Administrator:
    name, address, language = (cells[column] for column in ADMINISTRATOR)
    if len(name) > 150:
        raise ValidationError(_("The name of the administrator is too long."))
    if name.startswith(import_rows.FORMULA_STARTS):
        raise ValidationError(
            _("%(column)s begins with “%(sign)s”, like a formula.")
            % {"column": ADMINISTRATOR[0], "sign": name[0]}
        )
    try:
        found = own_address(address) if address else ""
    except ValidationError as error:
        raise ValidationError(f"administrator_email: {' '.join(error.messages)}") from error
    return Administrator(clean_name(name), found, _language(language, row))


def _language(code: str, row: import_rows.Row) -> str:
    """The language to write in; one that the site does not speak yet gives English."""
    if code and code not in NETWORK_LANGUAGES:
        raise ValidationError(
            _("administrator_language is “%(code)s”; write one of %(codes)s, or leave it empty.")
            % {"code": code[:40], "codes": ", ".join(NETWORK_LANGUAGES)}
        )
    spoken = {known for known, _name in settings.INTERFACE_LANGUAGES}
    languages = row.fields["languages"]
    wanted = [code] if code else languages if isinstance(languages, list) else []
    return next((known for known in wanted if known in spoken), settings.LANGUAGE_CODE)


class _Present:
    """The directory and the list as they are, and the rows that were read before."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], list[Organisation]] = {}
        for entry in Organisation.objects.exclude(state=State.MERGED):
            self.entries.setdefault((fold(entry.name), entry.country), []).append(entry)
        listed = Invitation.objects.filter(is_founding=True, revoked_at=None)
        self.listed = {invitation.organisation_id: invitation for invitation in listed}
        self.addresses = {invitation.address: invitation.organisation_id for invitation in listed}
        running = Mandate.objects.running_at(timezone.now()).filter(role=Mandate.Role.ADMINISTRATOR)
        self.spoken_for = set(running.values_list("organisation", flat=True))
        self.lines: dict[str, int] = {}

    def step(self, row: import_rows.Row, administrator: Administrator) -> Step:
        """What the row would do; raises ValidationError with the reason why it cannot be used."""
        address = administrator.address
        if address and self.lines.setdefault(address, row.line) != row.line:
            raise ValidationError(
                _(
                    "%(address)s is the administrator of line %(line)s already. One person begins with one group."
                )
                % {"address": address, "line": self.lines[address]}
            )
        known = self._known(row)
        if known is not None and known.pk in self.listed:
            return self._on_list(row, administrator, known)
        if known is not None and known.pk in self.spoken_for:
            raise ValidationError(_("Somebody speaks for this organisation already."))
        if address and address in self.addresses:
            raise ValidationError(
                _("%(address)s is on the list for another organisation already.") % {"address": address}
            )
        return Step(row, administrator, Fate.MATCH if known else Fate.ADD, known)

    def _known(self, row: import_rows.Row) -> Organisation | None:
        found = self.entries.get(row.key, [])
        if len(found) > 1:
            raise ValidationError(
                _("The directory has this organisation twice: %(slugs)s. Merge or rename one of them first.")
                % {"slugs": ", ".join(entry.slug for entry in found)}
            )
        known = found[0] if found else None
        if known is not None and known.state not in CAN_BEGIN:
            raise ValidationError(
                _("This organisation is “%(state)s” now.") % {"state": known.get_state_display()}
            )
        return known

    def _on_list(self, row: import_rows.Row, administrator: Administrator, known: Organisation) -> Step:
        listed = self.listed[known.pk]
        if listed.address != administrator.address:
            raise ValidationError(
                _(
                    "The list names another administrator for this organisation. Take that invitation back first."
                )
            )
        return Step(row, administrator, Fate.KEEP, known)
