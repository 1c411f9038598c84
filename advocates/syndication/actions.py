"""Deeds on what people follow by mail. Each checks, writes and keeps the proof in one transaction.

Whoever asks is answered the same, whether the address is known or not: what follows is decided by the worker.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q, Sum
from django.utils import timezone, translation

from advocates.accounts.roles import holders_of
from advocates.core import jobs, outbox, stream
from advocates.core.models import Suppression
from advocates.core.personal import Agreed, Rows, Subject
from advocates.core.profile import profile
from advocates.core.viewer import Role
from advocates.syndication import consents
from advocates.syndication.models import Consent, Subscription
from advocates.syndication.topics import consent_to, purpose_of

logger = logging.getLogger(__name__)

CONFIRM = "syndication.confirm"
LIVES = timedelta(days=7)
# Nobody is filled with mails by forms that others send.
PAUSE = timedelta(hours=24)
MOST_UNANSWERED = 3
# In an hour, over all addresses; of forms without the browser's work a tenth.
MOST_AN_HOUR, MOST_UNPROVED = 200, 20
HOUR = timedelta(hours=1)
AT_ONCE = 500


def ask(*, kind: str, scope: str, address: str, language: str, is_proved: bool, fallback: str = "") -> None:
    """Somebody wants this address to follow a topic: the worker asks the address itself, if that is right."""
    hashed = outbox.address_hash(address)
    wishes = {"language": language, "fallback": fallback, "is_proved": is_proved}
    with transaction.atomic():
        asked, _is_new = Subscription.objects.open().get_or_create(
            kind=kind,
            scope=scope,
            address_hash=hashed,
            defaults={"address": address, **wishes},
        )
        Subscription.objects.filter(pk=asked.pk, confirmed_at=None).update(asked_at=timezone.now(), **wishes)
        jobs.enqueue(consider, subscription_id=asked.pk)


@jobs.job
def consider(subscription_id: int) -> None:
    """Mail the question, unless this address was asked lately or often, or too many are asked at once."""
    with transaction.atomic():
        found = Subscription.objects.open().select_for_update().filter(pk=subscription_id).first()
        if found is None or not may_be_asked(found.address_hash):
            Subscription.objects.filter(pk=subscription_id).update(held_at=None)
        elif is_full(found.is_proved):
            Subscription.objects.filter(pk=found.pk, held_at=None).update(held_at=timezone.now())
            logger.error("event=follow_held subscription=%s", found.pk)
            jobs.enqueue(sound_alarm, unique_key=f"follow-alarm:{timezone.now():%Y-%m-%d}")
        else:
            _mail_question(found)


def _mail_question(found: Subscription) -> None:
    found.mails, found.mailed_at, found.held_at = found.mails + 1, timezone.now(), None
    found.save(update_fields=["mails", "mailed_at", "held_at"])
    _prove(found, Consent.Deed.ASKED, "form")
    recipient = outbox.Recipient(found.address, found.language, {"subscription": found.pk})
    outbox.send_later_many(CONFIRM, [recipient])


def may_be_asked(address_hash: str) -> bool:
    """One question in 24 hours, and three that were never answered, whatever they are about."""
    known = Subscription.objects.filter(address_hash=address_hash)
    unanswered = Sum("mails", filter=Q(confirmed_at=None))
    told = known.aggregate(last=Max("mailed_at"), unanswered=unanswered)
    lately = told["last"] is not None and told["last"] > timezone.now() - PAUSE
    return not lately and (told["unanswered"] or 0) < MOST_UNANSWERED


def is_full(is_proved: bool) -> bool:
    """Whether so many questions left within the last hour that somebody may be playing with us."""
    lately = Consent.objects.filter(deed=Consent.Deed.ASKED, at__gt=timezone.now() - HOUR)
    if not is_proved and lately.filter(subscription__is_proved=False).count() >= MOST_UNPROVED:
        return True
    return lately.count() >= MOST_AN_HOUR


@jobs.job
def sound_alarm() -> int:
    """Tell the staff that questions are being held back; once a day."""
    people = list(holders_of(Role.STAFF))
    held = Subscription.objects.open().exclude(held_at=None).count()
    for person in people:
        outbox.send(
            "syndication/email/held", person.email, person.language, {"held": held, "profile": profile()}
        )
    return len(people)


@jobs.every(seconds=900)
def release_held() -> int:
    """What was held goes on when the storm is over, oldest first; returns how many were looked at."""
    held = Subscription.objects.open().exclude(held_at=None).order_by("held_at")
    ids = list(held.values_list("pk", flat=True)[:MOST_AN_HOUR])
    for subscription_id in ids:
        consider(subscription_id)
    return len(ids)


def confirm(*, subscription: Subscription) -> bool:
    """The reader of the mailbox agrees; from now on there is mail. False if it was confirmed or ended already."""
    now = timezone.now()
    with transaction.atomic():
        waiting = Subscription.objects.open().filter(pk=subscription.pk, confirmed_at=None)
        if not waiting.update(confirmed_at=now, told_until=now, held_at=None):
            return False
        _prove(subscription, Consent.Deed.CONFIRMED, "link")
        _lift(subscription.address_hash, subscription.kind, subscription.scope)
        stream.record("syndication.subscription.confirmed", subscription)
    return True


def change(*, subscription: Subscription, scope: str, language: str, fallback: str = "") -> Subscription:
    """Follow another part of the topic, or in another language. Who follows that part already keeps that alone."""
    with transaction.atomic():
        current = Subscription.objects.confirmed().select_for_update().get(pk=subscription.pk)
        others = Subscription.objects.open().filter(
            kind=current.kind, scope=scope, address_hash=current.address_hash
        )
        for other in others.exclude(pk=current.pk).select_for_update():
            _end(other, Consent.Deed.ENDED, "change")
        current.scope, current.language, current.fallback = scope, language, fallback
        current.save(update_fields=["scope", "language", "fallback"])
        _prove(current, Consent.Deed.CHANGED, "link")
        _lift(current.address_hash, current.kind, scope)
    return current


def end(*, subscription: Subscription, how: str = "link") -> None:
    """No more mail about this; the address is erased at once, also from what waits. Ending twice is ending."""
    with transaction.atomic():
        current = Subscription.objects.open().select_for_update().filter(pk=subscription.pk).first()
        if current is None:
            return
        outbox.unsubscribe(current.address_hash, purpose_of(current.kind, current.scope))
        _end(current, Consent.Deed.ENDED, how)
        stream.record("syndication.subscription.ended", current)


def _end(current: Subscription, deed: Consent.Deed, how: str) -> None:
    current.address, current.ended_at, current.held_at = "", timezone.now(), None
    current.save(update_fields=["address", "ended_at", "held_at"])
    _prove(current, deed, how)


@jobs.every(seconds=300)
def end_unsubscribed() -> int:
    """End what was ended by the one click of a mail program, or by an address that is gone; returns how many."""
    ended = 0
    stopped = Suppression.objects.filter(
        address_hash__in=Subscription.objects.confirmed().values("address_hash")
    )
    for row in stopped.order_by("pk"):
        for found in Subscription.objects.confirmed().filter(address_hash=row.address_hash):
            if row.purpose in ("", purpose_of(found.kind, found.scope)):
                end(subscription=found, how=row.reason)
                ended += 1
    return ended


@jobs.every(seconds=3600)
def expire_unconfirmed(now: datetime | None = None) -> int:
    """Erase addresses that did not answer within a week; returns how many."""
    moment = now or timezone.now()
    silent = Subscription.objects.open().filter(confirmed_at=None, asked_at__lt=moment - LIVES)
    rows = list(silent.order_by("pk")[:AT_ONCE])
    for row in rows:
        with transaction.atomic():
            current = silent.select_for_update().filter(pk=row.pk).first()
            if current is not None:
                _end(current, Consent.Deed.EXPIRED, "silence")
    return len(rows)


def _prove(subscription: Subscription, deed: Consent.Deed, how: str) -> None:
    Consent.objects.create(
        subscription=subscription,
        deed=deed,
        how=how,
        text_version=consent_to(subscription.kind, subscription.scope),
        language=subscription.language,
        scope=subscription.scope,
    )


def _lift(address_hash: str, kind: str, scope: str) -> None:
    """Who asks anew, and confirms it, has taken back the earlier ending; an address that is gone stays gone."""
    Suppression.objects.filter(
        address_hash=address_hash,
        purpose=purpose_of(kind, scope),
        reason=Suppression.Reason.UNSUBSCRIBED,
    ).delete()


def rows_of(subject: Subject) -> Rows:
    """What one person follows by mail, for the export."""
    found = Subscription.objects.filter(address_hash__in=subject.hashes)
    return found.values("kind", "scope", "language", "fallback", "asked_at", "confirmed_at", "ended_at")


def agreements_of(subject: Subject) -> list[Agreed]:
    """The sentence that was agreed to, in the language in which it stood there."""
    found = Consent.objects.filter(
        subscription__address_hash__in=subject.hashes, deed=Consent.Deed.CONFIRMED
    ).select_related("subscription")
    lines = []
    for line in found:
        with translation.override(line.language):
            words = str(consents.TEXTS.get(line.text_version, line.text_version))
        lines.append(Agreed(line.at, words, line.language, line.subscription.ended_at))
    return lines


def erase(subject: Subject) -> None:
    """Part of the erasure of an account: what was followed under its addresses ends."""
    for subscription in Subscription.objects.open().filter(address_hash__in=subject.hashes):
        end(subscription=subscription, how="erasure")
