"""Deeds that decide: keep or hide with reasons, hear an appeal, take a decision back. The people concerned are told."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import outbox, stream
from advocates.core.refused import Refused
from advocates.core.viewer import Viewer
from advocates.moderation import kinds, policies
from advocates.moderation.actions import add_note, case_about
from advocates.moderation.kinds import Target
from advocates.moderation.mails import ANSWER, ANSWER_OUTSIDE, REASONS
from advocates.moderation.models import Case, CaseNote, Decision, Extent, Flag, State
from advocates.spaces.bylines import Author, author_of

Deed = CaseNote.Deed


class Involved(Refused):
    """An organisation of the person wrote it, or reported it."""


class DecidedMeanwhile(Refused):
    """Somebody else was faster, or something was reported in the meantime."""


class ReasonsMissing(Refused):
    """Nothing is decided without reasons."""


class NoAppeal(Refused):
    """It cannot be appealed, or not any more."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision with its reasons. `answer` is what the reporter reads besides; the author never sees it."""

    decision: str
    facts: str
    rule: str = ""
    answer: str = ""
    lang: str = "en"


def decide(*, viewer: Viewer, case: Case, ruling: Ruling, base_revision: int | None = None) -> Case:
    """Keep a thing or hide it. The author of something hidden gets the reasons, whoever reported gets an answer.

    Raises `Involved`, `ReasonsMissing`, `DecidedMeanwhile`.
    """
    author = author_of(viewer)
    _refuse_without_reasons(ruling)
    with transaction.atomic():
        current = _locked(case)
        refuse_involved(viewer, current)
        if current.state != State.OPEN or base_revision not in (None, current.revision):
            raise DecidedMeanwhile(_("Somebody has decided this case in the meantime."))
        _write(current, author, ruling)
        _tell_author(current, is_new=True)
        _answer_reporters(current, ruling.answer)
    return current


def hide_now(*, viewer: Viewer, target: Target, ruling: Ruling) -> Case:
    """Hide something without waiting for a report: a case is opened and decided at once, under the same rules."""
    with transaction.atomic():
        case = case_about(target)
        if not case.notes.exists():
            add_note(case, author_of(viewer), Deed.OPENED)
        return decide(viewer=viewer, case=case, ruling=ruling)


def _refuse_without_reasons(ruling: Ruling) -> None:
    if not ruling.facts.strip() or (ruling.decision == Decision.HIDE and not ruling.rule.strip()):
        raise ReasonsMissing(
            _("Say what happened and which rule it breaks. Nothing is decided without reasons.")
        )


def refuse_involved(viewer: Viewer, case: Case) -> None:
    """Raises `Involved`."""
    if policies.is_involved(viewer, case):
        raise Involved(
            _("Your organisation is involved in this case, so somebody from another organisation decides it.")
        )


def _locked(case: Case) -> Case:
    found = Case.objects.select_for_update(of=("self",)).select_related("space", "decided_mandate")
    return found.get(pk=case.pk)


def _write(case: Case, author: Author, ruling: Ruling) -> None:
    hides = ruling.decision == Decision.HIDE
    case.decision, case.facts, case.lang = ruling.decision, ruling.facts.strip(), ruling.lang
    case.rule = ruling.rule.strip() if hides else ""
    case.extent = Extent.THING if hides else ""
    case.redress = _redress(ruling.lang) if hides else ""
    case.decided_at, case.decided_by_id, case.decided_mandate_id = (
        timezone.now(),
        author.person_id,
        author.mandate_id,
    )
    # Nobody appeals against what stays; who is not content reports it again.
    case.state = State.DECIDED if hides else State.CLOSED
    _save(case)
    add_note(case, author, Deed.HIDDEN if hides else Deed.KEPT, case.facts, case.lang)
    _carry_out(case)
    stream.record(
        "moderation.case.decided", case, actor=Person(pk=author.person_id), decision=ruling.decision
    )


def _redress(language: str) -> str:
    """In the language of the reasons, where the site has it."""
    with translation.override(language):
        return _("You can appeal within 180 days. Somebody from another organisation then decides.")


def _save(case: Case) -> None:
    case.changed_at, case.revision = timezone.now(), case.revision + 1
    case.save()


def _carry_out(case: Case) -> None:
    kind = kinds.kind_of(case.kind)
    if kind is not None:
        (kind.hide if case.is_hiding else kind.restore)(case.target)


def appeal(*, author: Author, case: Case, text: str, lang: str) -> Case:
    """The author asks that somebody else looks at it again, once. What is hidden stays hidden until then.

    Raises `NoAppeal`.
    """
    with transaction.atomic():
        current = _appealed(case, text, lang)
        add_note(current, author, Deed.APPEALED, text, lang)
        stream.record("moderation.case.appealed", current, actor=Person(pk=author.person_id))
    return current


def appeal_from_outside(*, name: str, case: Case, text: str, lang: str) -> Case:
    """The same by an author without an account, who has a mailed link. Raises `NoAppeal`."""
    with transaction.atomic():
        current = _appealed(case, text, lang)
        CaseNote.objects.create(case=current, deed=Deed.APPEALED, text=text, lang=lang, written_as=name)
        stream.record("moderation.case.appealed", current)
    return current


def _appealed(case: Case, text: str, lang: str) -> Case:
    current = _locked(case)
    if not current.may_be_appealed:
        raise NoAppeal(_("This decision was appealed already, or it is too late for it."))
    current.appeal, current.appeal_lang, current.appealed_at = text, lang, timezone.now()
    current.state, current.assignee = State.APPEALED, None
    _save(current)
    return current


def decide_appeal(*, viewer: Viewer, case: Case, ruling: Ruling, base_revision: int | None = None) -> Case:
    """Somebody of another organisation than the first upholds or lifts a decision. That ends the case.

    Raises `Involved`, `ReasonsMissing`, `DecidedMeanwhile`.
    """
    author = author_of(viewer)
    if not ruling.facts.strip():
        raise ReasonsMissing(_("Say why. Nothing is decided without reasons."))
    with transaction.atomic():
        current = _locked(case)
        refuse_involved(viewer, current)
        if policies.has_decided(viewer, current):
            raise Involved(
                _("You or your organisation took this decision, so somebody else hears the appeal.")
            )
        if current.state != State.APPEALED or base_revision not in (None, current.revision):
            raise DecidedMeanwhile(_("Somebody has decided this case in the meantime."))
        current.appeal_decision, current.appeal_facts = ruling.decision, ruling.facts.strip()
        current.appeal_decided_at = timezone.now()
        current.appeal_by_id, current.appeal_mandate_id = author.person_id, author.mandate_id
        current.state = State.CLOSED
        _save(current)
        deed = Deed.HIDDEN if current.is_hiding else Deed.RESTORED
        add_note(current, author, deed, current.appeal_facts, ruling.lang)
        _carry_out(current)
        _tell_author(current)
        stream.record(
            "moderation.appeal.decided",
            current,
            actor=Person(pk=author.person_id),
            decision=ruling.decision,
        )
    return current


def restore(*, viewer: Viewer, case: Case, reason: str, lang: str) -> Case:
    """Show again what was hidden, with the reason in the history; the author is told.

    Raises `Involved`, `ReasonsMissing`, and `DecidedMeanwhile` where nothing is hidden any more.
    """
    author = author_of(viewer)
    if not reason.strip():
        raise ReasonsMissing(_("Say why. Nothing is decided without reasons."))
    with transaction.atomic():
        current = _locked(case)
        refuse_involved(viewer, current)
        if not current.is_hiding:
            raise DecidedMeanwhile(_("Somebody has decided this case in the meantime."))
        take_back(current, Person(pk=author.person_id))
        add_note(current, author, Deed.RESTORED, reason.strip(), lang)
    return current


def take_back(case: Case, actor: Person) -> None:
    """Lift what hides, and end the case as one in which the thing stays; part of the transaction of the deed.

    What was decided before stays in the history, with its reasons.
    """
    case.decision, case.extent, case.appeal_decision = Decision.KEEP, "", ""
    case.state = State.CLOSED
    _save(case)
    _carry_out(case)
    _tell_author(case)
    stream.record("moderation.case.restored", case, actor=actor)


def open_again(case: Case, actor: Person) -> None:
    """A decision that is taken back by staff waits for another; part of the transaction of the deed."""
    case.decision, case.extent, case.appeal_decision, case.state = "", "", "", State.OPEN
    case.assignee = None
    _save(case)
    kind = kinds.kind_of(case.kind)
    if kind is not None:
        kind.restore(case.target)
    # Staff need no mandate for it.
    CaseNote.objects.create(case=case, deed=Deed.UNDONE, person=actor, lang="")
    stream.record("moderation.case.reopened", case, actor=actor)


def _tell_author(case: Case, is_new: bool = False) -> None:
    if case.author is None or (is_new and case.decision != Decision.HIDE):
        return
    person = case.author
    outbox.send_later_many(
        REASONS, [outbox.Recipient(person.email, person.language, {"case": case.pk, "person": person.pk})]
    )


def _answer_reporters(case: Case, answer: str) -> None:
    waiting = Flag.objects.filter(case=case, answered_at=None).select_related("person")
    told = [
        outbox.Recipient(each.person.email, each.person.language, {"flag": each.pk, "person": each.person.pk})
        for each in waiting
        if each.person is not None
    ]
    outside = [
        outbox.Recipient(each.email, each.language, {"flag": each.pk}) for each in waiting if each.email
    ]
    waiting.update(answer=answer, outcome=case.decision, answered_at=timezone.now())
    outbox.send_later_many(ANSWER, told)
    outbox.send_later_many(ANSWER_OUTSIDE, outside)
