"""Mail that comes in: who takes what is sent to `word+rest@…`. Nothing else is accepted.

The mail server in front hands it over by LMTP (see `core.lmtp`); it keeps what we cannot take for the moment.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

logger = logging.getLogger(__name__)

PART = "mail-in"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message to one of our addresses: what stands behind the `+`, who is on the envelope, and the message."""

    extension: str
    sender: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Handler:
    """What is done with mail to a word, and which of its addresses exist."""

    take: Callable[[Incoming], None]
    knows: Callable[[str], bool]


_handlers: dict[str, Handler] = {}


def register_handler(
    local_part_prefix: str,
    handler: Callable[[Incoming], None],
    *,
    knows: Callable[[str], bool] = lambda _extension: True,
) -> None:
    """Have a handler called for mail to `prefix@…` and `prefix+extension@…` whose extension it `knows`.

    `knows` is asked before the message is taken and should not need the database. A handler that raises gets the
    message again later, from the mail server that sent it; so what it does must bear being done twice.
    """
    _handlers[local_part_prefix.lower()] = Handler(handler, knows)


def find(address: str) -> tuple[Handler, str] | None:
    """Who takes mail to an address, and its extension; None where nobody does."""
    local = address.rpartition("@")[0] or address
    word, _, extension = local.partition("+")
    handler = _handlers.get(word.lower())
    return (handler, extension) if handler and handler.knows(extension) else None


def hand_in(address: str, sender: str, raw: bytes) -> bool:
    """Give a message to whoever takes it; False where that failed and should be tried again."""
    found = find(address)
    if found is None:
        return False
    handler, extension = found
    try:
        handler.take(Incoming(extension, sender, raw))
    except Exception:  # the sender's server keeps the message and comes again
        logger.exception("event=mail_not_taken_in handler=%s", address.partition("+")[0][:40])
        return False
    return True
