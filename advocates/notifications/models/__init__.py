"""The tables of notices and of mail that answers them."""

from advocates.notifications.models.inbound import InboundMail, ReplyAddress
from advocates.notifications.models.notices import Notice, NoticeQuerySet, Urgency
from advocates.notifications.models.wishes import MailWishes

__all__ = ["InboundMail", "MailWishes", "Notice", "NoticeQuerySet", "ReplyAddress", "Urgency"]
