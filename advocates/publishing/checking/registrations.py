"""What checking tells the ground: links to drafts, the mail that brings them, and who is told of answers."""

from advocates.core import links, outbox, stream
from advocates.notifications import sources
from advocates.publishing.checking import actions, link_views, mails, notices
from advocates.publishing.models.looks import LIVES


def register_all() -> None:
    """Called when the app is ready."""
    links.register(actions.LINK, link_views.draft, lives=LIVES)
    links.register(actions.REMARK, link_views.draft_remark, lives=LIVES)
    outbox.register_purpose(outbox.Purpose(actions.MAIL, may_send=mails.may_send, compose=mails.compose))
    for kind in (notices.CHECKED, notices.REMARKED):
        stream.follow(kind, notices.tell)
    sources.register(notices.source())
