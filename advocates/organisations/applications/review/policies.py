"""Who may review which application."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from advocates.accounts.addresses import canonical_address
from advocates.accounts.models import Person
from advocates.core.viewer import Role, Viewer
from advocates.organisations.mandates.held import Held
from advocates.organisations.models import Application, Seat
from advocates.organisations.vocabulary import State

TWO = 2


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A reviewer with one of the mandates by which they may review."""

    person: int
    organisation: int
    country: str


def is_reviewer(viewer: Viewer) -> bool:
    """By the role, by a mandate that counts, and with a second factor: applications hold what is most sensitive."""
    return viewer.has_role(Role.REVIEWER) and bool(viewer.mandates) and viewer.has_second_factor


def reviewers() -> list[Reviewer]:
    """All who may review at this moment; one statement."""
    now = timezone.now()
    people = Person.objects.filter(
        Q(role_grants__ends_at=None) | Q(role_grants__ends_at__gt=now),
        role_grants__role=Role.REVIEWER,
        role_grants__starts_at__lte=now,
        is_active=True,
    ).filter(
        Q(mandates__ends_at=None) | Q(mandates__ends_at__gt=now),
        mandates__starts_at__lte=now,
        mandates__organisation__state=State.MEMBER,
    )
    rows = people.values_list("pk", "mandates__organisation", "mandates__organisation__country").distinct()
    return [Reviewer(*row) for row in rows]


def needed(seats: Iterable[Seat]) -> int:
    """How many reviewers a round needs: two, and a third where those two disagree."""
    said = [seat.recommendation for seat in seats if seat.recommendation]
    return TWO + 1 if len(said) >= TWO and len(set(said[:TWO])) == TWO else TWO


def free_number(application: Application) -> int:
    """The number of a seat that nobody has; 0 where all are taken."""
    seats = list(application.seats.taken().filter(round=application.round))
    taken = {seat.number for seat in seats}
    return next((number for number in range(1, needed(seats) + 1) if number not in taken), 0)


def mandates_for(viewer: Viewer, application: Application, roster: list[Reviewer]) -> list[Held]:
    """The mandates by which the viewer may take a seat of this application.

    Not of an organisation that has had a seat, and not of the applicant's country if two others are left without it.
    Whoever declared a conflict, or is named in the application, does not come back.
    """
    if viewer.person is None or not is_reviewer(viewer) or is_bound(viewer, application):
        return []
    seats = list(application.seats.all())
    used = {seat.organisation_id for seat in seats if seat.freed_at is None}
    open_to = [held for held in viewer.mandates if held.organisation not in used]
    others = {
        reviewer.organisation
        for reviewer in roster
        if reviewer.country != application.country and reviewer.organisation not in used
    }
    if len(others) >= TWO:
        open_to = [held for held in open_to if held.country != application.country]
    return open_to


def is_bound(viewer: Viewer, application: Application) -> bool:
    """Whether the viewer had a seat before, gave one back for an interest, or is named in the application."""
    person = viewer.person
    if person is None:
        return True
    for seat in application.seats.all():
        is_own = seat.reviewer_id == person.pk
        if is_own and (seat.freed_at is None or seat.freed_because == Seat.Freed.CONFLICT):
            return True
    return canonical_address(getattr(person, "email", "")) in named_in(application)


def named_in(application: Application) -> set[str]:
    """Addresses of the people whom the applicant wants to have invited, as they were written."""
    answer = application.answers.filter(step="people").first()
    written = answer.data.items() if answer else ()
    return {
        canonical_address(value)
        for name, values in written
        if name.startswith("email_")
        for value in values
        if value
    }


def can_take_seat(viewer: Viewer, application: Application, roster: list[Reviewer] | None = None) -> bool:
    """Whether a seat is free for this viewer."""
    if not application.is_in_review or not free_number(application):
        return False
    return bool(mandates_for(viewer, application, reviewers() if roster is None else roster))
