"""What comments tell the ground, called with the rest of the forum."""

from collections.abc import Iterable

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from advocates.core import cards, links, stream
from advocates.core.cards import Waiting
from advocates.core.viewer import Viewer
from advocates.forum.comments import addresses, keeping, link_views, mails, moderating, notices
from advocates.forum.models import Comment
from advocates.moderation import acts
from advocates.notifications import sources
from advocates.spaces.models import moderates_everywhere


def register_all() -> None:
    """Called when the app is ready."""
    for deed in ("asked", "confirmed", "withdrawn"):
        stream.register_kind(f"forum.comment.{deed}")
    for deed in ("released", "hidden", "restored"):
        stream.register_kind(f"forum.comment.{deed}", audit=True)
    links.register(addresses.OWN, link_views.own_page)
    links.register(addresses.WITHDRAW, link_views.withdraw_page)
    links.register(addresses.APPEAL, link_views.appeal_page)
    mails.register_all()
    moderating.register_all()
    keeping.register_all()
    cards.register_waiting(waiting)
    sources.register(notices.source())
    label = pgettext_lazy("act of a moderator", "Let a comment through")
    acts.register(acts.Act("forum.comment.released", label, None))


def waiting(viewer: Viewer) -> Iterable[Waiting]:
    """One line for all comments that wait, for whose task it is; the page of others asks nothing."""
    if not (moderates_everywhere(viewer) and viewer.mandates):
        return
    found = Comment.objects.listed_for(viewer).aggregate(count=Count("pk"), since=Min("written_at"))
    if count := found["count"]:
        line = ngettext("%(count)s comment waits.", "%(count)s comments wait.", count) % {"count": count}
        title, button = _("Readers want to say something"), _("Read the comments")
        yield Waiting(title, line, reverse("forum:comments_held"), button, since=found["since"])
