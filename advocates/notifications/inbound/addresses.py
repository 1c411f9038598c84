"""The address by which one person answers one thing: `reply+key@…`, with 128 bits that nobody can guess.

Behind the key stands a short check, so that the door refuses an address that somebody made up without asking the
database. An address that has ended never lives again: the next mail brings a new one.
"""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from advocates.notifications.models import ReplyAddress
from advocates.notifications.models.inbound import ADDRESS_LIVES

KEY_BYTES, CHECK_BYTES = 16, 5
_EXTENSION = re.compile(r"([a-z2-7]{26})([a-z2-7]{8})")
# How long it lives is written anew once a day, not with each mail.
RENEWED = timedelta(days=1)


def address_for(person_id: int, kind: str, target_id: int) -> str:
    """The whole address, good for thirty days from now; empty where no mail comes in."""
    if not settings.REPLY_ADDRESS:
        return ""
    return _written(_living(person_id, kind, target_id))


@dataclass(frozen=True, slots=True)
class Living:
    """An address that is good now, and until when."""

    address: str
    expires_at: datetime


def living(person_id: int, kind: str, target_id: int) -> Living | None:
    """The address as somebody has it already; nothing is made or renewed."""
    of = {"person_id": person_id, "kind": kind, "target_id": target_id}
    found = ReplyAddress.objects.filter(**of, expires_at__gt=timezone.now()).first()
    return Living(_written(found), found.expires_at) if found and settings.REPLY_ADDRESS else None


def renew(address: ReplyAddress) -> None:
    """It was used: thirty days more, where it still lives."""
    until = timezone.now() + ADDRESS_LIVES
    ReplyAddress.objects.filter(pk=address.pk, expires_at__gt=timezone.now()).update(expires_at=until)


def _written(row: ReplyAddress) -> str:
    key = _key(row.salt, row.person_id, row.kind, row.target_id)
    local, _, domain = settings.REPLY_ADDRESS.rpartition("@")
    return f"{local}+{key}{_check(key)}@{domain}"


def knows(extension: str) -> bool:
    """Whether what stands behind the `+` was made by us; whether it still lives is asked later."""
    return key_in(extension) != ""


def key_in(extension: str) -> str:
    """The key of an extension, empty for one that we did not make. Capitals make no difference."""
    found = _EXTENSION.fullmatch(extension.lower())
    return found[1] if found and hmac.compare_digest(found[2], _check(found[1])) else ""


def find(extension: str) -> ReplyAddress | None:
    """The address with this key, also one that has ended."""
    key = key_in(extension)
    if not key:
        return None
    return ReplyAddress.objects.select_related("person").filter(key_hash=_hash(key)).first()


def end(address: ReplyAddress) -> None:
    """Nothing comes in at it any more."""
    ReplyAddress.objects.filter(pk=address.pk, expires_at__gt=timezone.now()).update(
        expires_at=timezone.now()
    )


def _living(person_id: int, kind: str, target_id: int) -> ReplyAddress:
    now, of = timezone.now(), {"person_id": person_id, "kind": kind, "target_id": target_id}
    found = ReplyAddress.objects.filter(**of).first()
    if found is None:
        try:
            with transaction.atomic():
                return ReplyAddress.objects.create(**of, **_fresh(of))
        except IntegrityError:
            # Another mail of the same moment made it.
            return ReplyAddress.objects.get(**of)
    changes: dict[str, Any] = {}
    if found.expires_at <= now:
        changes = _fresh(of)
    elif found.expires_at < now + ADDRESS_LIVES - RENEWED:
        changes = {"expires_at": now + ADDRESS_LIVES}
    for name, value in changes.items():
        setattr(found, name, value)
    if changes:
        found.save(update_fields=list(changes))
    return found


def _fresh(of: dict[str, Any]) -> dict[str, Any]:
    salt = secrets.token_hex(16)
    key = _key(salt, of["person_id"], of["kind"], of["target_id"])
    return {"salt": salt, "key_hash": _hash(key), "expires_at": timezone.now() + ADDRESS_LIVES}


def _key(salt: str, person_id: int, kind: str, target_id: int) -> str:
    return _letters(f"key {salt} {person_id} {kind} {target_id}", KEY_BYTES)


def _check(key: str) -> str:
    return _letters(f"check {key}", CHECK_BYTES)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _letters(what: str, length: int) -> str:
    secret = hashlib.sha256(b"reply address" + settings.SECRET_KEY.encode()).digest()
    digest = hmac.new(secret, what.encode(), hashlib.sha256).digest()[:length]
    return base64.b32encode(digest).decode().rstrip("=").lower()
