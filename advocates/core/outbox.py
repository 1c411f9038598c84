"""Outgoing mail: a row in the deed's own transaction, handed over by the worker, once.

A mail that failed for the moment is tried again for three days. Whether it is still right to send it is asked when it
leaves, not when it was written. A worker that dies while it hands a mail over leaves its row as `leaving`: such a mail
is sent again under the same Message-ID, or, where it is one of many (bulk), not again, but marked for a person.
Without EMAIL_URL messages are put into a folder of the data directory and nothing leaves the machine.
"""

import hashlib
import hmac
import logging
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage as Message
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.core.validators import validate_email
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from advocates.core import jobs, links, transport
from advocates.core.models import Mail, Suppression

logger = logging.getLogger(__name__)

# Every sign that some mail program takes for the end of a line, and every other one that is not meant to be seen.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


# Between one attempt and the next, in minutes: three days in all.
PAUSES = (1, 5, 15, 60, 180, *[360] * 11)
UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why mails are sent. `may_send` is asked when one leaves; a bulk one can be ended with one click."""

    name: str
    is_bulk: bool = False
    may_send: Callable[[Mail], bool] = lambda _mail: True


@dataclass(frozen=True, slots=True)
class About:
    """The name of a mail's purpose, and what its `may_send` judges by: ids alone."""

    purpose: str = ""
    ids: Mapping[str, Any] = field(default_factory=dict)


_purposes: dict[str, Purpose] = {"": Purpose("")}


def register_purpose(purpose: Purpose) -> None:
    """Called by apps when they are ready."""
    _purposes[purpose.name] = purpose


def send(
    template: str,
    recipient: str,
    language: str,
    context: dict[str, Any],
    about: About = About(),  # noqa: B008 - never changed
) -> Mail:
    """Queue one mail in the recipient's language.

    Renders `<template>_subject.txt`, `<template>.txt` and `<template>.html`. The row and its job belong to the
    current transaction: no commit, no mail.
    """
    with translation.override(language):
        values = {**context, "site_url": settings.SITE_URL, "LANGUAGE_CODE": language}
        if _purposes[about.purpose].is_bulk:
            values["unsubscribe_url"] = unsubscribe_url(recipient, about.purpose)
        values["text_direction"] = "rtl" if translation.get_language_bidi() else "ltr"
        return queue(
            recipient,
            subject=" ".join(render_to_string(f"{template}_subject.txt", values).split()),
            text=render_to_string(f"{template}.txt", values).strip() + "\n",
            html=render_to_string(f"{template}.html", values),
            language=language,
            about=about,
        )


def queue(
    recipient: str,
    *,
    subject: str,
    text: str,
    html: str = "",
    language: str = "",
    about: About = About(),  # noqa: B008 - never changed
) -> Mail:
    """Store a mail and the job that delivers it; ValidationError for a recipient that is not one address."""
    validate_email(_CONTROL.sub(" ", recipient))
    headers = {}
    if _purposes[about.purpose].is_bulk:
        headers = {
            "List-Unsubscribe": f"<{unsubscribe_url(recipient, about.purpose)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    mail = Mail.objects.create(
        message_id=f"<{secrets.token_hex(16)}@{settings.SITE.hostname}>",
        sender=settings.EMAIL_FROM,
        headers=headers,
        purpose=about.purpose,
        about=dict(about.ids),
        recipient=recipient,
        language=language,
        # A line break in a subject would start a header of somebody's choosing.
        subject=" ".join(_CONTROL.sub(" ", _storable(subject)).split())[:500],
        text=_storable(text),
        html=_storable(html),
    )
    jobs.enqueue(deliver, unique_key=f"mail:{mail.pk}", priority=10, mail_id=mail.pk)
    return mail


def _storable(text: str) -> str:
    # PostgreSQL refuses NUL, and half a character can be written nowhere.
    return text.replace("\0", "").encode(errors="replace").decode()


@jobs.job
def deliver(mail_id: int) -> None:
    """Hand one mail over, if that is still right, and store how it ended."""
    mail = Mail.objects.filter(pk=mail_id, state__in=(Mail.State.WAITING, Mail.State.LEAVING)).first()
    if mail is None:
        return
    purpose = _purposes.get(mail.purpose)
    if mail.state == Mail.State.LEAVING and (purpose is None or purpose.is_bulk):
        _close(mail, Mail.State.UNSURE)
    elif purpose is None or is_suppressed(mail.recipient, mail.purpose) or not purpose.may_send(mail):
        _close(mail, Mail.State.DROPPED)
    else:
        Mail.objects.filter(pk=mail.pk).update(state=Mail.State.LEAVING, attempts=F("attempts") + 1)
        mail.attempts += 1
        _hand_over(mail)


def _hand_over(mail: Mail) -> None:
    try:
        if settings.EMAIL_SERVER is None:
            path = settings.DATA_DIR / "mail" / f"{mail.created_at:%Y%m%d-%H%M%S}-{mail.pk}.eml"
            transport.write_to_folder(path, as_message(mail))
        else:
            server = transport.MailServer(**settings.EMAIL_SERVER)
            transport.hand_over(server, as_message(mail), mail.sender, mail.recipient)
    except transport.NotNow as error:
        _again_later(mail, str(error))
    except transport.Never as error:
        if error.is_about_address:
            suppress(mail.recipient, "", Suppression.Reason.BOUNCED)
        _close(mail, Mail.State.FAILED, str(error))
    else:
        _close(mail, Mail.State.SENT, sent_at=timezone.now())


def _again_later(mail: Mail, reason: str) -> None:
    logger.warning("event=mail_not_taken mail=%s attempt=%s reason=%s", mail.pk, mail.attempts, reason)
    if mail.attempts > len(PAUSES):
        _close(mail, Mail.State.FAILED, reason)
        return
    _close(mail, Mail.State.WAITING, reason)
    moment = timezone.now() + timedelta(minutes=PAUSES[mail.attempts - 1])
    jobs.enqueue(
        deliver, unique_key=f"mail:{mail.pk}:{mail.attempts}", run_at=moment, priority=10, mail_id=mail.pk
    )


def _close(mail: Mail, state: Mail.State, error: str = "", **fields: Any) -> None:
    Mail.objects.filter(pk=mail.pk).update(state=state, error=error[:300], **fields)


def address_hash(address: str) -> str:
    """A keyed hash that tells addresses apart without keeping them; capitals make no difference."""
    key = hashlib.sha256(b"mail address" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, address.strip().lower().encode(), hashlib.sha256).hexdigest()


def suppress(address: str, purpose: str, reason: Suppression.Reason) -> None:
    """Send nothing more of a purpose to an address, or nothing at all (""); also not what waits already."""
    _suppress_hash(address_hash(address), purpose, reason)


def unsubscribe(hashed: str, purpose: str) -> None:
    """What the link of a bulk mail does: no more of this purpose to that address."""
    _suppress_hash(hashed, purpose, Suppression.Reason.UNSUBSCRIBED)


def _suppress_hash(hashed: str, purpose: str, reason: Suppression.Reason) -> None:
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


def as_message(mail: Mail) -> Message:
    """The row as an e-mail with a text and, where there is one, an HTML part."""
    message = Message()
    message["From"], message["To"], message["Subject"] = mail.sender, mail.recipient, mail.subject
    message["Message-ID"], message["Date"] = mail.message_id, mail.created_at
    message["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    if mail.language:
        # After the parts, or the first of them would take it.
        message["Content-Language"] = mail.language
    return message


class OutboxBackend(BaseEmailBackend):
    """Django's mail backend for libraries that send by themselves: every message becomes a row of the outbox."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            html = ""
            if isinstance(message, EmailMultiAlternatives):
                html = next((str(part[0]) for part in message.alternatives if part[1] == "text/html"), "")
            for recipient in message.recipients():
                queue(recipient, subject=str(message.subject), text=str(message.body), html=html)
        return len(email_messages)
