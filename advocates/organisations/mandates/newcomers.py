"""What a member's first page says in the first weeks: the first steps, who greets, and who is new in a region."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person, RoleGrant
from advocates.core.asking import written_once
from advocates.core.cards import Card
from advocates.core.profile import in_language, profile
from advocates.core.viewer import Role, Viewer
from advocates.organisations.mandates.held import Held
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.models.mandates import countries_of

NEW_FOR = timedelta(days=60)
MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a newcomer does once."""

    text: str
    url: str
    is_done: bool


def cards(viewer: Viewer) -> Iterator[Card]:
    """Of a newcomer: the steps that are still to do, and the region's representatives. Of those: who is new."""
    now = timezone.now()
    if viewer.mandates:
        ((is_old, confirmed_on, has_colleague),) = _beginning(viewer, now, now - NEW_FOR)
        if not is_old:
            steps = steps_of(viewer, is_confirmed=confirmed_on is not None, has_colleague=has_colleague)
            if not all(step.is_done for step in steps):
                yield Card("organisations/members/first_steps.html", {"steps": steps})
            yield from _greeting(viewer, now)
    if viewer.regions and viewer.mandates:
        yield from _new_in_region(viewer, now)


def _own(viewer: Viewer) -> int:
    return viewer.person.pk if viewer.person else 0


@written_once
def _beginning(viewer: Viewer, now: datetime, since: datetime) -> QuerySet[Organisation, Any]:
    """Of one's organisation: whether one's first mandate of all began earlier, its last "still correct", colleagues."""
    seen = Mandate.objects.visible_to(viewer)
    older = seen.filter(person__pk=_own(viewer), starts_at__lt=since)
    colleagues = seen.filter(organisation=OuterRef("pk")).running_at(now).exclude(person__pk=_own(viewer))
    own = Organisation.objects.visible_to(viewer).filter(pk=viewer.acting.organisation)
    return own.values_list(Exists(older), "confirmed_on", Exists(colleagues))


def steps_of(viewer: Viewer, *, is_confirmed: bool, has_colleague: bool) -> list[Step]:
    """Each follows from what is stored; nobody ticks anything off."""
    held: Held = viewer.acting
    steps = [
        Step(_("Make your sign-in safe with a second factor"), "/account/2fa/", viewer.has_second_factor),
        Step(
            _("Say which languages you read"),
            reverse("account_languages"),
            bool(getattr(viewer.person, "reads", [])),
        ),
        Step(
            _("Look whether your organisation’s entry is right"),
            reverse("organisation_people", args=[held.public_id]),
            is_confirmed,
        ),
    ]
    if held.is_administrator:
        invite = reverse("invitation_new", args=[held.public_id])
        steps.append(Step(_("Invite a second person, so that nobody is alone"), invite, has_colleague))
    return steps


def _greeting(viewer: Viewer, now: datetime) -> Iterator[Card]:
    """Who represents the viewer's region; by name unless they are protected, and never oneself."""
    if people := _representatives(viewer, now):
        rows = [{"person": grant.person, "region": _region(grant.scope)} for grant in people]
        yield Card("organisations/members/greeting.html", {"rows": rows, "name": name_of(viewer)})


@written_once
def _representatives(viewer: Viewer, now: datetime) -> QuerySet[RoleGrant]:
    regions = sorted({held.region for held in viewer.mandates} - {""})
    grants = RoleGrant.objects.filter(role=Role.REGIONAL, scope__in=regions).valid_at(now)
    found = grants.filter(person__is_active=True, person__is_protected=False).exclude(person__pk=_own(viewer))
    return found.select_related("person").order_by("person__full_name", "pk")[:MOST_SHOWN]


def _new_in_region(viewer: Viewer, now: datetime) -> Iterator[Card]:
    """Whom the representative could greet: people whose first mandate began a few weeks ago."""
    if rows := _newcomers(viewer, now, now - NEW_FOR):
        yield Card("organisations/members/new_in_region.html", {"rows": rows})


@written_once
def _newcomers(viewer: Viewer, now: datetime, since: datetime) -> QuerySet[Mandate]:
    near = (
        Mandate.objects.visible_to(viewer)
        .valid_at(now)
        .filter(organisation__country__in=countries_of(viewer.regions), person__is_active=True)
    )
    older = Mandate.objects.visible_to(viewer).filter(starts_at__lt=since).values("person")
    new = near.filter(starts_at__gte=since).exclude(person__in=older).exclude(person__pk=_own(viewer))
    return new.select_related("person", "organisation").order_by("-starts_at", "-id")[:MOST_SHOWN]


def name_of(viewer: Viewer) -> str:
    """The whole name: which part of it is the first one differs from country to country."""
    return viewer.person.full_name if isinstance(viewer.person, Person) else ""


def _region(scope: str) -> str:
    region = profile().regions.get(scope)
    return in_language(region.names) if region else scope
