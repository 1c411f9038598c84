"""Those who moderate in public are told that comments wait: gathered, once a day at most, and only of new ones."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db.models import Exists, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocates.accounts.roles import holders_of
from advocates.accounts.views.own import person_of
from advocates.core.jobs import every
from advocates.core.viewer import Role, Viewer, viewer_for
from advocates.forum.comments.policies import can_decide
from advocates.forum.models import Comment
from advocates.notifications import actions as telling
from advocates.notifications.actions import News
from advocates.notifications.bell import is_ringing, quieten
from advocates.notifications.models import Notice, Urgency
from advocates.notifications.sources import Piece, Source, Wording
from advocates.spaces.actions import public_space

HELD, WAITS = "forum.held", "forum.comment.waits"
# There is one list of what waits.
LIST = 1
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@every(seconds=3600)
def tell_of_held() -> int:
    """Returns how many are told. Whoever was told today is not told again, and of what waits on nobody is."""
    newest, told = Comment.newest_held(), Notice.newest_of(WAITS)
    if newest is None or (told is not None and newest <= told):
        return 0
    public = public_space()
    people = (holders_of(Role.MODERATOR) | holders_of(Role.STAFF)).distinct()
    viewers = [viewer_for(person) for person in people]
    deciding = [each for each in viewers if each.mandates and can_decide(each, public)]
    news = News(WAITS, HELD, LIST, timezone.now().date().toordinal())
    return telling.tell(news, {each.person.pk: Urgency.WISH for each in deciding if each.person is not None})


def stop(_person_id: int, _list: int) -> None:
    """What was told so far is silenced by whoever asks; each day's news are new."""


def seen(request: HttpRequest) -> None:
    """Whoever has the list before them has read that something waits."""
    if is_ringing(request, HELD, LIST):
        telling.read_about(person=person_of(request), about=HELD, about_id=LIST)
        quieten(request, HELD, LIST)


def standing() -> Q:
    """As long as one waits; said with a moment, so that it is looked up in the index of those."""
    return Q(Exists(Comment.held().filter(written_at__gt=LONG_AGO)))


def pieces(viewer: Viewer, notices: Sequence[Notice]) -> list[Piece]:
    """Not a word of what was written, nor by whom; only for who still decides about it."""
    if not viewer.mandates or not can_decide(viewer, public_space()):
        return []
    return [
        Piece(
            notice=notice,
            title="",
            title_lang="",
            by="",
            organisation="",
            text="",
            html="",
            lang="",
            path="/members/forum/comments/",
            at=notice.at,
            is_silent=False,
        )
        for notice in notices
    ]


def waits(_told: Sequence[Piece]) -> str:
    return _("Comments of readers wait to be read")


def source() -> Source:
    """For the list of notices, the bell and the mails."""
    return Source(
        about=HELD,
        sentences={WAITS: waits},
        pieces=pieces,
        standing=standing,
        stop=stop,
        wording=Wording(
            template="forum/comments/email/waiting", stop=gettext_lazy("No mail about those that wait now")
        ),
    )
