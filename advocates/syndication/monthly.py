"""The mail of the month: what is new in what somebody follows, once for each month and follower, or not at all."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from advocates.core import installation, jobs, links, outbox
from advocates.core.models import Mail
from advocates.core.outbox import Composed, Recipient
from advocates.core.profile import profile
from advocates.syndication.models import Subscription, SubscriptionQuerySet
from advocates.syndication.topics import Section, purpose_of, topic_of

MANAGE = "follow"
AT_ONCE = 500
Part = tuple[str, str, datetime]


@jobs.every(seconds=3600)
def send_monthly(now: datetime | None = None) -> int:
    """Queue the mails that are due since the month began; after a long stop one for all that was missed.

    Returns how many. None from an installation whose links work on its own machine only.
    """
    if not installation.is_reachable():
        return 0
    until = (now or timezone.now()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    queued, news = 0, dict[Part, bool]()
    while due := list(_due(until)[:AT_ONCE]):
        for row in due:
            part = (row.kind, row.scope, row.told_until or until)
            # Outside of the transaction, in which nobody should wait for it.
            news.setdefault(part, bool(sections_of(*part, until)))
        queued += _queue([row.pk for row in due], until, news)
    return queued


def _due(until: datetime) -> SubscriptionQuerySet:
    return Subscription.objects.confirmed().filter(told_until__lt=until).order_by("pk")


def _queue(ids: Sequence[int], until: datetime, news: Mapping[Part, bool]) -> int:
    """The rows say that the month was told in the transaction that queues it; who has nothing to hear gets nothing."""
    waves: dict[str, list[Recipient]] = {}
    with transaction.atomic():
        locked = list(_due(until).filter(pk__in=ids).select_for_update())
        for row in locked:
            since = row.told_until or until
            if news.get((row.kind, row.scope, since), True):
                period = {"subscription": row.pk, "since": since.isoformat(), "until": until.isoformat()}
                recipient = Recipient(row.address, row.language, period)
                waves.setdefault(purpose_of(row.kind, row.scope), []).append(recipient)
        Subscription.objects.filter(pk__in=[row.pk for row in locked]).update(told_until=until)
        return sum(outbox.send_later_many(purpose, recipients) for purpose, recipients in waves.items())


def sections_of(kind: str, scope: str, since: datetime, until: datetime) -> Sequence[Section]:
    """What there is to tell now; nothing of a topic that is not there any more."""
    topic = topic_of(kind)
    return topic.sections(scope, since, until) if topic and scope in topic.scopes else ()


def subscription_of(mail: Mail) -> Subscription | None:
    """The subscription of a mail, if it is still what the mail is for."""
    found = Subscription.objects.open().filter(pk=mail.about.get("subscription"), address=mail.recipient)
    return found.first()


def _told(mail: Mail) -> tuple[Subscription, Sequence[Section]] | None:
    found = subscription_of(mail)
    if found is None or not found.confirmed_at or purpose_of(found.kind, found.scope) != mail.purpose:
        return None
    since, until = parse_datetime(mail.about["since"]), parse_datetime(mail.about["until"])
    if since is None or until is None:
        return None
    sections = sections_of(found.kind, found.scope, since, until)
    return (found, sections) if sections else None


def may_send(mail: Mail) -> bool:
    """Whether it is followed still, and there is still something to tell when the mail leaves."""
    return _told(mail) is not None


def compose(mail: Mail) -> Composed:
    """What is public when the mail leaves, in the reader's language, which is active."""
    told = _told(mail)
    if told is None:
        raise LookupError("nothing to tell")
    found, sections = told
    topic = topic_of(found.kind)
    context = {
        "profile": profile(),
        "sections": sections,
        "title": topic.title(found.scope) if topic else "",
        "home_url": settings.SITE_URL + topic.home_path(found.scope) if topic else settings.SITE_URL,
        "manage_url": links.url_of(MANAGE, str(found.public_id)),
    }
    return outbox.rendered(
        "syndication/email/monthly", mail.language, context, recipient=mail.recipient, purpose=mail.purpose
    )
