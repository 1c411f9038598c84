"""Deeds on translations that members hand in."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core import stream
from advocates.core.refused import Refused
from advocates.publishing.models import OfferedTranslation

State = OfferedTranslation.State
KEPT = timedelta(days=90)
# So many of one person may wait for the editors.
MOST_WAITING = 20


class Settled(Refused):
    """Another editor was faster."""


class TooMany(Refused):
    """The editors are not to be buried under what one person hands in."""


def hand_in(*, actor, page, language, text):
    """Give the editors a filled-in document; in place of one's own that nobody has looked at. Raises `TooMany`."""
    with transaction.atomic():
        own = OfferedTranslation.objects.select_for_update().filter(made_by=actor, state=State.WAITS)
        before = own.filter(page=page, language=language).first()
        if before is None and own.count() >= MOST_WAITING:
            raise TooMany(
                _(
                    "Several of your translations still wait for the editors. Please wait until they have looked."
                )
            )
        offer = before or OfferedTranslation(made_by=actor, page=page, language=language)
        offer.text, offer.made_at = text, timezone.now()
        offer.save()
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
        raise Settled(_("Another editor has dealt with this translation in the meantime."))
    offer.refresh_from_db()


def due(now):
    """What is not kept any longer."""
    return OfferedTranslation.objects.filter(settled_at__lt=now - KEPT)
