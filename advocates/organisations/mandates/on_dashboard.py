"""What a member's first page says about the own organisations."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core.asking import written_once
from advocates.core.cards import Card, Waiting
from advocates.core.days import end_of
from advocates.core.viewer import Viewer
from advocates.organisations.freshness import Freshness, current_until, freshness
from advocates.organisations.mandates.held import Held
from advocates.organisations.models import Mandate

# An administrator is asked for a second person as long as there is only one.
ENOUGH_PEOPLE = 2


def shown(viewer: Viewer) -> Iterator[Card | Waiting]:
    """A card for each organisation, with how many others speak for it; two are safer than one. One query for all.

    Whether the entry is still right waits as soon as the directory marks it (`freshness`).
    """
    found = _people(viewer, timezone.now())
    counts = Counter(organisation for organisation, _person, _confirmed_on in found)
    confirmed = {organisation: confirmed_on for organisation, _person, confirmed_on in found}
    for held in viewer.mandates:
        page = reverse("organisation", args=[held.slug])
        context = {"held": held, "others": counts[held.organisation] - 1, "public_page": page}
        yield Card("organisations/members/card.html", context)
        yield from _entry(held, confirmed.get(held.organisation))
        if held.is_administrator and counts[held.organisation] < ENOUGH_PEOPLE:
            yield Waiting(
                _("You are the only one who speaks for %(name)s") % {"name": held.name},
                _("If you fall ill or leave, nobody can take over. Invite a second person."),
                reverse("invitation_new", args=[held.public_id]),
                _("Invite somebody"),
            )


def _entry(held: Held, confirmed_on: date | None) -> Iterator[Waiting]:
    """Silence is no reason to hide an entry, and a reason to ask those who know."""
    if freshness(confirmed_on, timezone.localdate()) is Freshness.CURRENT:
        return
    yield Waiting(
        _("Is the entry of %(name)s still right?") % {"name": held.name},
        _("Patients read it to find help near them. One button confirms it."),
        reverse("organisation_people", args=[held.public_id]),
        _("Look at it"),
        since=None if confirmed_on is None else end_of(current_until(confirmed_on)),
    )


@written_once
def _people(viewer: Viewer, now: datetime) -> QuerySet[Mandate, Any]:
    own = [held.organisation for held in viewer.mandates]
    found = Mandate.objects.visible_to(viewer).filter(organisation__in=own).running_at(now)
    return found.values_list("organisation", "person", "organisation__confirmed_on").distinct().order_by()
