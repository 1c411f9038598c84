"""What applicants do: begin, save, send, answer, appeal, take back. The key in the link says who they are."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocates.accounts.addresses import canonical_address
from advocates.core import outbox, stream
from advocates.core.models import Mail
from advocates.core.refused import Refused
from advocates.core.uploads import Paper as Written
from advocates.organisations.applications import doubles, keys, mails, papers, steps
from advocates.organisations.applications.review import clock
from advocates.organisations.applications.row_forms import ConductForm, PeopleForm
from advocates.organisations.models import Answer, Application, Consent, Paper, Question, Seat

LONGEST_DATA = 100_000


class SomebodyElseSaved(Refused):
    """The step was saved in another window after this one was opened; carries what is stored now."""

    def __init__(self, current: Answer) -> None:
        super().__init__(
            _("This step was saved in another window while you were writing. Compare both and save again.")
        )
        self.current = current


class NotOpen(Refused):
    """The application was sent already, or decided; nothing can be changed in it now."""


def start_application(*, email: str, language: str) -> None:
    """Mail a key: to the application that waits already for this address, else to a new one."""
    address = canonical_address(email)
    with transaction.atomic():
        waiting = Application.objects.open().filter(email=address).order_by("-started_at").first()
        if waiting is None:
            waiting = Application.objects.create(
                email=address, language=language, kept_until=timezone.now() + keys.LIVES
            )
        mails.to_applicant(waiting, "start")


def may_send(mail: Mail) -> bool:
    """Whether the application is still where a mail about it says, and the address still the applicant's."""
    text = mails.TEXTS.get(str(mail.about.get("what")))
    rows = Application.objects.filter(pk=mail.about.get("application"), email=mail.recipient)
    return text is not None and rows.filter(state__in=text.states).exists()


def locked(application: Application, *states: str) -> Application:
    """The row as it is now, which nobody else changes before this transaction ends; `NotOpen` in another state."""
    current = Application.objects.select_for_update().get(pk=application.pk)
    if current.state not in states:
        raise NotOpen(_("This application is “%(state)s” now.") % {"state": current.get_state_display()})
    return current


def save_step(
    *, application: Application, step: str, data: Mapping[str, Any], base: int, language: str
) -> Answer:
    """Keep what was written in a step, complete or not.

    Raises `SomebodyElseSaved` if it is no longer what it was at `base` (0: nothing), and `NotOpen` once it was sent.
    """
    with transaction.atomic():
        current = locked(application, Application.State.DRAFT)
        answer = current.answers.filter(step=step).first()
        if (answer.revision if answer else 0) != base:
            raise SomebodyElseSaved(answer or Answer(application=current, step=step, revision=0))
        if answer is None:
            answer = Answer(application=current, step=step, revision=0)
        answer.data, answer.saved_at = dict(data), timezone.now()
        answer.revision += 1
        answer.save()
        _went_on(current, language)
    return answer


def _went_on(application: Application, language: str) -> None:
    application.kept_until, application.language = timezone.now() + keys.LIVES, language
    application.save(update_fields=["kept_until", "language"])
    keys.renew(application)


def can_add_papers(application: Application) -> bool:
    """While it is filled in, while a question waits for an answer, and while an appeal is reviewed."""
    if application.is_draft:
        return True
    asked = application.questions.filter(answered_at=None).exists()
    return application.is_in_review and (asked or application.round > 1)


def add_paper(*, application: Application, kind: str, name: str, written: Written) -> Paper:
    """Store a paper, sealed; raises `Refused` where there are enough, and `NotOpen` when it is too late."""
    with papers.stored(written) as (stored_as, key), transaction.atomic():
        current = locked(application, Application.State.DRAFT, Application.State.REVIEW)
        if not can_add_papers(current):
            raise NotOpen(_("Papers can be added again when the reviewers ask a question."))
        if current.papers.count() >= papers.MOST_PAPERS:
            raise Refused(_("These are as many papers as can be sent. Take one out first."))
        made = current.papers.create(
            kind=kind,
            sealed_name=papers.sealed_name(name, written.ending),
            content_type=written.content_type,
            size=len(written.content),
            stored_as=stored_as,
            sealed_key=key,
        )
        _went_on(current, current.language)
    return made


def remove_paper(*, application: Application, paper: Paper) -> None:
    """Take a paper out before the application is sent; the file is gone with it."""
    with transaction.atomic():
        locked(application, Application.State.DRAFT)
        paper.delete()


def send_application(*, application: Application) -> None:
    """Hand it to the reviewers: what is complete is fixed, consents are logged, the applicant gets a mail.

    Raises `Refused` while something is missing.
    """
    with transaction.atomic():
        current = locked(application, Application.State.DRAFT)
        if gaps := steps.missing(current):
            raise Refused(_("Something is missing still: %(step)s") % {"step": gaps[0].title})
        current.state, current.sent_at = Application.State.REVIEW, timezone.now()
        current.state_since = current.sent_at
        _copy(current)
        current.save()
        _log_consents(current)
        stream.record("organisations.application.sent", current)
        mails.to_applicant(current, "received")
    _announce(current)


def _copy(application: Application) -> None:
    """What the queue shows, and whose people must not review it."""
    values = steps.valid_form(application, "organisation").cleaned_data
    application.name, application.country = values["name"], values["country"]
    application.claimed = steps.chosen_entry(application)
    chosen = application.claimed
    found = doubles.alike(
        name=values["name"],
        local_name=values["local_name"],
        website=values["website"],
        but=chosen.slug if chosen else "",
    )
    application.resembles.set([entry.id for entry in found])


def _log_consents(application: Application) -> None:
    form = steps.valid_form(application, "conduct")
    language = get_language() or application.language
    for what, version, words in form.consents() if isinstance(form, ConductForm) else ():
        Consent.objects.create(
            application=application,
            address_hash=outbox.address_hash(application.email),
            what=what,
            version=version,
            lang=language,
            words=words,
        )


def withdraw_application(*, application: Application) -> None:
    """Take it back: nobody reads it any more, and its papers are gone at once."""
    with transaction.atomic():
        current = locked(application, Application.State.DRAFT, Application.State.REVIEW)
        current.state, current.state_since = Application.State.WITHDRAWN, timezone.now()
        current.save()
        for paper in current.papers.all():
            paper.delete()
        stream.record("organisations.application.withdrawn", current)
    _announce(current)


def answer_question(*, application: Application, question: Question, text: str, language: str) -> None:
    """The applicant answers; whoever asked is told by mail. Raises `Refused` if it is answered already."""
    with transaction.atomic():
        current = locked(application, Application.State.REVIEW)
        now = timezone.now()
        waiting = current.questions.filter(pk=question.pk, answered_at=None)
        if not waiting.update(answer=text, answer_lang=language, answered_at=now):
            raise Refused(_("This question was answered already."))
        # The clock of the reviewers begins anew: until now the others waited.
        current.seats.taken().update(acted_at=now, reminded_at=None)
        stream.record("organisations.application.answered", current)
        seat = (
            Seat.objects.taken().select_related("reviewer", "application").filter(pk=question.seat_id).first()
        )
        if seat is not None:
            mails.to_reviewer(seat, mails.ANSWERED)


def can_appeal(application: Application) -> bool:
    """Once, within 60 days of the decision."""
    return (
        application.state == Application.State.REFUSED
        and application.round == 1
        and application.decided_at is not None
        and timezone.now() < application.decided_at + clock.APPEAL_WITHIN
    )


def appeal_decision(*, application: Application, text: str) -> None:
    """Have two other reviewers decide anew; raises `Refused` when that is over."""
    with transaction.atomic():
        current = locked(application, Application.State.REFUSED)
        if not can_appeal(current):
            raise Refused(_("An appeal is possible once, within 60 days of the decision."))
        current.state, current.round, current.appeal = Application.State.REVIEW, 2, text
        current.state_since = timezone.now()
        current.save()
        stream.record("organisations.application.appealed", current)
        mails.to_applicant(current, "appealed")
    _announce(current)


# What else has to know that an application waits, or no longer does; the review registers itself.
_listeners: list[Callable[[Application], None]] = []


def on_change(listener: Callable[[Application], None]) -> None:
    """Have `listener` called after each change of an application's state."""
    if listener not in _listeners:
        _listeners.append(listener)


def _announce(application: Application) -> None:
    for listener in _listeners:
        listener(application)


def people_of(application: Application) -> Iterable[dict[str, str]]:
    """Whom the applicant named: name, address, role."""
    form = steps.valid_form(application, "people")
    return form.people() if isinstance(form, PeopleForm) else ()
