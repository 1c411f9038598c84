"""Addresses that get no more mail: who ended it with one click, and whose mail comes back."""

import hashlib
import hmac

from django.conf import settings
from django.db.models import Q

from advocates.core import links
from advocates.core.models import Suppression

UNSUBSCRIBE = "unsubscribe"


def address_hash(address: str) -> str:
    """A keyed hash that tells addresses apart without keeping them; capitals make no difference."""
    key = hashlib.sha256(b"mail address" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, address.strip().lower().encode(), hashlib.sha256).hexdigest()


def suppress(address: str, purpose: str, reason: Suppression.Reason) -> None:
    """Send nothing more of a purpose to an address, or nothing at all (""); also not what waits already."""
    suppress_hash(address_hash(address), purpose, reason)


def release(address: str, purpose: str, reason: Suppression.Reason) -> None:
    """Send to an address again what was not sent for this reason; other reasons stand."""
    Suppression.objects.filter(address_hash=address_hash(address), purpose=purpose, reason=reason).delete()


def unsubscribe(hashed: str, purpose: str) -> None:
    """What the link of a bulk mail does: no more of this purpose to that address."""
    suppress_hash(hashed, purpose, Suppression.Reason.UNSUBSCRIBED)


def suppress_hash(hashed: str, purpose: str, reason: Suppression.Reason) -> None:
    """As `suppress`, where only the hash of the address is known."""
    Suppression.objects.get_or_create(address_hash=hashed, purpose=purpose, defaults={"reason": reason})


def is_suppressed(address: str, purpose: str) -> bool:
    """Whether an address gets no mail of this purpose."""
    return (
        Suppression.objects.filter(address_hash=address_hash(address))
        .filter(Q(purpose="") | Q(purpose=purpose))
        .exists()
    )


def unsubscribe_url(address: str, purpose: str) -> str:
    """The address at which one click ends mails of a purpose; it names no address and can do nothing else."""
    return links.url_of(UNSUBSCRIBE, [address_hash(address), purpose])
