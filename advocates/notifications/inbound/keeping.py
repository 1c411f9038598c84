"""What is stored of a mail that came in: the mail, and what was read in it, under a key that goes with the row."""

import json
from typing import Any

from advocates.core import secrets
from advocates.notifications.models import InboundMail

PURPOSE = "inbound mail"


def seal(mail: InboundMail, raw: bytes) -> None:
    """Give a new row its key and the mail as it came."""
    mail.sealed_key = secrets.new_file_key(purpose=PURPOSE)
    mail.sealed_raw = secrets.seal(raw, mail.sealed_key, purpose=PURPOSE)


def raw_of(mail: InboundMail) -> bytes:
    """The mail as it came."""
    return secrets.unseal(bytes(mail.sealed_raw), mail.sealed_key, purpose=PURPOSE)


def note(mail: InboundMail, **said: Any) -> None:
    """Store what was read: title, what was written now, what was trimmed."""
    mail.sealed_text = secrets.seal(json.dumps(said).encode(), mail.sealed_key, purpose=PURPOSE)


def said_in(mail: InboundMail) -> dict[str, str]:
    """Title, `kept` and `rest`; empty where the mail was not read or cannot be any more."""
    if not mail.sealed_text:
        return {"title": "", "kept": "", "rest": ""}
    try:
        found: dict[str, str] = json.loads(
            secrets.unseal(bytes(mail.sealed_text), mail.sealed_key, purpose=PURPOSE)
        )
    except secrets.Unreadable:
        return {"title": "", "kept": "", "rest": ""}
    return found
