"""The organisation of an address in the members' area."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from advocates.core.asking import written_once
from advocates.core.viewer import Viewer
from advocates.organisations.models import Organisation


def own_or_404(viewer: Viewer, public_id: UUID) -> Organisation:
    """An organisation for which the viewer speaks now; any other does not exist."""
    for found in _own(viewer, public_id):
        return found
    raise Http404


@written_once
def _own(viewer: Viewer, public_id: UUID) -> QuerySet[Organisation]:
    own = [held.organisation for held in viewer.mandates]
    return Organisation.objects.visible_to(viewer).filter(public_id=public_id, pk__in=own)
