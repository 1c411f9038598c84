"""Deeds on waves: ask many groups at once, and remind those who have not answered, once."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core import outbox, stream
from advocates.core.profile import profile
from advocates.core.refused import Refused
from advocates.organisations import confirmations
from advocates.organisations.models import ConfirmationAsk, Organisation, Wave
from advocates.organisations.waves.choosing import Words, plan

ROWS_AT_ONCE = 500
MailState = ConfirmationAsk.MailState


def ask_many(*, actor: models.Model, key: UUID, words: Words, only: Collection[int] | None = None) -> Wave:
    """Ask all groups that the words find and that can be asked; the mails are written when they leave.

    The same `key` again is the same wave: nobody is asked twice. Raises `Refused` where nobody can be asked.
    """
    with transaction.atomic():
        # Two people who send waves wait for each other here, so that the second sees whom the first has asked.
        list(Organisation.objects.select_for_update().order_by("id").values_list("id", flat=True)[:1])
        known = Wave.objects.filter(public_id=key).first()
        if known is not None:
            return known
        chosen = plan(words, only).to_ask
        if not chosen:
            raise Refused(_("None of these groups can be asked now."))
        wave = Wave.objects.create(public_id=key, actor_id=actor.pk, words=words.as_dict(), count=len(chosen))
        asks = ConfirmationAsk.objects.bulk_create(
            [ConfirmationAsk(organisation=group, wave=wave) for group in chosen], batch_size=ROWS_AT_ONCE
        )
        confirmations.send(
            (ask.pk, group.private_email, group.languages) for ask, group in zip(asks, chosen, strict=True)
        )
        stream.record("organisations.wave.sent", wave, actor=actor, count=len(chosen))
    return wave


def silent(asks: QuerySet[ConfirmationAsk]) -> QuerySet[ConfirmationAsk]:
    """Those whose mail arrived and who have not answered."""
    return asks.filter(answered_at=None).exclude(mail_state=MailState.FAILED)


def to_remind(asks: QuerySet[ConfirmationAsk]) -> list[ConfirmationAsk]:
    """The silent ones who may be reminded now: asked two weeks ago at least, never reminded, and not ended."""
    now = timezone.now()
    waiting = silent(asks).filter(
        reminded_at=None, asked_at__lte=now - confirmations.PAUSE, asked_at__gt=now - confirmations.LIVES,
        organisation__in=confirmations.askable(),
    ).select_related("organisation")  # fmt: skip
    ended = confirmations.ended_by()
    return [ask for ask in waiting if outbox.address_hash(ask.organisation.private_email) not in ended]


def remind(*, actor: models.Model, asks: QuerySet[ConfirmationAsk]) -> int:
    """Mail the second and last question to those who may be reminded; returns how many. Recorded."""
    with transaction.atomic():
        chosen = to_remind(asks)
        ids = [ask.pk for ask in chosen]
        for start in range(0, len(ids), ROWS_AT_ONCE):
            ConfirmationAsk.objects.filter(pk__in=ids[start : start + ROWS_AT_ONCE]).update(
                reminded_at=timezone.now()
            )
        confirmations.send(
            ((ask.pk, ask.organisation.private_email, ask.organisation.languages) for ask in chosen),
            is_reminder=True,
        )
        if chosen:
            stream.record("organisations.wave.reminded", chosen[0], actor=actor, count=len(chosen))
    return len(chosen)


def asks_in(
    *, wave: Wave | None = None, one_by_one: bool = False, region: str = ""
) -> QuerySet[ConfirmationAsk]:
    """The asks of a wave (or of none, or all), of the groups in a region."""
    asks = ConfirmationAsk.objects.filter(wave=wave) if wave or one_by_one else ConfirmationAsk.objects.all()
    if region == "none":
        known = [code for each in profile().regions.values() for code in each.countries]
        return asks.exclude(organisation__country__in=known)
    return asks.filter(organisation__country__in=profile().regions[region].countries) if region else asks


WHAT = {
    "asked": Q(),
    "sent": Q(mail_state=MailState.SENT),
    "opened": Q(opened_at__isnull=False),
    "confirmed": Q(answered_at__isnull=False, is_right=True),
    "changed": Q(answered_at__isnull=False, is_right=False),
    "failed": Q(mail_state=MailState.FAILED),
    "silent": Q(answered_at=None) & ~Q(mail_state=MailState.FAILED),
}


def counted(asks: QuerySet[ConfirmationAsk]) -> list[Mapping[str, Any]]:
    """How many asks of each wave and country ended how; one row each."""
    rows: Any = (
        asks.order_by()
        .values(group=F("wave__public_id"), country=F("organisation__country"))
        .annotate(**{name: models.Count("pk", filter=which) for name, which in WHAT.items()})
    )
    return list(rows)
