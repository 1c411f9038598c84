"""Notices, wishes, reply addresses and held mail are a person's own, and go with the account."""

from collections.abc import Iterator, Mapping
from typing import Any

from advocates.core.personal import Subject
from advocates.notifications.models import InboundMail, MailWishes, Notice, ReplyAddress


def erase(subject: Subject) -> None:
    """Nothing of it is anybody else's."""
    for model in (Notice, MailWishes, ReplyAddress, InboundMail):
        model.objects.filter(person=subject.person.pk).delete()


def wishes_of(subject: Subject) -> Iterator[Mapping[str, Any]]:
    """When somebody wants mail, and what it may carry."""
    for wishes in MailWishes.objects.filter(person=subject.person.pk):
        yield {
            "mode": wishes.mode,
            "hour": wishes.hour,
            "weekday": wishes.weekday,
            "most_a_day": wishes.most_a_day,
        }
