"""Who else has a page open for changing: shown where many read, never in rooms, and nothing is locked by it."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core.viewer import Viewer
from advocates.spaces.bylines import Protected, signature
from advocates.wiki import actions, policies
from advocates.wiki.models import Editing, WikiPage
from advocates.wiki.models.revision import WRITES_FOR

MOST_NAMED = 5
# A draft is saved every few seconds; that somebody is still writing is noted so often.
NOTED_AGAIN = timedelta(minutes=5)


def others(viewer: Viewer, page: WikiPage) -> Sequence[tuple[str, str]]:
    """Those who opened the form or wrote in it lately and have not sent it: their names, each with a sentence."""
    if page.space.kind not in policies.SHOWS_WRITERS or viewer.person is None:
        return []
    found = Editing.objects.filter(page=page, at__gt=timezone.now() - WRITES_FOR)
    rows = found.exclude(person=viewer.person.pk).order_by("-at")
    named = rows.values_list("person__full_name", "person__is_protected", "at")[:MOST_NAMED]
    sentence = _("%(name)s has this page open for changing, too. Last seen: %(time)s.")
    seen = [
        (signature(name, "", "", "", Protected.where(page.space.kind, hidden, None)).name, at)
        for name, hidden, at in named
    ]
    return [
        (name, sentence % {"name": name, "time": time_format(timezone.localtime(at))})
        for name, at in sorted(seen)
    ]


def note(viewer: Viewer, page: WikiPage) -> None:
    """The viewer has it open from now on."""
    if page.space.kind in policies.SHOWS_WRITERS and viewer.person is not None:
        actions.note_editing(person=Person(pk=viewer.person.pk), page=page)


def still(viewer: Viewer, page: WikiPage) -> Sequence[tuple[str, str]]:
    """The viewer goes on writing; who else does."""
    if page.space.kind not in policies.SHOWS_WRITERS or viewer.person is None:
        return []
    lately = Editing.objects.filter(page=page, person=viewer.person.pk, at__gt=timezone.now() - NOTED_AGAIN)
    if not lately.exists():
        note(viewer, page)
    return others(viewer, page)
