"""Deeds on translations that members hand in."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import stream
from advocates.core.refused import Refused
from advocates.publishing.models import OfferedTranslation

State = OfferedTranslation.State
KEPT = timedelta(days=90)
# So many of one person may wait for the editors.
MOST_WAITING = 20


class Settled(Refused):
    """Another editor was faster, or it was handed in anew."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This translation was handed in anew, or another editor has dealt with it. Look at what waits now."
            ),
            next_url=reverse("publishing_waiting:waiting"),
            next_label=_("Waiting for me"),
        )


class TooMany(Refused):
    """The editors are not to be buried under what one person hands in."""


def hand_in(*, actor, page, language, text):
    """Give the editors a filled-in document; in place of one's own that nobody has looked at. Raises `TooMany`."""
    with transaction.atomic():
        # Two sendings of one person are one after the other.
        list(Person.objects.select_for_update().filter(pk=actor.pk).values_list("pk"))
        own = OfferedTranslation.of_person(actor.pk).waiting()
        # A new one, so that no editor settles words that they have not seen.
        own.filter(page=page, language=language).delete()
        if own.count() >= MOST_WAITING:
            raise TooMany(
                _(
                    "Several of your translations still wait for the editors. Please wait until they have looked."
                )
            )
        offer = OfferedTranslation.objects.create(made_by=actor, page=page, language=language, text=text)
        stream.record("publishing.offer.made", offer, actor=actor, page=page.pk)
    return offer


def return_offer(*, actor, offer, reason, lang):
    """Nothing is made of it, and its maker is told why. Raises `Settled`."""
    with transaction.atomic():
        _settle(actor, offer, state=State.RETURNED, reason=reason, reason_lang=lang)
        stream.record("publishing.offer.returned", offer, actor=actor)


def take_offer(*, actor, offer):
    """Part of the transaction that makes a draft of it. Raises `Settled`."""
    _settle(actor, offer, state=State.TAKEN)
    stream.record("publishing.offer.taken", offer, actor=actor)


def _settle(actor, offer, **fields):
    waiting = OfferedTranslation.objects.filter(pk=offer.pk, state=State.WAITS)
    if not waiting.update(settled_at=timezone.now(), settled_by=actor, **fields):
        raise Settled
    offer.refresh_from_db()


def due(now):
    """What is not kept any longer."""
    return OfferedTranslation.objects.filter(settled_at__lt=now - KEPT)
