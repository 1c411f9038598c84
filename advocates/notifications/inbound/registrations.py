"""What mail that comes in tells the ground: its door, its jobs, kinds of stream entries, retention."""

from django.conf import settings
from django.utils.translation import gettext_noop

from advocates.core import mailin, retention, stream
from advocates.core.retention import DataClass, Kept
from advocates.notifications.inbound import actions, addresses, mails
from advocates.notifications.models import InboundMail, ReplyAddress
from advocates.notifications.models.inbound import MAIL_KEPT


def register_all() -> None:
    """Called when the app is ready."""
    open_door()
    mails.register()
    for state in ("held", "posted", "refused", "dropped"):
        stream.register_kind(f"notifications.mail.{state}")
    _keep()


def open_door() -> None:
    """Take mail to REPLY_ADDRESS, where it bears a key that we made."""
    if settings.REPLY_ADDRESS:
        mailin.register_handler(settings.REPLY_ADDRESS.partition("@")[0], actions.take, knows=addresses.knows)


def _keep() -> None:
    names: tuple[str, ...] = (
        "id", "person", "kind", "target_id", "salt", "key_hash", "created_at", "expires_at",
    )  # fmt: skip
    retention.register(
        "notifications.ReplyAddress",
        gettext_noop("addresses by which somebody answers our mails"),
        dict.fromkeys(names, Kept(DataClass.HIGHEST, gettext_noop("30 days after the last mail"))),
        due=lambda now: ReplyAddress.objects.filter(expires_at__lt=now - MAIL_KEPT),
    )
    names = (
        "id", "public_id", "person", "address", "kind", "target_id", "came_at", "digest", "text_digest", "state",
        "reason", "reason_said", "decided_by", "sealed_raw", "sealed_text", "sealed_key", "posted_url",
        "files_left_out", "told_at",
    )  # fmt: skip
    retention.register(
        "notifications.InboundMail",
        gettext_noop("mail that answers ours, as it came"),
        dict.fromkeys(names, Kept(DataClass.CONFIDENTIAL, gettext_noop("7 days after it came"))),
        due=InboundMail.due,
    )
