"""Deeds on reports: somebody reports, somebody takes it on, notes are written. None of them hides anything."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.moderation import kinds
from advocates.moderation.kinds import Target
from advocates.moderation.models import Case, CaseNote, Flag, State
from advocates.spaces.bylines import Author
from advocates.spaces.models import Space


@dataclass(frozen=True, slots=True)
class Report:
    """What a reporter says."""

    reason: str
    text: str
    lang: str


def flag(*, author: Author, target: Target, report: Report) -> Flag:
    """Report something. It joins the case that is open about it; the same person reports the same once.

    Nothing is hidden by it, however many report: only a person decides.
    """
    with transaction.atomic():
        case = case_about(target)
        fields = {"reason": report.reason, "text": report.text, "lang": report.lang}
        made, is_new = Flag.objects.get_or_create(
            case=case, person_id=author.person_id, defaults={**fields, "mandate_id": author.mandate_id}
        )
        if is_new:
            add_note(case, author, CaseNote.Deed.FLAGGED)
            stream.record("moderation.flag.made", made, actor=Person(pk=author.person_id), case=case.pk)
    return made


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody without an account: what they are called and where the answer goes, each only if they said so."""

    name: str
    email: str
    language: str


def flag_from_outside(*, by: Outsider, target: Target, report: Report) -> Flag:
    """Somebody without an account reports something that is public. It joins the case, and hides nothing either."""
    with transaction.atomic():
        case = case_about(target)
        made = Flag.objects.create(
            case=case,
            written_as=by.name,
            email=by.email,
            language=by.language,
            reason=report.reason,
            text=report.text,
            lang=report.lang,
        )
        CaseNote.objects.create(case=case, deed=CaseNote.Deed.FLAGGED, written_as=by.name, lang="")
        stream.record("moderation.flag.made", made, case=case.pk)
    return made


def case_about(target: Target) -> Case:
    """The case that waits about a thing, or a new one; part of the transaction of the deed.

    One that was decided is closed by it, so that what is said anew is looked at anew.
    """
    found = Case.objects.select_for_update(of=("self",)).filter(kind=target.kind, target=target.id)
    for case in found.exclude(state=State.CLOSED):
        if case.is_waiting or target.is_hidden:
            return case
        Case.objects.filter(pk=case.pk).update(state=State.CLOSED, changed_at=timezone.now())
    fields = {"author_id": target.author_id, "organisation_id": target.organisation_id, "space": target.space}
    # Of two who are the first at the same moment, one makes it and the other finds it.
    case, _is_new = Case.objects.get_or_create(
        kind=target.kind, target=target.id, state=State.OPEN, defaults=fields
    )
    return case


def add_note(case: Case, author: Author, deed: CaseNote.Deed, text: str = "", lang: str = "") -> CaseNote:
    """A line of the history; part of the transaction of the deed."""
    return CaseNote.objects.create(case=case, deed=deed, text=text, lang=lang, **author.fields())


def take_case(*, author: Author, case: Case) -> bool:
    """“I look at it.” False where the person does already."""
    return _assign(author, case, author.person_id, CaseNote.Deed.TAKEN)


def leave_case(*, author: Author, case: Case) -> bool:
    """Nobody looks at it any more."""
    return _assign(author, case, None, CaseNote.Deed.LEFT)


def _assign(author: Author, case: Case, person_id: int | None, deed: CaseNote.Deed) -> bool:
    with transaction.atomic():
        current = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if current.assignee_id == person_id:
            return False
        Case.objects.filter(pk=case.pk).update(assignee_id=person_id, changed_at=timezone.now())
        add_note(current, author, deed)
        stream.record("moderation.case.assigned", current, actor=Person(pk=author.person_id), to=person_id)
    return True


def note_on_case(*, author: Author, case: Case, text: str, lang: str) -> CaseNote:
    """What the others who moderate should know; neither reporter nor author reads it."""
    with transaction.atomic():
        made = add_note(case, author, CaseNote.Deed.NOTE, text, lang)
        Case.objects.filter(pk=case.pk).update(changed_at=timezone.now())
        stream.record("moderation.case.noted", case, actor=Person(pk=author.person_id), note=made.pk)
    return made


def note_file_opened(*, author: Author, case: Case, file: str) -> None:
    """Somebody who looks at the case opened a file of it: each time for the record, the first time in the history."""
    name = next((each.name for each in kinds.files_of(case.kind, case.target) if each.id == file), "")
    with transaction.atomic():
        known = CaseNote.objects.filter(
            case=case, deed=CaseNote.Deed.FILE, person=author.person_id, text=name
        )
        if not known.exists():
            add_note(case, author, CaseNote.Deed.FILE, name)
        stream.record("moderation.case.file_opened", case, actor=Person(pk=author.person_id), file=file)


def move_cases(kind: str, targets: Any, space: Space) -> int:
    """Things went to another space: whoever runs that one decides about them. Part of the transaction of the deed."""
    return Case.objects.filter(kind=kind, target__in=targets).update(space=space)
