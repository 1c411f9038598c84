"""A door for mail that comes in, on this machine, and what mail servers and mailboxes send back."""

import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from advocates.core import lmtp


@contextmanager
def door() -> Iterator[int]:
    """The LMTP server in a thread; gives its port."""
    stop, ready, ports = threading.Event(), threading.Event(), []

    def at(port: int) -> None:
        ports.append(port)
        ready.set()

    thread = threading.Thread(target=lmtp.serve_until, args=(stop, "127.0.0.1", 0, at), daemon=True)
    thread.start()
    assert ready.wait(20)
    try:
        yield ports[0]
    finally:
        stop.set()
        thread.join(20)


def put(port: int, address: str, raw: bytes, sender: str = "") -> tuple[int, bytes]:
    """Hand one message in, as a mail server does; the last answer."""
    with smtplib.LMTP("127.0.0.1", port) as line:
        line.ehlo("mx.example.org")
        line.mail(sender)
        code, said = line.rcpt(address)
        return line.data(raw) if code == 250 else (code, said)


def report(status: str = "5.1.1", action: str = "failed", recipient: str = "a@example.org") -> bytes:
    """A delivery report as Postfix writes it (RFC 3464)."""
    return (
        "From: MAILER-DAEMON@mx.example.org (Mail Delivery System)\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "Auto-Submitted: auto-replied\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n'
        "MIME-Version: 1.0\r\n\r\n"
        "--B\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry to have to inform you.\r\n\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.org\r\nArrival-Date: Fri, 27 Nov 2026 08:00:00 +0000\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user here\r\n\r\n"
        "--B\r\nContent-Type: message/rfc822\r\n\r\nSubject: Hello\r\n\r\nText\r\n--B--\r\n"
    ).encode()


def plain(text: str, **headers: str) -> bytes:
    """A report in a mail server's own words, or any other message; header names are written with a low line."""
    named = {"From": "MAILER-DAEMON@example.org", "Subject": "Undeliverable: Hello"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"{head}\r\n{text}\r\n".encode()
