"""Deeds on spaces: the shared ones come by themselves, the others are opened by somebody; who sits there changes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.core.personal import Subject
from advocates.core.profile import profile
from advocates.core.viewer import Role
from advocates.spaces.models import Draft, Kind, Space, SpaceSeat


def ensure_shared() -> None:
    """The spaces that every installation has: public, members, one a region, the steering committee.

    Called when the site starts; calling it again changes nothing.
    """
    there = set(Space.objects.filter(kind__in=[Kind.PUBLIC, Kind.MEMBERS]).values_list("kind", flat=True))
    regions = set(Space.objects.filter(kind=Kind.REGION).values_list("region", flat=True))
    missing = [Space(kind=kind) for kind in (Kind.PUBLIC, Kind.MEMBERS) if kind not in there]
    missing += [Space(kind=Kind.REGION, region=each) for each in profile().regions if each not in regions]
    if not Space.objects.filter(kind=Kind.COMMITTEE, role=Role.STEERING).exists():
        names = {"en": "Steering committee", "es": "Comité directivo", "ar": "اللجنة التوجيهية"}
        missing.append(Space(kind=Kind.COMMITTEE, role=Role.STEERING, names=names))
    Space.objects.bulk_create(missing, ignore_conflicts=True)


def members_space() -> Space:
    """The one that everybody with a mandate reads."""
    return _shared(Kind.MEMBERS)


def public_space() -> Space:
    """The one that everybody reads, with an account or without."""
    return _shared(Kind.PUBLIC)


def _shared(kind: Kind) -> Space:
    """There is one of it from the first start on; a program that works before that start makes it."""
    found = Space.objects.filter(kind=kind).first()
    if found is None:
        ensure_shared()
        found = Space.objects.get(kind=kind)
    return found


def open_space(*, actor: Person, kind: str, names: Mapping[str, str], people: Iterable[Person] = ()) -> Space:
    """A committee, a room or a message; the actor owns it, and the people named have a seat."""
    with transaction.atomic():
        made = Space.objects.create(kind=kind, names=dict(names))
        seats = {person.pk: SpaceSeat(space=made, person=person, given_by=actor) for person in people}
        seats[actor.pk] = SpaceSeat(space=made, person=actor, is_owner=True)
        SpaceSeat.objects.bulk_create(seats.values())
        stream.record("spaces.space.opened", made, actor=actor, seats=len(seats))
    return made


def open_committee(*, actor: Person, names: Mapping[str, str]) -> Space:
    """A committee without anybody in it yet: whoever arranges it has no seat by that."""
    with transaction.atomic():
        made = Space.objects.create(kind=Kind.COMMITTEE, names=dict(names))
        stream.record("spaces.space.opened", made, actor=actor, seats=0)
    return made


def close_space(*, actor: Person, space: Space) -> bool:
    """Nothing is added from now on; everybody reads as before. False where it was closed."""
    with transaction.atomic():
        closed = Space.objects.filter(pk=space.pk, closed_at=None).update(closed_at=timezone.now())
        if closed:
            stream.record("spaces.space.closed", space, actor=actor)
    return bool(closed)


def give_seat(*, actor: Person, space: Space, person: Person) -> SpaceSeat:
    """Let somebody read and write in a space of named people, from now on."""
    with transaction.atomic():
        seat, is_new = SpaceSeat.objects.get_or_create(
            space=space, person=person, left_at=None, defaults={"given_by": actor}
        )
        if is_new:
            stream.record("spaces.seat.given", seat, actor=actor, space=space.pk, person=person.pk)
    return seat


def erase_own(subject: Subject) -> None:
    """With an account its seats go, and what it had written and not sent."""
    for model in (SpaceSeat, Draft):
        model.objects.filter(person=subject.person.pk).delete()


def drafts_of(subject: Subject) -> Iterator[Mapping[str, Any]]:
    """What somebody had written and not sent."""
    for draft in Draft.objects.filter(person=subject.person.pk).order_by("saved_at"):
        yield {
            "title": draft.title,
            "text": draft.text,
            "lang": draft.lang,
            "saved_at": draft.saved_at.isoformat(),
        }


def end_seat(*, actor: Person, seat: SpaceSeat) -> bool:
    """The person reads nothing there from the next request on. False where the seat had ended."""
    with transaction.atomic():
        ended = SpaceSeat.objects.filter(pk=seat.pk, left_at=None).update(left_at=timezone.now())
        if ended:
            stream.record("spaces.seat.ended", seat, actor=actor, space=seat.space_id, person=seat.person_id)
    return bool(ended)
