"""Deeds of telling: people are told of something, read it, want mail in another way or no more."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core import outbox
from advocates.core.models import Suppression
from advocates.core.outbox import Recipient
from advocates.notifications import sources
from advocates.notifications.models import MailWishes, Notice, Urgency
from advocates.notifications.purposes import DIGEST, NEWS
from advocates.notifications.schedule import next_moment

ROWS_AT_ONCE = 500
# The digests of so many people are queued in one transaction: few commits, and nobody waits long for the database.
PEOPLE_AT_ONCE = 100
NOTICES_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened: of which kind, in what, which thing, where. Ids alone."""

    kind: str
    about: str
    about_id: int
    item: int
    number: int = 0
    by: int = 0
    space: int = 0


def message_id(*parts: object) -> str:
    """A name for a mail that is the same for the same thing and tells nobody what that is."""
    text = "\0".join(map(str, parts)).encode()
    digest = hmac.new(f"message id{settings.SECRET_KEY}".encode(), text, hashlib.sha256).hexdigest()
    return f"<{digest[:40]}@{settings.SITE.hostname}>"


def tell(news: News, urgencies: Mapping[int, Urgency]) -> int:
    """Tell people, each at most once; returns how many are told now. Mail for those who want it at once is queued.

    All in one transaction, the current one if there is any: no row without its mail, no mail without its row.
    """
    if not urgencies:
        return 0
    now = timezone.now()
    with transaction.atomic():
        known = Notice.objects.filter(kind=news.kind, item=news.item, by=news.by)
        told = set(known.values_list("person", flat=True))
        people = Person.objects.filter(pk__in=set(urgencies) - told, is_active=True).order_by("pk")
        found = list(people.only("pk", "email", "language", "time_zone"))
        mailed = _with_mail(news, found, urgencies, now)
        notices = Notice.objects.bulk_create(
            [
                Notice(
                    person_id=person.pk,
                    kind=news.kind,
                    about=news.about,
                    about_id=news.about_id,
                    item=news.item,
                    number=news.number,
                    by=news.by,
                    space=news.space,
                    urgency=urgencies[person.pk],
                    at=now,
                    mailed_at=now if person.pk in mailed else None,
                )
                for person in found
            ],
            batch_size=ROWS_AT_ONCE,
        )
        _send(news, [notice for notice in notices if notice.mailed_at], {each.pk: each for each in found})
    return len(notices)


def _send(news: News, notices: list[Notice], people: Mapping[int, Person]) -> None:
    if notices:
        outbox.send_later_many(
            NEWS, [_recipient(news, people[notice.person_id], notice) for notice in notices]
        )


def _recipient(news: News, person: Person, notice: Notice) -> Recipient:
    ids = {"person": person.pk, "notice": notice.pk}
    name = message_id("news", person.pk, news.kind, news.item, news.by)
    return Recipient(person.email, person.language, ids, name)


def _with_mail(
    news: News, people: list[Person], urgencies: Mapping[int, Urgency], now: datetime
) -> frozenset[int]:
    """Who gets a mail about it at once: whoever wants that, has looked since the last one, and has room today."""
    asked = [person for person in people if urgencies[person.pk] > Urgency.SITE]
    if not asked:
        return frozenset()
    wishes = {row.person_id: row for row in MailWishes.objects.filter(person__in=asked)}
    waiting = set(
        Notice.objects.filter(about=news.about, about_id=news.about_id, read_at=None, person__in=asked)
        .exclude(mailed_at=None)
        .values_list("person", flat=True)
    )
    mailed, changed = set[int](), list[MailWishes]()
    for person in asked:
        wish = wishes.get(person.pk) or MailWishes(person=person)
        if not _wants_now(wish, urgencies[person.pk], person.pk in waiting):
            continue
        if _takes(wish, now.date()):
            mailed.add(person.pk)
        elif wish.next_at is None:
            # What goes beyond the day's mails comes in one, at the hour of the next day.
            wish.next_at = next_moment(wish, person.zone, now)
        changed.append(wish)
    _store(changed)
    return frozenset(mailed)


def _wants_now(wish: MailWishes, urgency: Urgency, is_waiting: bool) -> bool:
    if wish.mode == MailWishes.Mode.NONE:
        return False
    if urgency == Urgency.AT_ONCE or wish.mode == MailWishes.Mode.AT_ONCE:
        return True
    return wish.mode == MailWishes.Mode.PER_TOPIC and not is_waiting


def _takes(wish: MailWishes, day: date) -> bool:
    if not wish.has_room_on(day):
        return False
    wish.count_on(day)
    return True


def _store(changed: list[MailWishes]) -> None:
    MailWishes.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["counted_on", "counted", "next_at"],
        batch_size=ROWS_AT_ONCE,
    )


def read_about(*, person: Person, about: str, about_id: int, number: int | None = None) -> int:
    """Somebody has read a thing, up to a number: one write; returns how many notices are read by it."""
    rows = Notice.objects.filter(person=person, about=about, about_id=about_id, read_at=None)
    if number is not None:
        rows = rows.filter(number__lte=number)
    return rows.update(read_at=timezone.now())


def read_all(*, person: Person, until: int | None = None, **which: Any) -> int:
    """Everything is read, up to the newest notice that stood on the page; `which` narrows it down."""
    rows = Notice.objects.filter(person=person, read_at=None, **which)
    return (rows if until is None else rows.filter(pk__lte=until)).update(read_at=timezone.now())


def silence(*, person_id: int, about: str, about_id: int) -> int:
    """No more mail about what somebody was told of a thing so far, also none that waits to leave."""
    rows = Notice.objects.filter(person=person_id, about=about, about_id=about_id, read_at=None)
    return rows.update(urgency=Urgency.SITE)


def stop_mail(*, person_id: int, about: str = "", about_id: int = 0) -> bool:
    """What one click in a mail does: no more about one thing, or none at all. Also what waits does not leave."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        return False
    if not about:
        MailWishes.objects.update_or_create(
            person=person, defaults={"mode": MailWishes.Mode.NONE, "next_at": None}
        )
        return True
    source = sources.source_of(about)
    if source is None:
        return False
    with transaction.atomic():
        source.stop(person.pk, about_id)
        silence(person_id=person.pk, about=about, about_id=about_id)
    return True


def change_wishes(*, person: Person, values: Mapping[str, Any]) -> MailWishes:
    """When and how somebody wants mail; the next digest is planned anew."""
    now = timezone.now()
    with transaction.atomic():
        wish, _is_new = MailWishes.objects.select_for_update().get_or_create(person=person)
        if values.get("whole_text") != wish.whole_text:
            wish.whole_text_at = now
        for name, value in values.items():
            setattr(wish, name, value)
        wish.next_at = next_moment(wish, person.zone, now) if wish.is_gathering else None
        wish.save()
    return wish


def send_again(*, person: Person) -> None:
    """Mail to somebody came back, and they say that it arrives again."""
    outbox.release(person.email, "", Suppression.Reason.BOUNCED)


def gather(*, now: datetime, limit: int = ROWS_AT_ONCE) -> int:
    """Queue the digests that are due, one a person however long nothing was sent; returns how many.

    Many people in one transaction, and what is in a digest is marked in the same one as it is queued, so that nothing
    is lost and nothing comes twice.
    """
    queued = looked_at = 0
    while looked_at < limit:
        with transaction.atomic():
            due = _due(now, min(PEOPLE_AT_ONCE, limit - looked_at))
            queued += _gather_for(due, now)
        if not due:
            break
        looked_at += len(due)
    return queued


def _due(now: datetime, most: int) -> list[MailWishes]:
    """Of so many people whose digest is due the wishes, which nobody else takes up now."""
    due = MailWishes.objects.filter(next_at__lte=now)
    first = list(due.order_by("next_at", "pk").values_list("pk", flat=True)[:most])
    # In the order in which `tell` writes them, so that the two do not wait for each other.
    locked = due.select_for_update(of=("self",)).select_related("person").order_by("person")
    return list(locked.filter(pk__in=first)) if first else []


def _gather_for(due: list[MailWishes], now: datetime) -> int:
    """As many statements for many people as for one."""
    _plan_next(due, now)
    wanting = [wish.person for wish in due if wish.mode != MailWishes.Mode.NONE]
    people = {person.pk: person for person in wanting if person.is_active}
    found = list(Notice.to_gather(people).values_list("pk", "person")) if people else []
    moment = f"-{now:%Y%m%d%H%M%S}"
    batch = Concat(Cast("person", CharField()), Value(moment))
    for begin in range(0, len(found), NOTICES_AT_ONCE):
        ids = [pk for pk, _person in found[begin : begin + NOTICES_AT_ONCE]]
        Notice.objects.filter(pk__in=ids).update(mailed_at=now, batch=batch)
    told = sorted({person for _pk, person in found})
    recipients = [_digest_for(people[pk], f"{pk}{moment}") for pk in told]
    return outbox.send_later_many(DIGEST, recipients) if recipients else 0


def _plan_next(due: list[MailWishes], now: datetime) -> None:
    for wish in due:
        wish.next_at = next_moment(wish, wish.person.zone, now) if wish.is_gathering else None
    _store(due)


def _digest_for(person: Person, batch: str) -> Recipient:
    ids = {"person": person.pk, "batch": batch}
    return Recipient(person.email, person.language, ids, message_id("digest", batch))
