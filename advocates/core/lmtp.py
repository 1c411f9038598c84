"""The door for mail that comes in: an LMTP server for the mail server in front of us, on this machine.

Unknown recipients are refused at once (550), what is too large is, too (552), and what we fail to take is left with the
server in front (451), which comes again. Nothing of our insides is told. Messages are handled one after the other in
one thread: a storm of them cannot take the database from the people on the site.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from advocates.core import alive, mailin

logger = logging.getLogger(__name__)

LARGEST = 10 * 1024 * 1024
LONGEST_LINE = 64 * 1024
SECONDS = 60
MOST_RECIPIENTS = 20

Returned = TypeVar("Returned")


class Door(LMTP):
    """aiosmtpd's server, for lines as long as mail programs write them."""

    line_length_limit = LONGEST_LINE


class Doorkeeper:
    """What the server asks us, named as its library names it."""

    def __init__(self) -> None:
        self._hands = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail-in")

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: LMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if mailin.find(address) is None:
            return "550 5.1.1 Nobody has this address here"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - the library's name
        self, _server: LMTP, _session: Session, envelope: Envelope
    ) -> str:
        answers = []
        for address in envelope.rcpt_tos:
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            taken = await self.in_thread(mailin.hand_in, address, envelope.mail_from or "", content)
            answers.append("250 2.0.0 Taken" if taken else "451 4.3.0 Not now, please try again")
        # One answer for each recipient: that is what tells LMTP from SMTP.
        return "\r\n".join(answers)

    async def handle_exception(self, error: Exception) -> str:
        logger.error("event=mail_in_failed", exc_info=error)
        return "451 4.3.0 Not now, please try again"

    async def in_thread(self, function: Callable[..., Returned], *arguments: Any) -> Returned:
        """Call what may use the database."""

        def call() -> Returned:
            close_old_connections()
            return function(*arguments)

        return await asyncio.get_running_loop().run_in_executor(self._hands, call)


def serve_until(
    stop: threading.Event, host: str, port: int, ready: Callable[[int], None] = lambda _port: None
) -> None:
    """Take mail in until `stop` is set; `ready` is told the port. OSError where the address cannot be had."""
    asyncio.run(_serve(stop, host, port, ready))


async def _serve(stop: threading.Event, host: str, port: int, ready: Callable[[int], None]) -> None:
    keeper, loop = Doorkeeper(), asyncio.get_running_loop()

    def door() -> Door:
        return Door(
            keeper,
            loop=loop,
            hostname=settings.SITE.hostname or "localhost",
            ident="LMTP",
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            timeout=SECONDS,
        )

    server = await loop.create_server(door, host, port)
    async with server:
        ready(server.sockets[0].getsockname()[1])
        while not stop.is_set():
            # A database that is away is waited for: meanwhile every message is answered with "not now".
            with contextlib.suppress(DatabaseError):
                await keeper.in_thread(alive.note, mailin.PART)
            await asyncio.sleep(0.2)


def serve_beside(stop: threading.Event) -> None:
    """For a thread of `serve`: take mail in on MAIL_IN_PORT; a busy port is told in the log, the site goes on."""
    try:
        serve_until(stop, "127.0.0.1", settings.MAIL_IN_PORT)
    except OSError as error:
        logger.error("event=mail_in_not_started port=%s reason=%s", settings.MAIL_IN_PORT, error.strerror)
