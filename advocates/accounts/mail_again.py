"""Letting mail go to an address again that was left alone: the office does it with a reason, never for the dead."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import stream, suppressions
from advocates.core.models import Bounce, Suppression, SuppressionLift
from advocates.core.refused import Refused


class InMemory(Refused):
    """Whoever read mail there has died; only undoing the memorial opens the address."""


class NothingToLift(Refused):
    """Mail goes to this address."""


def blocks_of(address: str) -> QuerySet[Suppression]:
    """Why which mails do not go to an address."""
    hashed = suppressions.address_hash(address)
    return Suppression.objects.filter(address_hash=hashed).order_by("purpose", "id")


def allow_mail(*, actor: Person, address: str, reason: str) -> int:
    """Send to an address again, of every purpose; returns how many blocks fell. Recorded, with the reason beside it.

    What came back before counts no longer. Raises `InMemory`, and `NothingToLift` where nothing stood in the way.
    """
    with transaction.atomic():
        blocks = list(blocks_of(address).select_for_update())
        if any(block.reason == Suppression.Reason.MEMORIAL for block in blocks):
            raise InMemory(
                _("Whoever read mail there has died. Undo that on the page of the person, if it is wrong.")
            )
        if not blocks:
            raise NothingToLift(_("Nothing stands in the way of mail to this address."))
        for block in blocks:
            lift = SuppressionLift.objects.create(
                address_hash=block.address_hash,
                purpose=block.purpose,
                was=block.reason,
                reason=reason,
                lang=get_language() or "en",
                lifted_by=actor,
            )
            stream.record("accounts.mail.allowed", lift, actor=actor)
            block.delete()
        Bounce.objects.filter(address_hash=suppressions.address_hash(address)).delete()
    return len(blocks)
