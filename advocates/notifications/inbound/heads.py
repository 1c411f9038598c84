"""The head of a mail: who sent it, whether a machine wrote it, which mail it is. A child process reads the body."""

import hashlib
import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from django.conf import settings

from advocates.accounts.addresses import canonical_address
from advocates.core.mailable import one_line

# No head that a person's mail has is as long as this, nor any one line of it that we look at.
LONGEST_HEAD, LONGEST_VALUE = 128 * 1024, 2000
_END = re.compile(rb"\r?\n\r?\n")
_BULK = frozenset({"bulk", "list", "junk", "auto_reply", "auto-reply"})
# What mail programs put before a subject when they answer or pass on, with or without a number.
_PREFIX = re.compile(
    r"^\s*(?:\[[^\]]{0,40}\]\s*)?"
    r"(?:re|aw|wg|sv|vs|antw|betr|tr|rv|res|enc|rif|r|i|odp|pd|fw|fwd"
    r"|回复|答复|转发|返信|転送|رد|إعادة توجيه|השב|תגובה|отв|на)"
    r"\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：]\s*",
    re.IGNORECASE,
)
MOST_PREFIXES = 10


class NoHead(Exception):
    """There is none that could be read."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the head says. `sender` is empty where there is not exactly one; `machine` says why it is no person's."""

    sender: str
    subject: str
    digest: str
    machine: str
    fields: Message

    def values(self, name: str) -> list[str]:
        """All lines of a name, from the top, as text of bounded length."""
        return [line[: LONGEST_VALUE * 4] for line in _lines(self.fields, name)]


def read(raw: bytes, envelope_sender: str | None = None) -> Head:
    """Raises `NoHead`. Without the envelope it is not asked whether there was a sender on it."""
    found = _END.search(raw, 0, LONGEST_HEAD)
    if found is None and len(raw) > LONGEST_HEAD:
        raise NoHead
    try:
        fields = BytesHeaderParser().parsebytes(raw[: found.start() if found else len(raw)] + b"\r\n\r\n")
        return Head(
            sender=_sender(fields),
            subject=subject_without_prefixes(_decoded(_value(fields, "Subject"))),
            digest=hashlib.sha256(
                (_value(fields, "Message-ID").strip() or repr(raw)).encode(errors="replace")
            ).hexdigest(),
            machine=_machine(fields, envelope_sender),
            fields=fields,
        )
    except Exception as error:  # strangers write these; the parser has faults of its own with some of them
        raise NoHead from error


def _lines(fields: Message, name: str) -> list[str]:
    """All lines of a name as they were sent, read as UTF-8 where somebody wrote more than ASCII into one."""
    found = (value for each, value in fields.raw_items() if each.lower() == name.lower())
    return [str(value).encode(errors="surrogateescape").decode(errors="replace") for value in found]


def _value(fields: Message, name: str) -> str:
    return "".join(_lines(fields, name)[:1])[:LONGEST_VALUE]


def _sender(fields: Message) -> str:
    """The one address in the one From; whoever names several wants to be taken for one of them."""
    lines = _lines(fields, "From")
    if len(lines) != 1 or len(lines[0]) > LONGEST_VALUE:
        return ""
    found = [address for _name, address in getaddresses(lines) if address]
    return canonical_address(found[0]) if len(found) == 1 and found[0].count("@") == 1 else ""


def _machine(fields: Message, envelope_sender: str | None) -> str:
    """Why a machine wrote this (RFC 3834); empty for a person's mail."""
    if envelope_sender is not None and not envelope_sender.strip("<> "):
        return "null sender"
    answered = _value(fields, "Auto-Submitted").partition(";")[0].strip().lower()
    if answered not in {"", "no"}:
        return "auto-submitted"
    if _value(fields, "Precedence").strip().lower() in _BULK:
        return "precedence"
    if "X-Autoreply" in fields or "X-Autorespond" in fields or "X-Loop" in fields:
        return "auto-reply"
    if _value(fields, "Content-Type").lower().startswith("multipart/report"):
        return "report"
    own = f".{settings.SITE.hostname}>".lower()
    lists = [each[:LONGEST_VALUE].strip().lower() for each in _lines(fields, "List-Id")]
    return "own list" if any(each.endswith(own) for each in lists) else ""


def _decoded(text: str) -> str:
    try:
        parts = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return "".join(_part(part, charset) for part, charset in parts)


def _part(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    try:
        return part.decode(charset or "utf-8", errors="replace")
    except (LookupError, UnicodeError, ValueError):
        return part.decode("utf-8", errors="replace")


def subject_without_prefixes(subject: str) -> str:
    """What the sender calls it: without “Re:”, “AW:”, “رد:” and the like, in one line."""
    text = one_line(subject)
    for _turn in range(MOST_PREFIXES):
        shorter = _PREFIX.sub("", text, count=1)
        if shorter == text:
            break
        text = shorter
    return text.strip()[:200]
