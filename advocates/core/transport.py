"""How a message leaves: into a folder, or to a mail server by SMTP. Nothing else speaks SMTP."""

import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

SECONDS = 20
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
PERMANENT = 500
# Enhanced codes that speak of the recipient's mailbox: 5.1.x (no such address), 5.2.1 (it was closed).
NO_SUCH_BOX = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")


class NotNow(Exception):
    """The message was not taken this time; it may be another time."""


class Never(Exception):
    """The message will not be taken; `is_about_address` says that the recipient's box does not exist."""

    def __init__(self, reason: str, *, is_about_address: bool = False) -> None:
        super().__init__(reason)
        self.is_about_address = is_about_address


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over. With `is_tls` the line is encrypted from the start, else by STARTTLS."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    is_tls: bool = False

    @property
    def is_local(self) -> bool:
        return self.host in LOCAL


def hand_over(server: MailServer, message: EmailMessage, sender: str, recipient: str) -> None:
    """Give one message to the server; returns when the server has taken it over.

    Raises `NotNow` or `Never`. A server elsewhere that cannot encrypt is refused: what members write to each other
    does not travel in the open.
    """
    try:
        with _connected(server) as line:
            if not server.is_tls:
                _encrypted(line, server)
            if server.user:
                line.login(server.user, server.password)
            line.send_message(message, from_addr=sender, to_addrs=[recipient])
    except smtplib.SMTPRecipientsRefused as error:
        raise _refusal(*error.recipients[recipient]) from error
    except smtplib.SMTPAuthenticationError as error:
        # Our own settings are wrong, not the message.
        raise NotNow(f"the mail server does not accept our password ({error.smtp_code})") from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotNow(f"{type(error).__name__}: {error}"[:300]) from error


def _connected(server: MailServer) -> smtplib.SMTP:
    if server.is_tls:
        return smtplib.SMTP_SSL(
            server.host, server.port, timeout=SECONDS, context=ssl.create_default_context()
        )
    return smtplib.SMTP(server.host, server.port, timeout=SECONDS)


def _encrypted(line: smtplib.SMTP, server: MailServer) -> None:
    line.ehlo()
    if line.has_extn("starttls"):
        line.starttls(context=ssl.create_default_context())
    elif not server.is_local:
        raise NotNow("the mail server offers no encryption")


def _refusal(code: int, said: bytes | str) -> NotNow | Never:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    reason = " ".join(f"{code} {text}".split())[:300]
    if code < PERMANENT:
        return NotNow(reason)
    return Never(reason, is_about_address=text.startswith(NO_SUCH_BOX))


def write_to_folder(path: Path, message: EmailMessage) -> Path:
    """One `.eml` file, readable by the owner alone, complete or absent; `NotNow` when the disk does not take it."""
    part = path.with_suffix(".part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        # The row is marked sent for good, so the name of the file must outlive a power cut, too.
        directory = os.open(path.parent, os.O_RDONLY)
        os.fsync(directory)
        os.close(directory)
    except OSError as error:
        raise NotNow(f"the mail folder: {error.strerror}") from error
    return path
