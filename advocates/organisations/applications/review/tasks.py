"""No application lies still: who is idle is reminded, then gives way, and the office is told."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from advocates.core import jobs
from advocates.core.viewer import viewer_for
from advocates.organisations import tasks
from advocates.organisations.applications import mails
from advocates.organisations.applications.review import clock, policies
from advocates.organisations.applications.review.actions import TASK, free_seat
from advocates.organisations.models import Application, Seat


@jobs.every(seconds=6 * 3600)
def look_after_reviews(now: datetime | None = None) -> int:
    """Remind after ten days, free the seat after twenty, tell the office; returns how many things happened."""
    moment = now or timezone.now()
    waiting = Seat.objects.taken().filter(application__state=Application.State.REVIEW, recommended_at=None)
    happened = sum(_look_at(seat, moment) for seat in waiting.select_related("reviewer", "application"))
    return happened + sum(_tell_office(each, moment) for each in Application.objects.in_review())


def _look_at(seat: Seat, now: datetime) -> bool:
    because = _why_free(seat, now)
    if because:
        with transaction.atomic():
            free_seat(seat, because)
        return True
    if (
        seat.reminded_at is None
        and seat.acted_at <= now - clock.REMIND_AFTER
        and not _waits_for_answer(seat, now)
    ):
        with transaction.atomic():
            Seat.objects.filter(pk=seat.pk).update(reminded_at=now)
            mails.to_reviewer(seat, mails.WAITS)
        return True
    return False


def _why_free(seat: Seat, now: datetime) -> str:
    """Why the seat is somebody else's from now on; empty where it stays."""
    if not Seat.objects.held_by(viewer_for(seat.reviewer)).filter(pk=seat.pk).exists():
        return Seat.Freed.LEFT
    is_idle = seat.acted_at <= now - clock.FREE_AFTER and not _waits_for_answer(seat, now)
    return Seat.Freed.IDLE if is_idle else ""


def _waits_for_answer(seat: Seat, now: datetime) -> bool:
    open_questions = seat.application.questions.filter(answered_at=None)
    return open_questions.filter(asked_at__gt=now - clock.WAIT_FOR_ANSWER).exists()


def _tell_office(application: Application, now: datetime) -> bool:
    """A seat that nobody has taken for twenty days, or that was freed for idleness, is the office's to fill."""
    if not policies.free_number(application):
        return False
    freed = application.seats.filter(round=application.round, freed_because=Seat.Freed.IDLE)
    last = application.seats.filter(round=application.round).aggregate(at=Max("taken_at"))["at"]
    since = max(filter(None, (application.state_since, last)))
    if not freed.exists() and since > now - clock.FREE_AFTER:
        return False
    tasks.open_task(kind=TASK, key=str(application.public_id), detail=application.name)
    return True


def tell_if_nobody_can(application: Application) -> None:
    """When an application comes in and too few people could review it, the office learns it at once."""
    if not application.is_in_review:
        tasks.close_by_itself(kind=TASK, key=str(application.public_id))
        return
    used = set(application.seats.taken().values_list("organisation", flat=True))
    related = {application.claimed_id, *application.resembles.values_list("pk", flat=True)}
    left = {each.organisation for each in policies.reviewers()} - used - related
    if len(left) < policies.TWO:
        tasks.open_task(kind=TASK, key=str(application.public_id), detail=application.name)
