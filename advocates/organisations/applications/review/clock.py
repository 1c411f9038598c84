"""How long things take: what the applicant reads, what colours the queue, what counts as idle."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from advocates.organisations.applications.review.policies import needed
from advocates.organisations.models import Application, DecisionNote, Seat

REMIND_AFTER, FREE_AFTER = timedelta(days=10), timedelta(days=20)
# A question that is not answered stops the reviewers' clock for so long.
WAIT_FOR_ANSWER = timedelta(days=30)
PAPERS_KEPT = timedelta(days=30)
APPEAL_WITHIN = timedelta(days=60)
FEW = 3


@dataclass(frozen=True, slots=True)
class Pace:
    """How long decisions took: the middle of so many of the last year."""

    days: int
    decisions: int


def usual_days() -> Pace | None:
    """None as long as too few were decided to say anything."""
    since = timezone.localdate() - timedelta(days=365)
    rows = DecisionNote.objects.filter(decided_on__gt=since).values_list("sent_on", "decided_on")[:200]
    took = [(decided - sent).days for sent, decided in rows]
    return Pace(round(median(took)), len(took)) if len(took) >= FEW else None


@dataclass(frozen=True, slots=True)
class Progress:
    """What an applicant is told: how many read it, what comes next, since when."""

    taken: int
    written: int
    needed: int
    open_questions: int
    since: datetime
    days: int
    next: str | Promise
    papers_until: datetime | None
    appeal_until: datetime | None


NEXT = {
    "question": gettext_lazy("Somebody waits for your answer. Please read the question below."),
    "seats": gettext_lazy("We look for reviewers of other organisations. You need not do anything."),
    "reading": gettext_lazy("The reviewers read your application. You need not do anything."),
    "third": gettext_lazy(
        "The two reviewers do not agree, so a third one decides. You need not do anything."
    ),
    Application.State.APPROVED: gettext_lazy("The network invites the people whom you have named, by mail."),
    Application.State.REFUSED: gettext_lazy("Below are the reasons, and what you can do."),
    Application.State.WITHDRAWN: gettext_lazy("You can apply again at any time."),
}


def progress_of(application: Application) -> Progress:
    """How far it is."""
    seats = list(application.seats.taken().filter(round=application.round))
    questions = application.questions.filter(answered_at=None).count() if application.is_in_review else 0
    decided = application.decided_at if not application.is_in_review else None
    is_refused_first = application.state == Application.State.REFUSED and application.round == 1
    return Progress(
        taken=len(seats),
        written=sum(1 for seat in seats if seat.recommended_at),
        needed=needed(seats),
        open_questions=questions,
        since=application.state_since,
        days=application.days_waiting(),
        next=NEXT[_next(application, seats, questions)],
        papers_until=decided + PAPERS_KEPT if decided and application.papers.exists() else None,
        appeal_until=decided + APPEAL_WITHIN if decided and is_refused_first else None,
    )


def _next(application: Application, seats: list[Seat], questions: int) -> str:
    if not application.is_in_review:
        return application.state
    if questions:
        return "question"
    if needed(seats) > 2:
        return "third"
    return "reading" if len(seats) >= needed(seats) else "seats"


def reasons_for_applicant(application: Application) -> list[Seat]:
    """What the reviewers who refused have written; the page says "reviewer 1", never a name."""
    if application.state != Application.State.REFUSED:
        return []
    refused = application.seats.taken().filter(round=application.round)
    return list(refused.filter(recommendation=Seat.Recommendation.REFUSE))


@dataclass(frozen=True, slots=True)
class Mark:
    """How long something waits: a colour and words, for the colour alone says nothing."""

    days: int
    colour: str
    words: str | Promise


def mark_of(application: Application, now: datetime | None = None) -> Mark:
    """Soon, late, very late."""
    days = application.days_waiting(now)
    if days >= FREE_AFTER.days:
        return Mark(days, "bad", gettext_lazy("Waits very long"))
    if days >= REMIND_AFTER.days:
        return Mark(days, "warn", gettext_lazy("Waits long"))
    return Mark(days, "good", gettext_lazy("In time"))
