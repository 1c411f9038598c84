"""An old text of a page, in moderators' hands: hidden by itself; its line in the history and the page stay."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from advocates.core import stream
from advocates.core.viewer import Viewer
from advocates.moderation import kinds
from advocates.moderation.kinds import Target
from advocates.wiki.models import PageRevision
from advocates.wiki.reporting.actions import described, held, read_id, target_of

REVISION = "revision"


def fetch(viewer: Viewer, id: str) -> Target | None:
    """An old revision that the viewer may read. The newest one is the page itself: that is hidden as a whole."""
    return target_of(
        REVISION, PageRevision.objects.visible_to(viewer).exclude(number=F("page__revision")), id
    )


def describe(id: str) -> Target | None:
    """Also one that is hidden; for whoever may see the case."""
    return described(REVISION, id)


def hide(id: str) -> None:
    """Nobody reads the text any more. Part of the transaction of a decision with its reasons."""
    revision = held(id).exclude(number=F("page__revision")).filter(hidden_at=None).first()
    if revision is not None:
        revision.hidden_at = timezone.now()
        _keep(revision, "hidden")


def show(id: str) -> None:
    """It is read again."""
    revision = held(id).filter(hidden_at__isnull=False).first()
    if revision is not None:
        revision.hidden_at = None
        _keep(revision, "shown")


def _keep(revision: PageRevision, deed: str) -> None:
    revision.save(update_fields=["hidden_at"])
    space, number = revision.page.space_id, revision.number
    stream.record(f"wiki.revision.{deed}", revision.page, space=space, revision=number)


def link_to(id: str) -> str:
    public_id, _number = read_id(id)
    return f"/members/wiki/{public_id}/history/"


def register_all() -> None:
    """Called when the app is ready."""
    kinds.register(
        kinds.Kind(
            name=REVISION,
            label=pgettext_lazy("what was reported", "An old text of a page of the wiki"),
            link=link_to,
            fetch=fetch,
            describe=describe,
            hide=hide,
            restore=show,
        )
    )
