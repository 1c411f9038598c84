"""Mail that comes back: addresses that do not exist get nothing more, those that fail again and again neither.

A report arrives at the return address of the mail it is about (see `core.returns`), so it need not say which one. One
report that an address is no good ends mail to it (5.x.x), as do five within two weeks that say "not now" (4.x.x). What
speaks of the message or of us and not of the address counts as the latter: a mistake of ours must not cost us every
address. Notes that a mail is late and answers of people on holiday are no reports. Nothing is sent in reply, ever.

A mail provider that calls us (see `core.hook_views`) tells the same in its own words, and who complained besides.
"""

import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from advocates.core import mailin, outbox, returns
from advocates.core.mailable import is_address
from advocates.core.models import Bounce, Mail, ProviderEvent, Suppression

logger = logging.getLogger(__name__)

MOST_SOFT, WINDOW = 5, timedelta(days=14)
# What providers say, by the library's names: it did not arrive; whoever got it wants no more of it.
NOT_ARRIVED, UNWANTED = (
    frozenset({"bounced", "rejected", "failed"}),
    frozenset({"complained", "unsubscribed"}),
)
# A report quotes the whole mail at times; what it says itself stands before that.
READ = 256 * 1024
# Policy, the content or size of the message, a full box, a server in trouble, a way that leads in circles.
NOT_THE_ADDRESS = re.compile(r"5\.(?:7|6|3)\.\d+|5\.2\.[234]|5\.4\.[67]")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODE = re.compile(r"(?:^|[\s:<(])([45]\d\d)[ -]", re.MULTILINE)
_GONE = re.compile(
    r"user unknown|unknown user|no such (?:user|address|mailbox|recipient)|does(?:n't| not) exist|permanent error"
    r"|mailbox (?:is )?(?:unavailable|not found|disabled)|address rejected|account (?:has been )?(?:disabled|closed)",
    re.IGNORECASE,
)
_LATE = re.compile(r"delayed|warning: (?:could not|message)|still (?:being retried|trying)", re.IGNORECASE)
_FAILED = re.compile(
    r"undeliver|failure notice|returned mail|delivery (?:status notification|failure|has failed|incomplete)"
    r"|mail delivery (?:failed|system)|could not be delivered",
    re.IGNORECASE,
)
_DAEMON = re.compile(r"mailer-daemon|postmaster|mail delivery (?:sub)?system|mdaemon", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Report:
    """Why a mail came back; a hard one says that the address is no good."""

    status: str

    @property
    def is_hard(self) -> bool:
        return self.status.startswith("5.") and not NOT_THE_ADDRESS.fullmatch(self.status)


def register() -> None:
    """Take mail to BOUNCE_ADDRESS, where it bears our signature."""
    if settings.BOUNCE_ADDRESS:
        mailin.register_handler(
            settings.BOUNCE_ADDRESS.partition("@")[0],
            take,
            knows=lambda extension: returns.mail_id_of(extension) is not None,
        )


def take(incoming: mailin.Incoming) -> None:
    """Note a mail that came back, leave its address alone if that is due, and tell its purpose."""
    number, report = returns.mail_id_of(incoming.extension), report_in(incoming.raw)
    if number is None or report is None:
        return
    with transaction.atomic():
        _note(number, report)


def _note(number: int, report: Report) -> None:
    mail = outbox.note_bounced(number, report.status)
    if mail is None:
        return
    hashed = outbox.address_hash(mail.recipient)
    Bounce.objects.get_or_create(
        mail_number=number,
        defaults={"address_hash": hashed, "is_hard": report.is_hard, "status": report.status},
    )
    if report.is_hard or _lately(hashed) >= MOST_SOFT:
        outbox.suppress(mail.recipient, "", Suppression.Reason.BOUNCED)
    logger.info("event=mail_came_back mail=%s status=%s", number, report.status)


def take_event(event: Any) -> None:
    """Note what a provider says became of a mail (an event of django-anymail), once however often it says so.

    An address that is no good gets nothing more, also where the mail itself is forgotten by now. Who complained gets
    no more mails of this kind where it was one of many, and none at all where it was not.
    """
    address, kind = str(event.recipient or "").strip(), event.event_type
    if kind not in NOT_ARRIVED | UNWANTED or not is_address(address):
        return
    with transaction.atomic():
        _row, is_new = ProviderEvent.objects.get_or_create(digest=_digest(event, address))
        mail = _sent_to(address, str(event.message_id or "")) if is_new else None
        if is_new and kind in UNWANTED:
            outbox.suppress(address, outbox.bulk_purpose_of(mail), Suppression.Reason.COMPLAINED)
            logger.info("event=mail_unwanted kind=%s", kind)
        elif is_new:
            _note_told(report_on(event), mail, address)


def _sent_to(address: str, message_id: str) -> Mail | None:
    """The mail under our own Message-ID that was sent, else the last one to an address."""
    sent = Mail.objects.filter(state__in=(Mail.State.SENT, Mail.State.UNSURE, Mail.State.LEAVING))
    known = sent.filter(message_id=message_id).first() if message_id else None
    return known or sent.filter(recipient__in={address, address.lower()}).order_by("-pk").first()


def _note_told(report: Report, mail: Mail | None, address: str) -> None:
    if mail is not None:
        _note(mail.pk, report)
    elif report.is_hard:
        outbox.suppress(address, "", Suppression.Reason.BOUNCED)


def _digest(event: Any, address: str) -> str:
    when = event.timestamp or event.event_id
    return hashlib.sha256(f"{event.event_type} {event.message_id} {address} {when}".encode()).hexdigest()


def report_on(event: Any) -> Report:
    """What a provider's event reports. Without the words of a mail server the provider's own reason counts."""
    said = f"{event.mta_response or ''}\n{event.description or ''}"[:2000]
    status = _status_in(said)
    if status[:1] in {"4", "5"}:
        return Report(status)
    if event.reject_reason == "invalid":
        return Report("5.1.1")
    # Refused by the provider itself, because mail to this address came back before.
    is_known = event.event_type == "rejected" and event.reject_reason == "bounced"
    return Report("5.0.0" if is_known else "4.0.0")


def _lately(hashed: str) -> int:
    return Bounce.objects.filter(address_hash=hashed, at__gt=timezone.now() - WINDOW).count()


def report_in(raw: bytes) -> Report | None:
    """What a message reports; None for what reports nothing, however broken it is."""
    try:
        message = message_from_bytes(raw[:READ])
        if message.get_content_type() == "multipart/report":
            return _standard(message)
        return _in_own_words(message)
    except Exception:  # strangers write these; the parser has faults of its own with some of them
        logger.info("event=report_not_read size=%s", len(raw))
        return None


def _standard(message: Message) -> Report | None:
    """RFC 3464: a part with fields for each recipient."""
    for fields in _recipients(message):
        action = str(fields.get("Action", "")).strip().lower()
        status = _STATUS.search(str(fields.get("Status", "")))
        if action == "failed":
            return Report(status[1] if status and status[1][0] in "45" else "5.0.0")
    return None


def _recipients(message: Message) -> Iterator[Message]:
    parts = message.get_payload()
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, Message) and part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            yield from (group for group in groups if isinstance(group, Message))


def _in_own_words(message: Message) -> Report | None:
    """What mail servers wrote before there was a standard, and some still do."""
    said = _text(message)
    subject, sender = str(message.get("Subject", "")), str(message.get("From", ""))
    failed_for = message.get("X-Failed-Recipients")
    is_report = failed_for or _DAEMON.search(sender) and _FAILED.search(f"{subject}\n{said[:2000]}")
    if not is_report or _is_answer(message) or _LATE.search(subject):
        return None
    if status := _status_in(said):
        return Report(status) if status[0] in "45" else None
    return Report("5.0.0" if failed_for or _GONE.search(said) else "4.0.0")


def _status_in(said: str) -> str:
    """The number that a mail server gave, as RFC 3463 writes it; empty where it gave none."""
    if status := _STATUS.search(said):
        return status[1]
    if code := _CODE.search(said):
        return "5.1.1" if code[1] in {"550", "551", "553"} else f"{code[1][0]}.0.0"
    return ""


def _is_answer(message: Message) -> bool:
    """Whether a person's mailbox answered by itself, as it does on holidays."""
    return (
        "vacation" in str(message.get("Auto-Submitted", "")).lower()
        or "X-Autoreply" in message
        or "X-Autorespond" in message
        or str(message.get("Precedence", "")).strip().lower() in {"auto_reply", "auto-reply"}
    )


def _text(message: Message) -> str:
    """The first part that is plain text, whatever it says about its letters."""
    for part in message.walk():
        if part.get_content_type() == "text/plain" and not part.is_multipart():
            payload = part.get_payload(decode=True)
            return payload.decode("latin-1")[:20_000] if isinstance(payload, bytes) else ""
    return ""
