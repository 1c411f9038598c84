"""What a request brings along is taken in here, bounded in size and time, before Django sees it.

The server hands each request to one of its threads, and reading a body there blocks the thread until the sender has
sent it all. So only so many threads may wait for senders, a few for each address; readers of pages always find a free
one. A line that has been silent for long while we wait for it is hung up. A body over the limit is refused before it
is read.
"""

import logging
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from advocates.core.headers import security_headers
from advocates.core.packed import StartResponse

logger = logging.getLogger(__name__)

MOST = 10 * 2**20
# A paper of an application and a file may have ten MB themselves; the form comes on top. With a text come several.
SEVERAL = 25 * 2**20
MOST_OF = {
    "/manage/": SEVERAL,
    "/join/": 11 * 2**20,
    "/members/files/": 11 * 2**20,
    "/members/forum/": SEVERAL,
    "/members/wiki/": SEVERAL,
}
IN_MEMORY = 2**20
PART = 2**16
# So many threads of the server may wait for senders; the server must have some more.
SENDERS = 4
SENDERS_OF_ONE_ADDRESS = 3
# A place that was taken this moment will soon be free: bodies usually arrive with their request.
MOMENT = 0.25
SILENT_SECONDS = 10
LOOK_SECONDS = 2.0

HangUp = Callable[[set[str], float], int]


class TooLarge(Exception):
    """The body is over the limit."""


class BrokenOff(Exception):
    """The line ended before the body was complete."""


@dataclass(frozen=True, slots=True, eq=False)
class Sender:
    """One request whose body is awaited."""

    address: str
    since: float = field(default_factory=time.monotonic)


class Bodies:
    """WSGI front: gives the application a complete body, or answers 413, 408 or 503 in its place.

    `hang_up(addresses, seconds)` ends the lines of these addresses that have been silent for so long.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]], hang_up: HangUp) -> None:
        self.application, self.hang_up = application, hang_up
        self.waiting: set[Sender] = set()
        self.changed = threading.Condition()
        self.watch: threading.Thread | None = None

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if length == "0" and "HTTP_TRANSFER_ENCODING" not in environ:
            return self.application(environ, start_response)
        most = limit_of(environ["PATH_INFO"])
        if not length.isdigit() or int(length) > most:
            return refuse(environ, start_response, 413)
        sender = Sender(environ.get("REMOTE_ADDR", ""))
        if not self.enter(sender):
            return refuse(environ, start_response, 503)
        return self.take_in(sender, environ, start_response, most)

    def take_in(
        self, sender: Sender, environ: dict[str, Any], start_response: StartResponse, most: int
    ) -> Iterable[bytes]:
        """Read the body, which may take long, and go on when it is complete."""
        try:
            body, size = received(environ["wsgi.input"], environ.get("CONTENT_LENGTH", ""), most)
        except TooLarge:
            return refuse(environ, start_response, 413)
        except (BrokenOff, OSError):
            return refuse(environ, start_response, 408)
        finally:
            self.leave(sender)
        with body:
            inner = {**environ, "wsgi.input": body, "CONTENT_LENGTH": str(size)}
            inner.pop("HTTP_TRANSFER_ENCODING", None)
            return self.application(inner, start_response)

    def enter(self, sender: Sender) -> bool:
        """Take a place among those who wait for a sender; False when slow ones have taken all."""
        with self.changed:
            while self.is_full_for(sender.address):
                left = max(other.since for other in self.waiting) + MOMENT - time.monotonic()
                if left <= 0:
                    return False
                self.changed.wait(left)
            self.waiting.add(sender)
            if self.watch is None:
                self.watch = threading.Thread(target=self.look_for_silent_lines, daemon=True)
                self.watch.start()
            self.changed.notify_all()
            return True

    def leave(self, sender: Sender) -> None:
        """Give the place back."""
        with self.changed:
            self.waiting.discard(sender)
            self.changed.notify_all()

    def is_full_for(self, address: str) -> bool:
        """Whether no place is left, or none for this address; behind a proxy all have the same one."""
        own = sum(sender.address == address for sender in self.waiting)
        most = SENDERS if settings.TRUSTED_PROXY_COUNT else SENDERS_OF_ONE_ADDRESS
        return len(self.waiting) >= SENDERS or own >= most

    def look_for_silent_lines(self) -> None:
        """The work of the watching thread, which sleeps while nobody is waited for."""
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.waiting)
            time.sleep(LOOK_SECONDS)
            with self.changed:
                long_ago = time.monotonic() - SILENT_SECONDS
                slow = {sender.address for sender in self.waiting if sender.since < long_ago}
            if slow:
                self.hang_up_on(slow)

    def hang_up_on(self, addresses: set[str]) -> None:
        """End their silent lines; a failure must not end the watch."""
        try:
            lines = self.hang_up(addresses, SILENT_SECONDS)
            logger.info("event=silent_lines_hung_up addresses=%s lines=%s", len(addresses), lines)
        except Exception:
            logger.exception("event=hanging_up_failed")


def received(source: Any, length: str, most: int) -> tuple[Any, int]:
    """The complete body as a file, and its size; never more than one part beyond the limit is read."""
    # What does not fit into memory stays in the one folder that is ours.
    body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(settings.DATA_DIR))  # noqa: SIM115
    size = 0
    try:
        while part := source.read(PART):
            size += len(part)
            if size > most:
                raise TooLarge
            body.write(part)
        if length and size < int(length):
            raise BrokenOff
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body, size


def limit_of(path: str) -> int:
    """How many bytes may be sent to an address."""
    return next((most for prefix, most in MOST_OF.items() if path.startswith(prefix)), MOST)


def refuse(environ: dict[str, Any], start_response: StartResponse, status: int) -> list[bytes]:
    """An answer of our own, after which the connection is closed: the rest of the body stays unread."""
    request = WSGIRequest(
        {**environ, "REQUEST_METHOD": "GET", "CONTENT_LENGTH": "0", "wsgi.input": BytesIO()}
    )
    with translation.override(translation.get_language_from_request(request)):
        answer = security_headers(lambda request: _answer(request, status))(request)
    headers = [*answer.items(), ("Connection", "close"), ("Content-Length", str(len(answer.content)))]
    start_response(f"{status} {answer.reason_phrase}", headers)
    return [answer.content]


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return render(request, "413.html", status=status)
    if status == HTTPStatus.REQUEST_TIMEOUT:
        sentence, headers = _("The connection was too slow. Go back and try again."), {}
    else:
        sentence = _("Very many people are sending something at this moment. Go back and try again.")
        headers = {"Retry-After": "5"}
    return HttpResponse(sentence, status=status, headers=headers, content_type="text/plain; charset=utf-8")
