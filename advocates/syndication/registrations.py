"""What feeds and mails that are followed tell the ground."""

from datetime import timedelta

from django.utils.translation import gettext_noop

from advocates.core import links, outbox, personal, retention, stream
from advocates.core.retention import DataClass, Kept
from advocates.syndication import actions, link_views, monthly, questions, topics
from advocates.syndication.models import Subscription
from advocates.syndication.posting import registrations as posting
from advocates.syndication.topics import Topic

PROOF = timedelta(days=3 * 365)


def register_all() -> None:
    """Called when the app is ready."""
    for kind in ("confirmed", "ended"):
        stream.register_kind(f"syndication.subscription.{kind}")
    links.register(questions.LINK, link_views.confirm, lives=actions.LIVES)
    links.register(monthly.MANAGE, link_views.manage)
    outbox.register_purpose(
        outbox.Purpose(actions.CONFIRM, may_send=questions.may_send, compose=questions.compose)
    )
    personal.register_section("subscriptions", actions.rows_of)
    personal.register_agreements(actions.agreements_of)
    personal.register_eraser(actions.erase)
    posting.register_all()
    _keep()


def register_topic(topic: Topic) -> None:
    """Called by apps when they are ready: the topic, and a purpose of mail for each of its scopes."""
    topics.add(topic)
    for scope in topic.scopes:
        if scope in topic.letters:
            continue
        name = topics.purpose_of(topic.kind, scope)
        outbox.register_purpose(
            outbox.Purpose(name, is_bulk=True, may_send=monthly.may_send, compose=monthly.compose)
        )


def _keep() -> None:
    proof = Kept(
        DataClass.INTERNAL,
        gettext_noop("until it ends, and 3 years as a proof; of who never confirmed, a keyed hash for ever"),
    )
    names: tuple[str, ...] = (
        "id", "public_id", "kind", "scope", "address_hash", "language", "fallback", "asked_at", "is_proved",
        "mailed_at", "mails", "held_at", "confirmed_at", "told_until", "ended_at",
    )  # fmt: skip
    retention.register(
        "syndication.Subscription",
        gettext_noop("who follows a part of the directory by mail"),
        {
            **dict.fromkeys(names, proof),
            "address": Kept(DataClass.INTERNAL, gettext_noop("until it ends; 7 days where it was never confirmed")),
        },
        due=lambda now: Subscription.objects.filter(ended_at__lt=now - PROOF, confirmed_at__isnull=False),
    )  # fmt: skip
    names = ("id", "subscription", "at", "deed", "how", "text_version", "language", "scope")
    retention.register(
        "syndication.Consent",
        gettext_noop("that they asked for it, when and how"),
        dict.fromkeys(names, proof),
    )
