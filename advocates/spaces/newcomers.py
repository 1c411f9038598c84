"""Who is new: for two weeks nobody calls everybody at once or carries much away. How much they write is no matter."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from advocates.core.viewer import Viewer
from advocates.organisations.models import Mandate

NEW_FOR = timedelta(days=14)


def is_newcomer(viewer: Viewer) -> bool:
    """Whether the person's first mandate is younger than 14 days; who had one before is no newcomer, whoever gave it.

    No statement but for those whose mandates of today are all that young.
    """
    if not viewer.mandates or viewer.person is None:
        return True
    since = timezone.now() - NEW_FOR
    if any(_begun(held) <= since for held in viewer.mandates):
        return False
    return not Mandate.has_begun_before(viewer.person.pk, since)


def _begun(held: Any) -> datetime:
    begun = datetime.fromisoformat(held.starts_at)
    return begun if begun.tzinfo else begun.replace(tzinfo=UTC)
