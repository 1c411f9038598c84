"""What notices tell the ground: the bell, purposes of mail and their links, the first page, retention."""

from datetime import timedelta

from django.utils.translation import gettext_noop

from advocates.core import cards, links, outbox, personal, retention, viewer
from advocates.core.retention import DataClass, Kept
from advocates.notifications import mailbox, mails, stopping
from advocates.notifications.bell import bell_rows, read_bell
from advocates.notifications.inbound import registrations as inbound
from advocates.notifications.models import Notice
from advocates.notifications.personal import actions
from advocates.notifications.purposes import STOP

READ_KEPT, UNREAD_KEPT = timedelta(days=30), timedelta(days=180)


def register_all() -> None:
    """Called when the app is ready."""
    inbound.register_all()
    viewer.register_resolver(bell_rows, read_bell)
    for purpose in mails.purposes():
        outbox.register_purpose(purpose)
    links.register(STOP, stopping.stop)
    cards.register_waiting(mailbox.waiting)
    personal.register_section("mail_wishes", actions.wishes_of)
    personal.register_eraser(actions.erase)
    _keep()


def _keep() -> None:
    kept = Kept(
        DataClass.CONFIDENTIAL, gettext_noop("30 days after it was read, and no longer than 180 days")
    )
    names: tuple[str, ...] = (
        "id", "person", "kind", "about", "about_id", "item", "number", "by", "space", "urgency", "at", "read_at",
        "mailed_at", "batch",
    )  # fmt: skip
    retention.register(
        "notifications.Notice",
        gettext_noop("who is told of what"),
        dict.fromkeys(names, kept),
        due=lambda now: Notice.outdated(now - READ_KEPT, now - UNREAD_KEPT),
    )
    names = (
        "id", "person", "mode", "hour", "weekday", "most_a_day", "whole_text", "whole_text_at", "next_at",
        "counted_on", "counted",
    )  # fmt: skip
    retention.register(
        "notifications.MailWishes",
        gettext_noop("when somebody wants mail, and what it may carry"),
        dict.fromkeys(names, Kept(DataClass.INTERNAL, gettext_noop("while the account exists"))),
    )
