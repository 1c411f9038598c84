"""How a message leaves: into a folder, or to a mail server by SMTP. Nothing else speaks SMTP."""

import contextlib
import os
import smtplib
import ssl
import threading
import time
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

SECONDS = 20
IDLE_SECONDS = 30
# Many servers hang up after a hundred.
MAILS_PER_LINE = 100
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
TAKEN, FORWARDED, PERMANENT = 250, 251, 500
# Enhanced codes that speak of the recipient's mailbox: 5.1.x (no such address), 5.2.1 (it was closed).
NO_SUCH_BOX = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")


class NotNow(Exception):
    """The message was not taken this time; it may be another time."""


class Unclear(NotNow):
    """The line broke while the server had the whole message: it may have taken it, or not."""


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


class _Open(threading.local):
    """The line that this thread has open, and since when nothing was said on it."""

    line: smtplib.SMTP | None = None
    server: MailServer | None = None
    used_at = 0.0
    mails = 0


_open = _Open()


def hand_over(server: MailServer, raw: bytes, sender: str, recipient: str) -> str:
    """Give one message to the server; returns what the server says when it has taken it over.

    The line stays open for the next one. Raises `NotNow`, `Unclear` or `Never`. A server elsewhere that cannot
    encrypt is refused: what members write to each other does not travel in the open.
    """
    try:
        line = _line_to(server)
        _say(line, sender, recipient)
        said = _give(line, raw)
    except Unclear:
        hang_up()
        raise
    except smtplib.SMTPAuthenticationError as error:
        hang_up()
        # Our own settings are wrong, not the message.
        raise NotNow(f"the mail server does not accept our password ({error.smtp_code})") from error
    except smtplib.SMTPResponseException as error:
        hang_up()
        raise _refusal(error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        hang_up()
        raise NotNow(f"{type(error).__name__}: {error}"[:300]) from error
    _open.used_at, _open.mails = time.monotonic(), _open.mails + 1
    return said


def _say(line: smtplib.SMTP, sender: str, recipient: str) -> None:
    line.ehlo_or_helo_if_needed()
    code, said = line.mail(sender)
    if code != TAKEN:
        raise smtplib.SMTPResponseException(code, said)
    code, said = line.rcpt(recipient)
    if code not in {TAKEN, FORWARDED}:
        raise smtplib.SMTPResponseException(code, said)


def _give(line: smtplib.SMTP, raw: bytes) -> str:
    try:
        code, said = line.data(raw)
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        raise Unclear(f"the line broke after the message: {error}"[:300]) from error
    if code != TAKEN:
        raise smtplib.SMTPResponseException(code, said)
    return " ".join(f"{code} {said.decode(errors='replace')}".split())[:300]


def hang_up() -> None:
    """End the line that this thread has open, if there is one."""
    line, _open.line = _open.line, None
    if line is not None:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            line.close()


def hang_up_if_idle() -> None:
    """As `hang_up`, where nothing was sent for a while: mail servers do not like guests who only sit there."""
    if _open.line is not None and time.monotonic() - _open.used_at > IDLE_SECONDS:
        _say_goodbye(_open.line)


def _say_goodbye(line: smtplib.SMTP) -> None:
    with contextlib.suppress(smtplib.SMTPException, OSError):
        line.quit()
    hang_up()


def _line_to(server: MailServer) -> smtplib.SMTP:
    """The open line, if it is to this server, still alive and not used up; else a new one."""
    hang_up_if_idle()
    if _open.line is not None and (_open.server != server or _open.mails >= MAILS_PER_LINE):
        _say_goodbye(_open.line)
    if _open.line is not None and not _is_alive(_open.line):
        hang_up()
    if _open.line is None:
        line = _connected(server)
        _open.line, _open.server, _open.mails = line, server, 0
        if not server.is_tls:
            _encrypted(line, server)
        if server.user:
            line.login(server.user, server.password)
    return _open.line


def _is_alive(line: smtplib.SMTP) -> bool:
    try:
        return line.rset()[0] == TAKEN
    except (smtplib.SMTPException, OSError):
        return False


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
        raise smtplib.SMTPException("the mail server offers no encryption")


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
