"""What waits for an administrator about invitations."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core.cards import Waiting
from advocates.core.viewer import Viewer
from advocates.organisations.invitations.shown import waiting_for_agreement


def waiting(viewer: Viewer) -> Iterator[Waiting]:
    """Somebody wants to accept with another address than the one that was invited."""
    if not any(held.is_administrator for held in viewer.mandates):
        return
    for invitation in waiting_for_agreement(viewer, timezone.now()):
        yield Waiting(
            _("%(name)s wants to speak for %(organisation)s")
            % {"name": invitation.asked_by, "organisation": invitation.organisation.name},
            _("The invitation was sent to another address. Do you know this person?"),
            reverse("organisation_people", args=[invitation.organisation.public_id]),
            _("See the invitation"),
            since=invitation.asked_at,
        )
