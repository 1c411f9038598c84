"""Lines of a member's first page: new messages, topics that wait for the group, translations. One statement each."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advocates.core.asking import written_once
from advocates.core.cards import Waiting
from advocates.core.viewer import Viewer
from advocates.forum.models import Topic, TranslationWish
from advocates.forum.models.translating import CLAIM_HOLDS
from advocates.forum.reading import state
from advocates.forum.translating.beside import languages_of
from advocates.forum.translating.waiting import wishes_between
from advocates.forum.waiting import for_group

# More than these are counted as so many.
MOST_COUNTED = 50


@written_once
def _messages(viewer: Viewer, marks: state.Marks) -> QuerySet[Topic, Any]:
    return state.unread_messages(viewer, marks).values_list("last_post_at")[:MOST_COUNTED]


@written_once
def _topics(viewer: Viewer, *, sources: tuple[for_group.Source, ...]) -> QuerySet[Topic, Any]:
    return for_group.topics_asked_by(viewer, sources).values_list("last_post_at")[:MOST_COUNTED]


@written_once
def _wishes(viewer: Viewer, reads: list[str], since: datetime) -> QuerySet[TranslationWish, Any]:
    return wishes_between(viewer, reads, since).values_list("wished_at")[:MOST_COUNTED]


def new_messages(viewer: Viewer) -> Iterator[Waiting]:
    """How many conversations have something new; neither a name nor a word of it."""
    found = _messages(viewer, state.marks_of_messages(viewer))
    if count := len(found):
        yield Waiting(
            ngettext(
                "%(count)s conversation with a new message",
                "%(count)s conversations with new messages",
                count,
            )
            % {"count": count},
            _("Somebody has written to you."),
            "/members/messages/",
            _("Read the messages"),
            since=_first(found),
        )


def topics_for_group(viewer: Viewer) -> Iterator[Waiting]:
    """It is the turn of the viewer's organisations."""
    found = _topics(viewer, sources=for_group.sources())
    if count := len(found):
        yield Waiting(
            ngettext("%(count)s topic waits for your group", "%(count)s topics wait for your group", count)
            % {"count": count},
            _("Somebody has answered what your group began, or asks it something."),
            "/members/forum/waiting/",
            _("See the topics"),
            since=_first(found),
        )


def translations_for(viewer: Viewer) -> Iterator[Waiting]:
    """Wishes between languages that the viewer reads."""
    reads = languages_of(viewer)
    if len(reads) < 2:
        return
    found = _wishes(viewer, reads, timezone.now() - CLAIM_HOLDS)
    if count := len(found):
        yield Waiting(
            ngettext("%(count)s translation waits for you", "%(count)s translations wait for you", count)
            % {"count": count},
            _("Somebody would like to read a post in a language that you read, too."),
            "/members/forum/translations/",
            _("See the translations"),
            since=_first(found),
        )


def _first(found: list[tuple[datetime]]) -> datetime:
    return min(at for (at,) in found)
