"""The one way in which the server asks other hosts: only the public web, briefly, little.

A name is resolved once and the connection is made to the very address that was checked, so that a second answer of
the resolver changes nothing. Redirects are checked like first addresses. No cookies, no proxies; as somebody only by
`send`, which follows no redirect, so that a key never gets to another host than the one it is for.
Call it outside of any transaction: it may take ten seconds.
"""

import http.client
import io
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from django.conf import settings
from django.db import transaction

from advocates.core import targets, unpacking
from advocates.core.fetch_failures import (
    BadAnswer,
    BadCertificate,
    NoSuchHost,
    NotAllowed,
    NotPublic,
    NotReached,
    OutOfOrder,
    TooManyRedirects,
    TooMuch,
    TooSlow,
    Unreachable,
    WrongKind,
)
from advocates.core.targets import Target

CONNECT_SECONDS = 5.0
SECONDS = 10.0
MOST_BYTES = 2**20
MOST_REDIRECTS = 3
# What the way to us may hold besides the body itself: the head, and the marks of pieces.
SPARE_BYTES = 2**18
MOST_MARK = 200
PORTS = frozenset({80, 443})
# What may carry a key.
BEARING = frozenset({"https"})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PAGES = ("text/html", "application/xhtml+xml")
AGENT = "advocates"
ROBOTS_BYTES = 2**19


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `body` is empty unless it is a success; `location` is set where a redirect was not followed."""

    url: str
    status: int
    content_type: str = ""
    body: bytes = b""
    location: str = ""
    # By these the same host is asked the next time whether anything has changed.
    etag: str = ""
    last_modified: str = ""

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the caller wants, and until when (on the monotonic clock)."""

    accept: Sequence[str]
    most_bytes: int
    is_cut: bool
    until: float
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: bytes | None = None

    @property
    def left(self) -> float:
        seconds = self.until - time.monotonic()
        if seconds <= 0:
            raise TooSlow
        return seconds


def fetch(
    url: str,
    *,
    accept: Sequence[str] = PAGES,
    most_bytes: int = MOST_BYTES,
    is_cut: bool = False,
    follows: Callable[[str], bool] | None = None,
    known: Fetched | None = None,
) -> Fetched:
    """Ask for one address with GET; raises a `FetchFailed` that says in one sentence why there is no answer.

    `accept` are content types, `*/*` any. What is longer than `most_bytes` (unpacked) is refused, or cut off where
    `is_cut`. `follows` is asked about each redirect; where it says no, the answer is the redirect itself. If `known`
    is still what it was, the answer is a 304.
    """
    _outside_of_transactions()
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified} if known else {}
    headers = {name: value for name, value in asked.items() if value}
    wish = _Wish(accept, most_bytes, is_cut, time.monotonic() + SECONDS, headers)
    for _turn in range(MOST_REDIRECTS + 1):
        answer = _ask(targets.read(url, PORTS), wish)
        if not answer.location or (follows and not follows(answer.location)):
            return answer
        url = answer.location
    raise TooManyRedirects


def send(
    url: str,
    *,
    content: bytes | None,
    content_type: str,
    headers: Mapping[str, str],
    most_bytes: int = MOST_BYTES,
    accept: str = "",
) -> Fetched:
    """Hand something over by POST, or ask by GET where `content` is None; raises a `FetchFailed`.

    The answer has to be of the same type as the content, or of the one that `accept` names.

    `headers` may hold a key: so only over a line that is encrypted, and a redirect is the answer itself. A failure
    whose `is_sure` is false may have happened after the other side had taken it.
    """
    _outside_of_transactions()
    target = targets.read(url, PORTS)
    if target.scheme not in BEARING:
        raise NotAllowed("a key travels encrypted only")
    until, method = time.monotonic() + SECONDS, "GET" if content is None else "POST"
    named = {
        **headers,
        **({"Content-Type": content_type, "Content-Length": str(len(content))} if content else {}),
    }
    return _ask(target, _Wish((accept or content_type,), most_bytes, False, until, named, method, content))


def _outside_of_transactions() -> None:
    if any(not block._from_testcase for block in transaction.get_connection().atomic_blocks):
        raise RuntimeError("nothing is fetched inside a transaction")


def may_fetch(url: str) -> bool:
    """Whether the host's robots.txt (RFC 9309) lets us read an address; raises `FetchFailed` if the host is away."""
    target = targets.read(url, PORTS)
    try:
        answer = fetch(
            f"{target.scheme}://{target.authority}/robots.txt",
            accept=("text/plain",),
            most_bytes=ROBOTS_BYTES,
            is_cut=True,
        )
    except (WrongKind, TooManyRedirects, BadAnswer):
        # What is no such file forbids nothing.
        return True
    if answer.status >= 500:
        raise OutOfOrder
    if not answer.is_success:
        return True
    rules = RobotFileParser()
    rules.parse(answer.body.decode("utf-8", "replace").splitlines())
    return rules.can_fetch(AGENT, target.url)


def user_agent() -> str:
    """Who asks, and where to complain."""
    site = settings.SITE_URL
    return f"{AGENT}/1 (+{site}/; to complain: {site}/.well-known/security.txt)"


def _ask(target: Target, wish: _Wish) -> Fetched:
    with _failures_in_our_words(), _connected(target, wish) as line:
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.sock = line
        connection.putrequest(wish.method, target.path, skip_host=True, skip_accept_encoding=True)
        headers = {
            "Host": target.authority,
            "User-Agent": user_agent(),
            "Accept": ", ".join(wish.accept),
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
            **wish.headers,
        }
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders(wish.body)
        return _read(target, connection.getresponse(), wish)


def _read(target: Target, response: http.client.HTTPResponse, wish: _Wish) -> Fetched:
    kind = (response.headers.get("Content-Type") or "").partition(";")[0].strip().lower()[:100]
    if response.status in REDIRECTS and (place := response.headers.get("Location")):
        return Fetched(target.url, response.status, kind, location=_location(target, place))
    marks = [_mark(response.headers.get(name)) for name in ("ETag", "Last-Modified")]
    if not 200 <= response.status < 300:
        return Fetched(target.url, response.status, kind)
    if "*/*" not in wish.accept and kind not in wish.accept:
        raise WrongKind(kind)
    return Fetched(target.url, response.status, kind, _body(response, wish), "", *marks)


def _mark(value: str | None) -> str:
    """A header that may be sent back as it came; what is longer or stranger than such marks are is forgotten."""
    return value if value and len(value) <= MOST_MARK and value.isascii() and value.isprintable() else ""


def _location(target: Target, place: str) -> str:
    with suppress(UnicodeError):
        # Headers are read as Latin-1; who writes other letters there means UTF-8.
        place = place.encode("latin-1").decode("utf-8")
    try:
        return urljoin(target.url, place.strip().partition("#")[0])
    except ValueError as error:
        raise NotAllowed("redirect") from error


def _body(response: http.client.HTTPResponse, wish: _Wish) -> bytes:
    whole = bytearray()
    raw = iter(lambda: response.read(unpacking.PIECE), b"")
    for piece in unpacking.pieces(raw, (response.headers.get("Content-Encoding") or "").strip().lower()):
        whole += piece
        if len(whole) > wish.most_bytes:
            if not wish.is_cut:
                raise TooMuch
            return bytes(whole[: wish.most_bytes])
    return bytes(whole)


@contextmanager
def _failures_in_our_words() -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise BadCertificate(error.verify_message) from error
    except TimeoutError as error:
        raise TooSlow from error
    except OSError as error:
        raise Unreachable(str(error)) from error
    except (http.client.HTTPException, zlib.error, ValueError) as error:
        raise BadAnswer(type(error).__name__) from error


@contextmanager
def _connected(target: Target, wish: _Wish) -> Iterator["_Line"]:
    """A connection to a checked address of the host, closed afterwards."""
    until = min(time.monotonic() + CONNECT_SECONDS, wish.until)
    found = checked_addresses(target.host, target.port, until - time.monotonic())
    plain = _first_that_answers(found, target.port, until)
    try:
        if target.scheme == "https":
            plain.settimeout(_left(until))
            plain = tls().wrap_socket(plain, server_hostname=target.host)
        yield _Line(plain, wish)
    finally:
        plain.close()


def _left(until: float) -> float:
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TooSlow
    return seconds


def _first_that_answers(addresses: Sequence[str], port: int, until: float) -> socket.socket:
    failure: OSError = OSError("no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), _left(until))
        except OSError as error:
            failure = error
    raise failure if isinstance(failure, TimeoutError) else NotReached(str(failure))


def checked_addresses(host: str, port: int, seconds: float) -> list[str]:
    """Where the host is, asked once; raises `NotPublic` if any one of its addresses is not for everybody."""
    found = [ip_address(text.partition("%")[0]) for text in _resolve_in_time(host, port, seconds)]
    if not found:
        raise NoSuchHost(host)
    if not all(is_permitted(address) for address in found):
        raise NotPublic(host)
    return [str(address) for address in found]


def is_permitted(address: targets.Address) -> bool:
    """Whether we may connect there: the public internet, but not this machine itself."""
    return targets.is_public(address) and not _is_this_machine(address)


def _is_this_machine(address: targets.Address) -> bool:
    """Whether a packet to this address would leave from the same one; none is sent to find out."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((str(address), 9))
            return str(probe.getsockname()[0]) == str(address)
    except OSError:
        return False


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a host, from the system's resolver."""
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


def _resolve_in_time(host: str, port: int, seconds: float) -> list[str]:
    # The system's resolver knows no deadline of ours; a thread that waits on ends when it gives up.
    answers: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    threading.Thread(target=lambda: answers.put(resolve(host, port)), daemon=True).start()
    try:
        return answers.get(timeout=max(seconds, 0.001))
    except queue.Empty:
        raise TooSlow from None


@lru_cache(maxsize=1)
def tls() -> ssl.SSLContext:
    """The system's trust store; names and dates are checked."""
    return ssl.create_default_context()


class _Line:
    """A socket as http.client wants it, on which the whole answer has one deadline and one measure."""

    def __init__(self, sock: socket.socket, wish: _Wish) -> None:
        self.sock, self.wish = sock, wish

    def sendall(self, data: bytes) -> None:
        self.sock.settimeout(self.wish.left)
        self.sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self.sock, self.wish), unpacking.PIECE)

    def close(self) -> None:
        """http.client closes before the answer is read; we close afterwards."""


class _Reader(io.RawIOBase):
    def __init__(self, sock: socket.socket, wish: _Wish) -> None:
        self.sock, self.wish, self.most = sock, wish, wish.most_bytes + SPARE_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        # Anew before each piece: who sends one byte a second would otherwise never be late.
        self.sock.settimeout(self.wish.left)
        count = self.sock.recv_into(buffer)
        self.most -= count
        if self.most < 0:
            raise TooMuch
        return count
