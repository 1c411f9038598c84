"""Outgoing mail: a row in the deed's own transaction, delivered by the worker.

This version delivers into a folder of the data directory, one file a message; nothing leaves the machine.
"""

import os
import re
import secrets
from collections.abc import Sequence
from email.message import EmailMessage as Message
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils import timezone, translation

from advocates.core import jobs
from advocates.core.models import Mail

# Every sign that some mail program takes for the end of a line, and every other one that is not meant to be seen.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def sender() -> str:
    """The address that mail comes from: no-reply at the site's own host."""
    return f"no-reply@{settings.SITE.hostname}"


def send(template: str, recipient: str, language: str, context: dict[str, Any]) -> Mail:
    """Queue one mail in the recipient's language.

    Renders `<template>_subject.txt`, `<template>.txt` and `<template>.html`. The row and its job belong to the
    current transaction: no commit, no mail.
    """
    with translation.override(language):
        values = {**context, "site_url": settings.SITE_URL, "LANGUAGE_CODE": language}
        values["text_direction"] = "rtl" if translation.get_language_bidi() else "ltr"
        return queue(
            recipient,
            subject=" ".join(render_to_string(f"{template}_subject.txt", values).split()),
            text=render_to_string(f"{template}.txt", values).strip() + "\n",
            html=render_to_string(f"{template}.html", values),
            language=language,
        )


def queue(recipient: str, *, subject: str, text: str, html: str = "", language: str = "") -> Mail:
    """Store a mail and the job that delivers it; ValidationError for a recipient that is not one address."""
    validate_email(_CONTROL.sub(" ", recipient))
    mail = Mail.objects.create(
        message_id=f"<{secrets.token_hex(16)}@{settings.SITE.hostname}>",
        sender=sender(),
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
    """Write the message into the mail folder and mark it sent; the same file again if the worker died in between."""
    mail = Mail.objects.filter(pk=mail_id, state=Mail.State.WAITING).first()
    if mail is None:
        return
    write_to_folder(settings.DATA_DIR / "mail", mail)
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.SENT, sent_at=timezone.now())


def write_to_folder(folder: Path, mail: Mail) -> Path:
    """One `.eml` file a message, readable by the owner alone, complete or absent."""
    path = folder / f"{mail.created_at:%Y%m%d-%H%M%S}-{mail.pk}.eml"
    part = path.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(as_message(mail).as_bytes())
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    # The row is marked sent for good, so the name of the file must outlive a power cut, too.
    directory = os.open(folder, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)
    return path


def as_message(mail: Mail) -> Message:
    """The row as an e-mail with a text and, where there is one, an HTML part."""
    message = Message()
    message["From"], message["To"], message["Subject"] = mail.sender, mail.recipient, mail.subject
    message["Message-ID"], message["Date"] = mail.message_id, mail.created_at
    message["Auto-Submitted"] = "auto-generated"
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
