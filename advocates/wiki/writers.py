"""Who else has a page open for changing: shown where many read, never in rooms, and nothing is locked by it."""

from typing import Any

from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core.viewer import Viewer
from advocates.spaces.bylines import Protected, signature
from advocates.wiki import actions, policies
from advocates.wiki.models import Editing, WikiPage
from advocates.wiki.models.revision import WRITES_FOR

MOST_NAMED = 5


def others(viewer: Viewer, page: WikiPage) -> list[Any]:
    """Name and moment of those who opened the form lately and have not sent it."""
    if page.space.kind not in policies.SHOWS_WRITERS or viewer.person is None:
        return []
    found = Editing.objects.filter(page=page, at__gt=timezone.now() - WRITES_FOR)
    rows = found.exclude(person=viewer.person.pk).order_by("-at")
    named = rows.values_list("person__full_name", "person__is_protected", "at")[:MOST_NAMED]
    return [
        {"name": signature(name, "", "", "", Protected.where(page.space.kind, hidden, None)).name, "at": at}
        for name, hidden, at in named
    ]


def note(viewer: Viewer, page: WikiPage) -> None:
    """The viewer has it open from now on."""
    if page.space.kind in policies.SHOWS_WRITERS and viewer.person is not None:
        actions.note_editing(person=Person(pk=viewer.person.pk), page=page)
