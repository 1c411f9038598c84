"""A body that many readers get: compressed once for each encoding, told apart by strong ETags, never copied."""

import gzip
import hashlib
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from enum import IntEnum
from functools import lru_cache
from typing import Any

import brotli
from isal import igzip

Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/atom+xml",
    "application/javascript",
    "image/svg+xml",
)
COMPRESSIBLE_ENDINGS = ("+json", "+xml", "/xml")
LEAST = 500
LARGE = 100_000
# The head of a gzip file (RFC 1952): where its flags stand, the one for a name, and where a name begins.
FLAGS, NAMED, HEAD = 3, 8, 10
MOST_PADDING = 100
# A page by its number asks for nothing in words.
NO_WORDS = re.compile(r"(?:[a-z]{1,20}=[0-9]{1,9})?")
# Given by `Packed` itself.
OF_A_FILE = frozenset({"content-length", "etag", "last-modified", "vary"})
# A 304 has no body to describe.
OF_A_BODY = frozenset({"content-type", "content-length", "content-encoding", "content-language"})


class Effort(IntEnum):
    """How much time compressing may take, by how often the bytes will be sent."""

    ONCE = 1
    OFTEN = 2
    FOR_EVER = 3


@lru_cache(maxsize=512)
def choose_encoding(accepted: str, effort: Effort) -> str:
    """`br`, `gzip` or the empty string, from an Accept-Encoding header; an encoding with `q=0` is refused.

    Done in a hurry, brotli takes four times as long as gzip and makes nothing smaller.
    """
    offered = set()
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            offered.add(name.strip())
    best = ("gzip", "br") if effort is Effort.ONCE else ("br", "gzip")
    return next((encoding for encoding in best if encoding in offered), "")


def is_compressible(content_type: str) -> bool:
    """Whether a body of this type gets smaller."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind.startswith(COMPRESSIBLE) or kind.endswith(COMPRESSIBLE_ENDINGS)


BROTLI_QUALITY = {Effort.ONCE: 1, Effort.OFTEN: 5, Effort.FOR_EVER: 11}
GZIP_LEVEL = {Effort.OFTEN: 6, Effort.FOR_EVER: 9}
FAST_GZIP = 2


def compress(body: bytes, encoding: str, effort: Effort = Effort.ONCE) -> bytes:
    """The body in an encoding: 98 kB of HTML take 0.2 ms in a hurry, 2 for many readers, 124 for ever."""
    if encoding == "br":
        # The best quality needs a second for half a megabyte, and the first reader waits for it.
        quality = 9 if effort is Effort.FOR_EVER and len(body) > LARGE else BROTLI_QUALITY[effort]
        return bytes(brotli.compress(body, quality=quality))
    if effort is Effort.ONCE:
        # A sixth of zlib's time for nearly the same size.
        return bytes(igzip.compress(body, FAST_GZIP))
    return gzip.compress(body, compresslevel=GZIP_LEVEL[effort], mtime=0)


def tag_of(body: bytes) -> str:
    """24 characters that stand for the bytes."""
    return urlsafe_b64encode(hashlib.sha256(body).digest()[:18]).decode()


class Packed:
    """An answer of status 200, ready to be sent again and again, or as a 304 to who has it already."""

    __slots__ = ("_effort", "_forms", "_headers", "_is_compressible", "_unchanged", "body", "tag")

    def __init__(self, headers: Iterable[tuple[str, str]], body: bytes, effort: Effort = Effort.ONCE) -> None:
        self.body, self.tag, self._effort = body, tag_of(body), effort
        self._headers: Headers = list(headers)
        content_type = next((value for name, value in self._headers if name.lower() == "content-type"), "")
        self._is_compressible = len(body) >= LEAST and is_compressible(content_type)
        self._forms: dict[str, tuple[Headers, list[bytes]]] = {}
        kept = [(name, value) for name, value in self._headers if name.lower() not in OF_A_BODY]
        self._unchanged: Headers = [*kept, ("ETag", f'"{self.tag}"')]

    def answer(self, environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        """Answer a GET or HEAD in the best encoding that the reader takes."""
        known = environ.get("HTTP_IF_NONE_MATCH")
        # The tag is long and random: as a part of the header it is there, whatever encoding the reader has.
        if known and self.tag in known:
            start_response("304 Not Modified", self._unchanged)
            return []
        encoding = ""
        if self._is_compressible:
            encoding = choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""), self._effort)
        headers, body = self._forms.get(encoding) or self._pack(encoding)
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else body

    def pack_better(self) -> None:
        """Compress anew, with more effort, when it is asked for next."""
        self._effort, self._forms = Effort.OFTEN, {}

    def _pack(self, encoding: str) -> tuple[Headers, list[bytes]]:
        # Two threads may both compress; the second result replaces an equal one.
        body = compress(self.body, encoding, self._effort) if encoding else self.body
        # A strong tag stands for these very bytes, compressed in this way.
        tag = f"{self.tag}-{encoding}{self._effort}" if encoding else self.tag
        own = [("Content-Length", str(len(body))), ("ETag", f'"{tag}"')]
        if encoding:
            own.append(("Content-Encoding", encoding))
        form = self._forms[encoding] = ([*self._headers, *own], [body])
        return form


def whole(answer: Any) -> bytes:
    """The body in one piece, with Django told that the request is over."""
    try:
        return b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()


def streamed(
    environ: dict[str, Any], start_response: StartResponse, status: str, headers: Headers, answer: Any
) -> Iterable[bytes]:
    """An answer that comes in parts; a HEAD does not wait for them."""
    start_response(status, headers)
    if environ["REQUEST_METHOD"] != "HEAD":
        return answer  # type: ignore[no-any-return]
    answer.close()
    return []


def padded(packed: bytes) -> bytes:
    """A gzip file with a name of random length in its head, so that its own length tells less of what is in it."""
    name = b"x" * (1 + secrets.randbelow(MOST_PADDING))
    return (
        packed[:FLAGS]
        + bytes([packed[FLAGS] | NAMED])
        + packed[FLAGS + 1 : HEAD]
        + name
        + b"\0"
        + packed[HEAD:]
    )


def for_one_reader(
    application: Application, environ: dict[str, Any], start_response: StartResponse
) -> Iterable[bytes]:
    """What somebody reads who is signed in, made smaller for the wire.

    Lengths of what is private and of what an attacker chose, packed together, give the private words away (BREACH). So
    nothing is packed that was asked for in words: no form, no search. The length is blurred besides (Heal the Breach).
    """
    if environ["REQUEST_METHOD"] != "GET" or not NO_WORDS.fullmatch(environ["QUERY_STRING"]):
        return application(environ, start_response)
    told: list[Any] = []
    answer = application(environ, lambda *arguments: told.append(arguments))
    status, headers = told[-1][:2]
    if getattr(answer, "streaming", not isinstance(answer, list)):
        return streamed(environ, start_response, status, headers, answer)
    return compressed(environ, start_response, status, headers, whole(answer), is_private=True)


def compressed(
    environ: dict[str, Any],
    start_response: StartResponse,
    status: str,
    headers: Headers,
    body: bytes,
    *,
    is_private: bool = False,
) -> list[bytes]:
    """An answer that is not kept, made smaller for the wire; a private one by gzip alone, and its length is blurred."""
    told = {name.lower(): value for name, value in headers}
    encoding = choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""), Effort.ONCE)
    if (
        encoding in ({"gzip"} if is_private else {"gzip", "br"})
        and len(body) >= LEAST
        and "content-encoding" not in told
        and is_compressible(told.get("content-type", ""))
    ):
        body = padded(compress(body, encoding)) if is_private else compress(body, encoding)
        vary = ", ".join(filter(None, (told.get("vary"), "Accept-Encoding")))
        kept = [
            (name, value) for name, value in headers if name.lower() not in {"vary", "content-length", "etag"}
        ]
        etag = [("ETag", f"W/{told['etag'].removeprefix('W/')}")] if "etag" in told else []
        headers = [
            *kept,
            *etag,
            ("Vary", vary),
            ("Content-Encoding", encoding),
            ("Content-Length", str(len(body))),
        ]
    start_response(status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
