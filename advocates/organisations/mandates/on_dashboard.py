"""What a member's first page says about the own organisations."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core.asking import written_once
from advocates.core.cards import Card, Waiting
from advocates.core.viewer import Viewer
from advocates.organisations.models import Mandate

# An administrator is asked for a second person as long as there is only one.
ENOUGH_PEOPLE = 2


def shown(viewer: Viewer) -> Iterator[Card | Waiting]:
    """A card for each organisation, with how many others speak for it; two are safer than one. One query for all."""
    counts = Counter(organisation for organisation, _person in _people(viewer, timezone.now()))
    for held in viewer.mandates:
        page = reverse("organisation", args=[held.slug])
        context = {"held": held, "others": counts[held.organisation] - 1, "public_page": page}
        yield Card("organisations/members/card.html", context)
        if held.is_administrator and counts[held.organisation] < ENOUGH_PEOPLE:
            yield Waiting(
                _("You are the only one who speaks for %(name)s") % {"name": held.name},
                _("If you fall ill or leave, nobody can take over. Invite a second person."),
                reverse("invitation_new", args=[held.public_id]),
                _("Invite somebody"),
            )


@written_once
def _people(viewer: Viewer, now: datetime) -> QuerySet[Mandate, Any]:
    own = [held.organisation for held in viewer.mandates]
    found = Mandate.objects.visible_to(viewer).filter(organisation__in=own).running_at(now)
    return found.values_list("organisation", "person").distinct().order_by()
