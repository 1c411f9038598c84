"""What is kept of comments, and for how long; what belongs to one person."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from advocates.core import jobs, limits, personal, retention
from advocates.core.personal import Subject
from advocates.core.retention import DataClass, Kept
from advocates.forum.comments.actions import withdraw
from advocates.forum.models import Comment

AT_ONCE = 500


def register_all() -> None:
    """Called when the app is ready."""
    personal.register_section("comments", comments_of)
    personal.register_eraser(erase)
    public = Kept(
        DataClass.PUBLIC_PERSONAL, gettext_noop("until it is removed; unconfirmed comments for 7 days")
    )
    mail = Kept(DataClass.INTERNAL, gettext_noop("as long as the comment; unconfirmed comments for 7 days"))
    network = Kept(DataClass.INTERNAL, gettext_noop("7 days, then cut to its first part; 30 days, then gone"))
    names = "id public_id topic post state parent root number written_at name source lang"
    inner = "email email_hash language is_proved ticket confirmed_at decided_at decided_by"
    retention.register(
        "forum.Comment",
        gettext_noop("what anybody says in public about an article"),
        {
            **dict.fromkeys(names.split(), public),
            **dict.fromkeys(inner.split(), mail),
            **dict.fromkeys(("network", "is_network_cut"), network),
        },
        due=Comment.unconfirmed_before,
    )


def comments_of(subject: Subject) -> Iterator[Mapping[str, Any]]:
    """What was written as a guest from one of the person's mailboxes."""
    for comment in Comment.of_mailboxes(subject.hashes):
        text = comment.post.source if comment.post is not None else comment.source
        yield {
            "text": text,
            "lang": comment.lang,
            "name": comment.name,
            "written_at": comment.written_at.isoformat(),
        }


def erase(subject: Subject) -> None:
    """Part of the erasure of an account: comments from its mailboxes are taken back."""
    for comment in Comment.of_mailboxes(subject.hashes):
        withdraw(comment=comment)


@jobs.every(seconds=3600)
def forget_networks(now: datetime | None = None) -> int:
    """Cut the senders' networks after a week, and erase them after a month; returns how many rows changed."""
    moment = now or timezone.now()
    gone = Comment.network_over(moment).update(network="", is_network_cut=True)
    rows = list(Comment.network_to_cut(moment)[:AT_ONCE])
    with transaction.atomic():
        for row in rows:
            row.network, row.is_network_cut = limits.cut(row.network), True
            row.save(update_fields=["network", "is_network_cut"])
    return gone + len(rows)
