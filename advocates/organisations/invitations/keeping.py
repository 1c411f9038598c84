"""What invitations and the founding tell the ground: links, mails, kinds of stream entries, retention."""

from datetime import timedelta

from django.utils.translation import gettext_noop

from advocates.core import cards, links, outbox, retention, stream
from advocates.core.retention import DataClass, Kept
from advocates.organisations.invitations import link_views, mailing, on_dashboard, reminders, tokens
from advocates.organisations.models import Invitation

DEEDS = ("sent", "link_made", "revoked", "asked", "accepted")
FOUNDING_DEEDS = ("listed", "confirmed", "granted")
YEAR = timedelta(days=365)


def register_all() -> None:
    """Called when the app is ready."""
    for deed in DEEDS:
        stream.register_kind(f"organisations.invitation.{deed}", audit=True)
    for deed in FOUNDING_DEEDS:
        stream.register_kind(f"organisations.founding.{deed}", audit=True)
    links.register(tokens.KIND, link_views.invitation)
    outbox.register_purpose(
        outbox.Purpose(
            mailing.PURPOSE, may_send=mailing.may_send, compose=mailing.compose, settled=mailing.settled
        )
    )
    outbox.register_purpose(outbox.Purpose(reminders.PURPOSE, may_send=reminders.may_send))
    cards.register_waiting(on_dashboard.waiting)
    names = (
        "id", "public_id", "organisation", "role", "address", "name", "language", "is_founding", "invited_by",
        "invited_under", "link_number", "claimed_address", "created_at", "sent_at", "link_made_at", "reminded_at",
        "bounced_at", "opened_at", "expires_at", "asked_by", "asked_at", "accepted_by", "accepted_at", "revoked_at",
    )  # fmt: skip
    retention.register(
        "organisations.Invitation",
        gettext_noop("who was asked to speak for an organisation, and what became of it"),
        dict.fromkeys(names, Kept(DataClass.INTERNAL, gettext_noop("a year after it was answered or ended"))),
        due=lambda now: Invitation.over_since(now - YEAR),
    )
