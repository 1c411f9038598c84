"""What accounts and posts tell the ground."""

from django.utils.translation import gettext_noop

from advocates.core import outbox, retention, stream
from advocates.core.retention import DataClass, Kept
from advocates.syndication.posting import actions, tasks
from advocates.syndication.posting.warnings import tasks as warnings

CHANNEL = (
    "id public_id network server handle language most token_ends_on posts_planned warned_days failure added_at "
    "added_by"
)
DELIVERY = (
    "id public_id channel kind thing version language text title summary url rkey state round attempts left_at failure "
    "posted_url posted_at queued_at queued_by"
)


def register_all() -> None:
    """Called when the app is ready."""
    for deed in ("added", "changed", "forgotten"):
        stream.register_kind(f"syndication.channel.{deed}", audit=True)
    stream.register_kind("syndication.channel.refused")
    stream.follow("syndication.channel.refused", warnings.tell_of_refusal)
    outbox.register_purpose(outbox.Purpose(warnings.PURPOSE, may_send=warnings.may_send))
    for deed in ("queued", "again", "settled", *tasks.State.values):
        stream.register_kind(f"syndication.post.{deed}")
    life = Kept(DataClass.INTERNAL, gettext_noop("while the network has the account"))
    key = Kept(DataClass.HIGHEST, gettext_noop("until staff forget or replace it"))
    retention.register(
        "syndication.OwnChannel",
        gettext_noop("the network’s accounts at social networks"),
        {**dict.fromkeys(CHANNEL.split(), life), "sealed_token": key},
    )
    retention.register(
        "syndication.Delivery",
        gettext_noop("what was posted there"),
        dict.fromkeys(DELIVERY.split(), Kept(DataClass.INTERNAL, gettext_noop("2 years"))),
        due=actions.due,
    )
