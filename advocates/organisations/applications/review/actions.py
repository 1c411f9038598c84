"""What reviewers do: take a seat, say what interests they have, check, ask, recommend. Two that agree decide."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.core.models import Mail
from advocates.core.refused import Refused
from advocates.core.viewer import Viewer, viewer_for
from advocates.organisations import tasks
from advocates.organisations.applications import mails
from advocates.organisations.applications.review import deciding, policies
from advocates.organisations.models import Application, Question, Seat

TASK = "review"


class Taken(Refused):
    """No seat is free for this person: others were faster, or it is not theirs to review."""


class NotYours(Refused):
    """The seat was given back or freed, or the application is decided."""


class ChangedMeanwhile(Refused):
    """The checklist was saved in another window; carries the seat as it is now."""

    def __init__(self, current: Seat) -> None:
        super().__init__(
            _("Your checklist was saved in another window while you were writing. Compare and save again.")
        )
        self.current = current


def take_seat(*, viewer: Viewer, application: Application) -> Seat:
    """Begin to review for the organisation under whose mandate the viewer acts.

    Two at once get different seats, a third one gets `Taken`.
    """
    with transaction.atomic():
        current = Application.objects.select_for_update().get(pk=application.pk)
        number = policies.free_number(current) if current.is_in_review else 0
        held = viewer.acting
        open_to = policies.mandates_for(viewer, current, policies.reviewers()) if number else []
        if held not in open_to or viewer.person is None:
            raise Taken(_("No place is free for you in this review."))
        seat = Seat.objects.create(
            application=current,
            round=current.round,
            number=number,
            reviewer_id=viewer.person.pk,
            organisation_id=held.organisation,
        )
        stream.record("organisations.application.taken", current, actor=viewer.person, seat=seat.pk)
        if not policies.free_number(current):
            tasks.close_by_itself(kind=TASK, key=str(current.public_id))
    return seat


def locked(seat: Seat, actor: Person) -> Seat:
    """The seat as it is now; raises `NotYours` where its holder can do nothing with it any more."""
    Application.objects.select_for_update().get(pk=seat.application_id)
    current = Seat.objects.select_related("application").get(pk=seat.pk)
    if current.freed_at or current.reviewer_id != actor.pk or not current.application.is_in_review:
        raise NotYours(_("This review is over for you: the place was given back, or all is decided."))
    return current


def _acted(seat: Seat, *fields: str) -> None:
    seat.acted_at, seat.reminded_at = timezone.now(), None
    seat.save(update_fields=[*fields, "acted_at", "reminded_at"])


def declare_interests(*, actor: Person, seat: Seat, interests: str, has_conflict: bool) -> Seat:
    """Say which interests one has, or none; a conflict gives the seat back, and whoever has it does not return."""
    with transaction.atomic():
        current = locked(seat, actor)
        current.interests, current.declared_at = interests, timezone.now()
        _acted(current, "interests", "declared_at")
        stream.record("organisations.application.declared", current.application, actor=actor, seat=current.pk)
        if has_conflict:
            free_seat(current, Seat.Freed.CONFLICT, actor=actor)
    return current


def give_back(*, actor: Person, seat: Seat) -> None:
    """Let somebody else review."""
    with transaction.atomic():
        current = locked(seat, actor)
        if current.recommended_at:
            raise Refused(_("You have recommended already; that stays."))
        free_seat(current, Seat.Freed.GIVEN_BACK, actor=actor)


def free_seat(seat: Seat, because: str, *, actor: Person | None = None) -> None:
    """End a seat; what was found from it stays unread. Belongs to the transaction of a deed."""
    seat.freed_at, seat.freed_because = timezone.now(), because
    seat.save(update_fields=["freed_at", "freed_because"])
    stream.record("organisations.application.freed", seat.application, actor=actor, seat=seat.pk)


def save_checklist(*, actor: Person, seat: Seat, checklist: Sequence[Mapping[str, str]], base: int) -> Seat:
    """Keep what was found so far; raises `ChangedMeanwhile` if another window saved after `base`."""
    with transaction.atomic():
        current = declared(seat, actor)
        if current.revision != base:
            raise ChangedMeanwhile(current)
        current.checklist = [dict(row) for row in checklist]
        current.revision += 1
        _acted(current, "checklist", "revision")
    return current


def declared(seat: Seat, actor: Person) -> Seat:
    """A seat whose holder has declared interests and has not recommended yet."""
    current = locked(seat, actor)
    if current.declared_at is None:
        raise Refused(_("Say first which interests you have."))
    if current.recommended_at is not None:
        raise Refused(_("You have recommended already; that stays."))
    return current


def ask_question(*, actor: Person, seat: Seat, text: str, language: str) -> Question:
    """Ask the applicant, who gets a mail with the link; the other reviewer reads question and answer, too."""
    with transaction.atomic():
        current = declared(seat, actor)
        asked = Question.objects.create(
            application=current.application, seat=current, text=text, lang=language
        )
        _acted(current)
        stream.record("organisations.application.asked", current.application, actor=actor, seat=current.pk)
        mails.to_applicant(current.application, "question")
    return asked


def recommend(*, actor: Person, seat: Seat, recommendation: str, reasons: str) -> Application:
    """Say what should be decided; when two agree, it is. Raises `Refused` where something is missing."""
    with transaction.atomic():
        current = declared(seat, actor)
        if not current.checklist or any(not row.get("value") for row in current.checklist):
            raise Refused(_("Answer every criterion first."))
        if recommendation == Seat.Recommendation.REFUSE and not reasons.strip():
            raise Refused(_("Who refuses gives reasons: the applicant reads them."))
        current.recommendation, current.reasons = recommendation, reasons
        current.recommended_at = timezone.now()
        _acted(current, "recommendation", "reasons", "recommended_at")
        application = current.application
        stream.record("organisations.application.recommended", application, actor=actor, seat=current.pk)
        deciding.decide_if_agreed(application, actor)
        if not application.is_in_review:
            tasks.close_by_itself(kind=TASK, key=str(application.public_id))
    return application


def may_send(mail: Mail) -> bool:
    """Whether the person still has the seat, by role and mandate, and the application still waits."""
    seat = Seat.objects.taken().filter(pk=mail.about.get("seat")).first()
    if seat is None or not seat.application.is_in_review or seat.reviewer.email != mail.recipient:
        return False
    return Seat.objects.held_by(viewer_for(seat.reviewer)).filter(pk=seat.pk).exists()
