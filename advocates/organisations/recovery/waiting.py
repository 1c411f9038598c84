"""What a member's first page says of lost second factors, and what a mailed link leads to."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core.asking import written_once
from advocates.core.cards import Waiting
from advocates.core.viewer import Viewer
from advocates.organisations.models import FactorLoss
from advocates.organisations.recovery import actions

MOST_SHOWN = 5


def waiting(viewer: Viewer) -> Iterator[Waiting]:
    """Colleagues who have lost their second factor, for whoever can stand for them."""
    for loss in _open(viewer, timezone.now()):
        if actions.can_vouch_now(viewer, loss):
            yield Waiting(
                _("%(name)s has lost the second factor") % {"name": loss.person.full_name},
                _("Speak with the person first. Then say here that it is really them."),
                reverse("factor_loss", args=[loss.public_id]),
                _("See what to do"),
                is_urgent=True,
                since=loss.asked_at,
            )


@written_once
def _open(viewer: Viewer, now: datetime) -> QuerySet[FactorLoss]:
    found = FactorLoss.objects.visible_to(viewer, now).open().filter(vouched_by=None)
    return found.select_related("person")[:MOST_SHOWN]


def loss_of_link(value: Any, *, length: int) -> tuple[FactorLoss, int]:
    """The open question behind a link's value, and whom the link was mailed to; else it does not exist."""
    is_known = (
        isinstance(value, list) and len(value) == length and all(isinstance(each, int) for each in value)
    )
    if not is_known:
        raise Http404
    loss = actions.open_loss(value[0])
    if loss is None:
        raise Http404
    return loss, value[-1]
