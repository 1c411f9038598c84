"""Deliveries leave one by one in the background; whatever happens in between, each is posted once.

Before it leaves it is noted that it may have left. Mastodon knows a second attempt by its key for an hour, Bluesky by
the record's key for ever. What Mastodon may have taken longer ago than that is not sent again by itself: a human
looks at the account and says what to do.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from advocates.core import jobs, secrets, stream
from advocates.core.fetch_failures import FetchFailed
from advocates.syndication import posting
from advocates.syndication.posting import wires
from advocates.syndication.posting.models import Delivery, Network, OwnChannel

logger = logging.getLogger(__name__)

PURPOSE = "syndication.channel"
# Within the hour for which Mastodon keeps a key.
KEY_LIVES = timedelta(minutes=50)
PAUSES = (timedelta(minutes=1), timedelta(minutes=4), timedelta(minutes=10), timedelta(minutes=20))
State = Delivery.State


def enqueue(delivery: Delivery, run_at: datetime | None = None) -> None:
    """Have the worker post it; one job for each attempt."""
    key = f"post-{delivery.pk}-{delivery.round}-{delivery.attempts}"
    jobs.enqueue(post, unique_key=key, run_at=run_at, delivery_id=delivery.pk)


@jobs.job
def post(delivery_id: int) -> str:
    """Post one delivery, if that is still to be done; returns its state."""
    delivery = Delivery.objects.select_related("channel").filter(pk=delivery_id, state=State.WAITING).first()
    if delivery is None:
        return ""
    if not posting.is_public(delivery.kind, delivery.thing):
        return end(delivery, State.DROPPED)
    if is_forgotten(delivery):
        return end(delivery, State.UNSURE, "unsure")
    if not (token := token_of(delivery.channel)):
        return end(delivery, State.FAILED, "token")
    return leave(delivery, token)


def leave(delivery: Delivery, token: str) -> str:
    """One attempt."""
    was_doubtful = delivery.left_at is not None
    note_leaving(delivery)
    try:
        address = wires.post(delivery, token)
    except wires.Rejected as failure:
        return after_failure(delivery, failure.reason, is_sure=not was_doubtful, may_pass=failure.may_pass)
    except (wires.Doubtful, FetchFailed) as failure:
        is_sure = getattr(failure, "is_sure", False) and not was_doubtful
        return after_failure(delivery, failure.reason, is_sure=is_sure, may_pass=True)
    return record_posted(delivery, address)


def is_forgotten(delivery: Delivery) -> bool:
    """Whether it may have left so long ago that Mastodon would take a second attempt for another post."""
    is_mastodon = delivery.channel.network == Network.MASTODON
    return is_mastodon and delivery.left_at is not None and timezone.now() - delivery.left_at > KEY_LIVES


def token_of(channel: OwnChannel) -> str:
    """The key in the clear; nothing where there is none, or another SECRET_KEY has sealed it."""
    try:
        return secrets.decrypt(channel.sealed_token, purpose=PURPOSE) if channel.sealed_token else ""
    except secrets.Unreadable:
        return ""


def note_leaving(delivery: Delivery) -> None:
    """Committed before anything leaves: whoever dies afterwards leaves the note behind."""
    delivery.left_at = delivery.left_at or timezone.now()
    delivery.attempts += 1
    Delivery.objects.filter(pk=delivery.pk).update(left_at=delivery.left_at, attempts=F("attempts") + 1)


def after_failure(delivery: Delivery, reason: str, *, is_sure: bool, may_pass: bool) -> str:
    """Try again later, later each time; or give up, and say whether it may be there all the same."""
    logger.warning(
        "event=post_failed delivery=%s reason=%s attempt=%s", delivery.pk, reason, delivery.attempts
    )
    if is_sure:
        delivery.left_at = None
    if may_pass and delivery.attempts <= len(PAUSES):
        with transaction.atomic():
            Delivery.objects.filter(pk=delivery.pk).update(left_at=delivery.left_at, failure=reason)
            enqueue(delivery, timezone.now() + PAUSES[delivery.attempts - 1])
        return State.WAITING.value
    is_unsure = delivery.left_at is not None and delivery.channel.network == Network.MASTODON
    return end(delivery, State.UNSURE if is_unsure else State.FAILED, reason)


def end(delivery: Delivery, state: State, reason: str = "") -> str:
    """Nothing more happens by itself."""
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk, state=State.WAITING).update(
            state=state, failure=reason, left_at=delivery.left_at
        )
        if reason == "token":
            refuse_key(delivery.channel)
        stream.record(f"syndication.post.{state.value}", delivery, channel=delivery.channel_id)
    return state.value


def refuse_key(channel: OwnChannel) -> None:
    """From the first refusal on the account waits for a new key, and its keepers are told."""
    if OwnChannel.objects.filter(pk=channel.pk, failure="").update(failure="token"):
        stream.record("syndication.channel.refused", channel)


def record_posted(delivery: Delivery, address: str) -> str:
    """It is there."""
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(
            state=State.POSTED, failure="", posted_url=address, posted_at=timezone.now()
        )
        OwnChannel.objects.filter(pk=delivery.channel_id).update(failure="")
        stream.record("syndication.post.posted", delivery, channel=delivery.channel_id)
    return State.POSTED.value
