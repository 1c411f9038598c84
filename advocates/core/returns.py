"""Where mail comes back to: each has its own sender on the envelope, signed, so that nobody else can make one up.

With BOUNCE_ADDRESS=bounces@example.org, mail 17 leaves from `bounces+17.<signature>@example.org`; a report to that
address is about mail 17. Without the setting reports go to EMAIL_FROM, and nobody here reads them.
"""

import hashlib
import hmac
import re

from django.conf import settings

# Eighty bits, in letters that survive a mail server which writes every address in small letters.
SIGNATURE_LENGTH = 20
_EXTENSION = re.compile(r"([1-9][0-9]{0,17})\.([0-9a-f]{20})")


def return_address(mail_id: int) -> str:
    """The envelope's sender of a mail."""
    if not settings.BOUNCE_ADDRESS:
        address: str = settings.EMAIL_FROM
        return address
    local, _, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{mail_id}.{_signature(mail_id)}@{domain}"


def mail_id_of(extension: str) -> int | None:
    """The mail that what stands behind the `+` of an address speaks of; None for one that we did not make."""
    found = _EXTENSION.fullmatch(extension.lower())
    if found and hmac.compare_digest(found[2], _signature(int(found[1]))):
        return int(found[1])
    return None


def _signature(mail_id: int) -> str:
    key = hashlib.sha256(b"return address" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, str(mail_id).encode(), hashlib.sha256).hexdigest()[:SIGNATURE_LENGTH]
