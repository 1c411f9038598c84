"""Outgoing mail: a row in the deed's own transaction, handed over by the worker, once.

A mail that failed for the moment is tried again for three days. Whether it is still right to send it, and what it
says where its purpose composes it, is asked when it leaves, not when it was written. A worker that dies while it hands
a mail over leaves its row as `leaving`: such a mail is sent again under the same Message-ID, or, where it is one of
many (bulk), not again, but marked for a person.
Without EMAIL_URL messages are put into a folder of the data directory and nothing leaves the machine.
"""

import logging
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage as Message
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation

from advocates.core import jobs, returns, seal, transport
from advocates.core.mailable import in_ascii, is_address, one_line, require_address, storable
from advocates.core.models import Job, Mail, Suppression
from advocates.core.profile import profile
from advocates.core.suppressions import (
    UNSUBSCRIBE,
    address_hash,
    is_suppressed,
    release,
    suppress,
    unsubscribe,
    unsubscribe_url,
)

__all__ = [
    "UNSUBSCRIBE", "About", "Composed", "Purpose", "Recipient", "address_hash", "as_message", "bulk_purpose_of",
    "deliver", "is_suppressed", "queue", "register_purpose", "release", "rendered", "send", "send_later_many",
    "suppress", "unsubscribe", "unsubscribe_url",
]  # fmt: skip

logger = logging.getLogger(__name__)

# Between one attempt and the next, in minutes: three days in all.
PAUSES = (1, 5, 15, 60, 180, *[360] * 11)
# Somebody waits for a mail about the own account; a wave of ten thousand leaves behind all other work.
PRIORITY, BULK_PRIORITY = 10, -10
ROWS_AT_ONCE = 500
# Not ended yet.
OPEN = (Mail.State.WAITING, Mail.State.LEAVING)


@dataclass(frozen=True, slots=True)
class Composed:
    """What a mail says."""

    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why mails are sent. A bulk one can be ended with one click.

    `may_send` is asked when a mail leaves, and `compose` says then what is in one whose row holds no text.
    `settled` is called in the transaction that stores how a mail ended: sent, failed, dropped, unsure, and later
    perhaps bounced. What it raises is logged and changes nothing about the mail.
    `headers` says what stands in its head besides, or instead of what stands there for all who write to many.
    """

    name: str
    is_bulk: bool = False
    may_send: Callable[[Mail], bool] = lambda _mail: True
    compose: Callable[[Mail], Composed] | None = None
    settled: Callable[[Mail], None] | None = None
    headers: Callable[[Mail], Mapping[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class About:
    """The name of a mail's purpose, and what its `may_send` judges by: ids alone."""

    purpose: str = ""
    ids: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom one of many mails goes to, in which language, and the ids that it is composed from.

    A `message_id` of the sender's choosing makes a second mail of the same name impossible; else one is drawn.
    """

    address: str
    language: str
    ids: Mapping[str, Any] = field(default_factory=dict)
    message_id: str = ""


_purposes: dict[str, Purpose] = {"": Purpose("")}


def register_purpose(purpose: Purpose) -> None:
    """Called by apps when they are ready."""
    _purposes[purpose.name] = purpose


def rendered(
    template: str, language: str, context: dict[str, Any], *, recipient: str, purpose: str
) -> Composed:
    """Render `<template>_subject.txt`, `<template>.txt` and `<template>.html` in a language."""
    with translation.override(language):
        site = {"profile": profile(), "site_url": settings.SITE_URL, "LANGUAGE_CODE": language}
        values = {**context, **site}
        if _purposes[purpose].is_bulk:
            values["unsubscribe_url"] = unsubscribe_url(recipient, purpose)
        values["text_direction"] = "rtl" if translation.get_language_bidi() else "ltr"
        return Composed(
            subject=" ".join(render_to_string(f"{template}_subject.txt", values).split()),
            text=render_to_string(f"{template}.txt", values).strip() + "\n",
            html=render_to_string(f"{template}.html", values),
        )


def send(
    template: str,
    recipient: str,
    language: str,
    context: dict[str, Any],
    about: About = About(),  # noqa: B008 - never changed
) -> Mail:
    """Queue one mail in the recipient's language, rendered now.

    The row and its job belong to the current transaction: no commit, no mail.
    """
    said = rendered(template, language, context, recipient=recipient, purpose=about.purpose)
    return queue(
        recipient, subject=said.subject, text=said.text, html=said.html, language=language, about=about
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
    require_address(recipient)
    mail = _new(about.purpose, Recipient(recipient, language, about.ids))
    mail.subject, mail.text, mail.html = one_line(subject), storable(text), storable(html)
    mail.save()
    jobs.enqueue(
        deliver, unique_key=f"mail:{mail.pk}", priority=_priority(_purposes[about.purpose]), mail_id=mail.pk
    )
    return mail


def send_later_many(purpose: str, recipients: Iterable[Recipient]) -> int:
    """Queue one mail for each recipient, composed by its purpose when it leaves; returns how many wait now.

    Rows and jobs belong to one transaction, the current one if there is any. What is no address becomes a mail that
    failed, and is settled as one, so that the rest of a wave leaves.
    """
    if _purposes[purpose].compose is None:
        raise LookupError(f"{purpose} does not say what its mails say")
    mails = [_new(purpose, recipient) for recipient in recipients]
    for mail in mails:
        if not is_address(mail.recipient):
            mail.state, mail.error = Mail.State.FAILED, "not an address"
            mail.recipient = storable(mail.recipient)[:320]
    with transaction.atomic():
        Mail.objects.bulk_create(mails, batch_size=ROWS_AT_ONCE)
        waiting = [mail for mail in mails if mail.state == Mail.State.WAITING]
        jobs.enqueue_many(
            deliver,
            {f"mail:{mail.pk}": {"mail_id": mail.pk} for mail in waiting},
            priority=_priority(_purposes[purpose]),
        )
        for mail in mails:
            if mail.state == Mail.State.FAILED:
                _settle(mail)
    return len(waiting)


def _new(purpose: str, recipient: Recipient) -> Mail:
    return Mail(
        message_id=recipient.message_id or f"<{secrets.token_hex(16)}@{settings.SITE.hostname}>",
        sender=settings.EMAIL_FROM,
        purpose=purpose,
        about=dict(recipient.ids),
        recipient=recipient.address,
        language=recipient.language,
    )


def _priority(purpose: Purpose) -> int:
    return BULK_PRIORITY if purpose.is_bulk else PRIORITY


@jobs.job
def deliver(mail_id: int) -> None:
    """Hand one mail over, if that is still right, and store how it ended."""
    mail = Mail.objects.filter(pk=mail_id, state__in=OPEN).first()
    if mail is None:
        return
    purpose = _purposes.get(mail.purpose)
    if mail.state == Mail.State.LEAVING and (purpose is None or purpose.is_bulk):
        _close(mail, Mail.State.UNSURE)
    elif purpose is None or is_suppressed(mail.recipient, mail.purpose) or not purpose.may_send(mail):
        _close(mail, Mail.State.DROPPED)
    elif leave := _ready(mail, purpose):
        # Of two workers that hold the same mail, because one outlived its lease, one hands it over.
        ours = Mail.objects.filter(pk=mail.pk, state=mail.state, attempts=mail.attempts)
        mail.state, mail.attempts = Mail.State.LEAVING, mail.attempts + 1
        if ours.update(state=mail.state, attempts=mail.attempts):
            _hand_over(mail, leave)


def _ready(mail: Mail, purpose: Purpose) -> Callable[[], object] | None:
    """The mail composed and signed: what hands it over. One that fails in that is tried again like any other."""
    try:
        if purpose.compose is not None and not mail.text:
            _compose(mail, purpose.compose)
        return _way_out(mail)
    except Exception as error:  # whatever goes wrong in it, the mail must not be lost
        logger.exception("event=mail_not_ready mail=%s purpose=%s", mail.pk, mail.purpose)
        mail.attempts += 1
        Mail.objects.filter(pk=mail.pk).update(attempts=F("attempts") + 1)
        _again_later(mail, f"not ready to leave: {type(error).__name__}")
    return None


def _compose(mail: Mail, compose: Callable[[Mail], Composed]) -> None:
    with translation.override(mail.language or settings.LANGUAGE_CODE):
        said = compose(mail)
    mail.subject, mail.text, mail.html = one_line(said.subject), storable(said.text), storable(said.html)


def _way_out(mail: Mail) -> Callable[[], object]:
    message = as_message(mail)
    if settings.EMAIL_SERVER is None:
        path = settings.DATA_DIR / "mail" / f"{mail.created_at:%Y%m%d-%H%M%S}-{mail.pk}.eml"
        return partial(transport.write_to_folder, path, message)
    server, sender = transport.MailServer(**settings.EMAIL_SERVER), returns.return_address(mail.pk)
    return partial(transport.hand_over, server, seal.as_bytes(message), sender, in_ascii(mail.recipient))


def _hand_over(mail: Mail, leave: Callable[[], object]) -> None:
    try:
        leave()
    except transport.Unclear as error:
        if _purposes[mail.purpose].is_bulk:
            _close(mail, Mail.State.UNSURE, str(error))
        else:
            _again_later(mail, str(error))
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
    moment = timezone.now() + timedelta(minutes=PAUSES[mail.attempts - 1])
    with transaction.atomic():
        still_open = Mail.objects.filter(pk=mail.pk, state__in=OPEN)
        if still_open.update(state=Mail.State.WAITING, error=storable(reason)[:300]):
            jobs.enqueue(
                deliver,
                unique_key=f"mail:{mail.pk}:{mail.attempts}",
                run_at=moment,
                priority=_priority(_purposes[mail.purpose]),
                mail_id=mail.pk,
            )


@jobs.every(seconds=3600)
def take_up_left_behind() -> int:
    """Put a new job for mails whose job is gone, as after six workers in a row died with it; returns how many."""
    now = timezone.now()
    alive = Job.objects.filter(name=jobs.name_of(deliver), state__in=(Job.State.WAITING, Job.State.RUNNING))
    cared_for = {arguments["mail_id"] for arguments in alive.values_list("arguments", flat=True)}
    waiting = Mail.objects.filter(state__in=OPEN, created_at__lt=now - timedelta(hours=1))
    left_behind = set(waiting.values_list("pk", flat=True)) - cared_for
    for mail_id in left_behind:
        jobs.enqueue(deliver, unique_key=f"mail:{mail_id}:{now:%Y%m%d%H}", mail_id=mail_id)
    return len(left_behind)


def _close(mail: Mail, state: Mail.State, error: str = "", **fields: Any) -> None:
    with transaction.atomic():
        values = {"state": state, "error": storable(error)[:300], **fields}
        # It may have come back before we could note that it left, or ended in another worker's hands.
        if Mail.objects.filter(pk=mail.pk, state__in=OPEN).update(**values):
            for name, value in values.items():
                setattr(mail, name, value)
            _settle(mail)


def _settle(mail: Mail) -> None:
    purpose = _purposes.get(mail.purpose)
    if purpose is None or purpose.settled is None:
        return
    try:
        with transaction.atomic():
            purpose.settled(mail)
    except Exception:  # the mail has ended as it has; undoing that would send it again
        logger.exception("event=mail_not_settled mail=%s purpose=%s", mail.pk, mail.purpose)


def note_bounced(mail_id: int, reason: str) -> Mail | None:
    """A mail that was sent came back; None for one that is gone or did not count as sent."""
    with transaction.atomic():
        known = Mail.objects.select_for_update().filter(pk=mail_id)
        mail = known.filter(state__in=(Mail.State.SENT, Mail.State.UNSURE, Mail.State.LEAVING)).first()
        if mail is not None:
            mail.state, mail.error = Mail.State.BOUNCED, storable(reason)[:300]
            mail.save(update_fields=["state", "error"])
            _settle(mail)
    return mail


def bulk_purpose_of(mail: Mail | None) -> str:
    """The purpose of a mail to many; empty, which stands for all mail, for any other."""
    purpose = _purposes.get(mail.purpose) if mail else None
    return purpose.name if purpose and purpose.is_bulk else ""


def as_message(mail: Mail) -> Message:
    """The row as an e-mail with a text and, where there is one, an HTML part."""
    message = Message()
    message["From"], message["To"], message["Subject"] = mail.sender, in_ascii(mail.recipient), mail.subject
    message["Message-ID"], message["Date"] = mail.message_id, mail.created_at
    message["Auto-Submitted"] = "auto-generated"
    for name, value in {**_headers_for_many(mail), **_own_headers(mail)}.items():
        message[name] = value
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    if mail.language:
        # After the parts, or the first of them would take it.
        message["Content-Language"] = one_line(mail.language)
    return message


def _headers_for_many(mail: Mail) -> dict[str, str]:
    """What mail programs ask of those who write to many: the list's name, and one click that ends it (RFC 8058)."""
    if mail.purpose not in _purposes or not _purposes[mail.purpose].is_bulk:
        return {}
    with translation.override(mail.language or settings.LANGUAGE_CODE):
        url = unsubscribe_url(mail.recipient, mail.purpose)
    return {
        "Precedence": "bulk",
        "List-Id": f"<{mail.purpose}.{settings.SITE.hostname}>",
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _own_headers(mail: Mail) -> dict[str, str]:
    """What the mail's purpose says in its head; every value is one line, whoever wrote what it is made of."""
    purpose = _purposes.get(mail.purpose)
    if purpose is None or purpose.headers is None:
        return {}
    return {name: one_line(value) for name, value in purpose.headers(mail).items() if value}


jobs.when_resting(transport.hang_up_if_idle)


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
