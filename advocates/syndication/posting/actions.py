"""Deeds on accounts and posts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import secrets, stream
from advocates.core.refused import Refused
from advocates.syndication import posting
from advocates.syndication.posting import tasks, wires
from advocates.syndication.posting.lengths import fits
from advocates.syndication.posting.models import Delivery, OwnChannel

KEPT = timedelta(days=730)


class ChannelKnown(Refused):
    """The same account in the same language is kept already."""


class NotPublic(Refused):
    """It is a draft, or was taken back."""


class PostedAlready(Refused):
    """This version was sent off before."""


class NotUsable(Refused):
    """The account has no key, or the text is too long for it."""


class NotStuck(Refused):
    """It is on its way, or there."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What is posted: which thing in which version, and the words."""

    kind: str
    id: str
    version: str
    language: str
    text: str
    title: str
    summary: str
    url: str


def save_channel(*, actor: Person, channel: OwnChannel | None, values: Mapping[str, Any]) -> OwnChannel:
    """Keep an account, or change it; an empty token leaves the one that is kept. Raises `ChannelKnown`."""
    fields, token = dict(values), values["token"]
    del fields["token"]
    with transaction.atomic():
        held = channel or OwnChannel(added_by=actor)
        if token or held.token_ends_on != fields["token_ends_on"]:
            held.warned_days = None
        for name, value in fields.items():
            setattr(held, name, value)
        if token:
            held.sealed_token, held.failure = secrets.encrypt(token, purpose=tasks.PURPOSE), ""
        try:
            with transaction.atomic():
                held.save()
        except IntegrityError as error:
            raise ChannelKnown(_("This account is kept already. Look at the list of accounts.")) from error
        stream.record(f"syndication.channel.{'changed' if channel else 'added'}", held, actor=actor)
    return held


def forget_token(*, actor: Person, channel: OwnChannel) -> None:
    """Nothing is posted by this account any more, until it gets a new key."""
    with transaction.atomic():
        changes = {"sealed_token": "", "failure": "", "token_ends_on": None, "warned_days": None}
        if OwnChannel.objects.filter(pk=channel.pk).exclude(sealed_token="").update(**changes):
            stream.record("syndication.channel.forgotten", channel, actor=actor)


def channels_to_mend(today: date) -> Iterable[OwnChannel]:
    """Those whose key was refused or ends within two weeks, for whoever runs the site."""
    return OwnChannel.objects.warned(today)


def draft(channel: OwnChannel, thing: Thing) -> Delivery:
    """A delivery as it would be, for the dry run; nothing is kept."""
    made = Delivery(
        channel=channel,
        kind=thing.kind,
        thing=thing.id,
        version=thing.version,
        language=thing.language,
        text=thing.text,
        title=thing.title[:300],
        summary=thing.summary,
        url=thing.url,
    )
    made.rkey = wires.rkey_of(made)
    return made


def send_off(*, actor: Person | None, channel: OwnChannel, thing: Thing) -> Delivery:
    """Have something posted by an account, in the background.

    Raises `NotPublic`, `NotUsable`, or `PostedAlready` for a version that was sent off before.
    """
    if not posting.is_public(thing.kind, thing.id):
        raise NotPublic(_("Only what is published can be posted. Publish it first."))
    if not channel.is_usable:
        raise NotUsable(_("This account has no key. Ask the staff to enter one."))
    if not fits(channel.network, thing.text, channel.most):
        raise NotUsable(_("The text is too long for this account. Make it shorter first."))
    made = draft(channel, thing)
    made.queued_by = actor
    with transaction.atomic():
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError as error:
            raise PostedAlready(_("This version was sent off to this account before.")) from error
        stream.record("syndication.post.queued", made, actor=actor, channel=channel.pk)
        tasks.enqueue(made)
    return made


def try_again(*, actor: Person, delivery: Delivery) -> None:
    """An editor has looked, and wants it posted after all. Raises `NotStuck`.

    What is surely not there, or is known by Bluesky under its key, goes the same way again; else a new round begins.
    """
    with transaction.atomic():
        held = _stuck(delivery)
        held.state, held.attempts, held.failure, held.left_at = Delivery.State.WAITING, 0, "", None
        held.round += 1
        held.save(update_fields=["state", "attempts", "failure", "left_at", "round"])
        stream.record("syndication.post.again", held, actor=actor)
        tasks.enqueue(held)


def settle(*, actor: Person, delivery: Delivery) -> None:
    """An editor has looked, and it is there. Raises `NotStuck`."""
    with transaction.atomic():
        held = _stuck(delivery)
        held.state, held.failure = Delivery.State.POSTED, ""
        held.save(update_fields=["state", "failure"])
        stream.record("syndication.post.settled", held, actor=actor)


def due(now: datetime) -> QuerySet[Delivery]:
    """What is not kept any longer."""
    return Delivery.objects.filter(queued_at__lt=now - KEPT)


def _stuck(delivery: Delivery) -> Delivery:
    held = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if held.state not in {Delivery.State.FAILED, Delivery.State.UNSURE}:
        raise NotStuck(_("It is on its way or posted already."))
    return held
