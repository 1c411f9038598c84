"""What another host may cost us: time, bytes, redirects, kinds; with the twin of each limit."""

import gzip
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from advocates.core import fetch
from advocates.core.fetch_failures import (
    ALL,
    BadAnswer,
    BadCertificate,
    FetchFailed,
    NoSuchHost,
    NotAllowed,
    NotPublic,
    OutOfOrder,
    TooManyRedirects,
    TooMuch,
    TooSlow,
    Unreachable,
    WrongKind,
)
from advocates.core.tests.outside import Outside, at, drip, permitted


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    with permitted(monkeypatch) as server:
        yield server


class TestRedirects:
    def chain(self, web: Outside, length: int) -> None:
        for number in range(length):
            web.leads(f"/{number}", f"/{number + 1}")
        web.page(f"/{length}", b"end")

    def test_three_are_followed(self, web):
        self.chain(web, 3)
        assert fetch.fetch(at(web, "/0")).url == at(web, "/3")

    def test_four_are_not(self, web):
        self.chain(web, 4)
        with pytest.raises(TooManyRedirects):
            fetch.fetch(at(web, "/0"))
        assert len(web.asked) == 4

    def test_without_the_limit(self, web, monkeypatch):
        """The twin."""
        monkeypatch.setattr(fetch, "MOST_REDIRECTS", 99)
        self.chain(web, 30)
        assert fetch.fetch(at(web, "/0")).body == b"end"

    def test_the_caller_may_stop_one(self, web):
        web.leads("/", "https://elsewhere.org/x")
        answer = fetch.fetch(at(web), follows=lambda place: "elsewhere" not in place)
        assert (answer.status, answer.location) == (302, "https://elsewhere.org/x")

    @pytest.mark.parametrize(
        "place", ["file:///etc/passwd", "http://[", "http://good.org:22/", "//127.0.0.1/"]
    )
    def test_where_none_may_lead(self, web, place, monkeypatch):
        web.leads("/", place)
        turns = iter([True])
        monkeypatch.setattr(fetch, "is_permitted", lambda _address: next(turns, False))
        with pytest.raises((NotAllowed, NotPublic)):
            fetch.fetch(at(web))


class TestLimits:
    def test_a_long_answer(self, web):
        web.page("/", b"x" * (fetch.MOST_BYTES + 1))
        with pytest.raises(TooMuch):
            fetch.fetch(at(web))

    def test_one_that_just_fits(self, web):
        """The twin."""
        web.page("/", b"x" * fetch.MOST_BYTES)
        assert len(fetch.fetch(at(web)).body) == fetch.MOST_BYTES

    def test_a_long_one_cut_off(self, web):
        web.page("/", b"x" * 3_000_000)
        assert len(fetch.fetch(at(web), most_bytes=1000, is_cut=True).body) == 1000

    @pytest.mark.parametrize("packing", ["gzip", "deflate"])
    def test_a_bomb(self, web, packing):
        size = 200 * 2**20
        packed = bomb(size, packing)
        assert len(packed) < 300_000
        web.page("/", packed, content_encoding=packing)
        with pytest.raises(TooMuch):
            fetch.fetch(at(web))

    @pytest.mark.parametrize("packing", ["gzip", "deflate", "bare"])
    def test_what_is_packed_honestly(self, web, packing):
        """The twin."""
        text = b"hello " * 100_000
        packer = zlib.compressobj(wbits={"gzip": 31, "deflate": 15, "bare": -15}[packing])
        body = packer.compress(text) + packer.flush()
        web.page("/", body, content_encoding=packing.replace("bare", "deflate"))
        assert fetch.fetch(at(web)).body == text

    def test_two_parts_and_what_stands_behind_them(self, web):
        web.page("/", gzip.compress(b"a") + gzip.compress(b"b") + b"\0\0", content_encoding="gzip")
        assert fetch.fetch(at(web)).body == b"ab"

    def test_parts_without_contents(self, web):
        web.page("/", gzip.compress(b"") * 100_000, content_encoding="gzip")
        with pytest.raises(TooMuch):
            fetch.fetch(at(web))

    @pytest.mark.parametrize(
        ("body", "packing"),
        [
            (b"not packed", "gzip"),
            (gzip.compress(b"abc", mtime=0)[:-9], "gzip"),
            (b"x", "br"),
            (b"x", "gzip, gzip"),
        ],
    )
    def test_what_cannot_be_unpacked(self, web, body, packing):
        web.page("/", body, content_encoding=packing)
        with pytest.raises(BadAnswer):
            fetch.fetch(at(web))

    @pytest.mark.parametrize("head", [True, False])
    def test_one_byte_after_another(self, web, head, monkeypatch):
        monkeypatch.setattr(fetch, "SECONDS", 0.6)
        web.pages["/"] = partial(drip, head=head)
        began = time.monotonic()
        with pytest.raises(TooSlow):
            fetch.fetch(at(web))
        assert time.monotonic() - began < 1.5

    def test_a_timeout_for_each_piece_alone_would_be_no_limit(self, web, monkeypatch):
        """The twin."""
        monkeypatch.setattr(fetch, "SECONDS", 0.6)
        monkeypatch.setattr(fetch._Wish, "left", property(lambda _self: 0.6))
        web.pages["/"] = partial(drip, seconds=0.01)
        began = time.monotonic()
        fetch.fetch(at(web))
        assert time.monotonic() - began > 1.5

    def test_nobody_takes_the_call(self, web, monkeypatch):
        monkeypatch.setattr(fetch, "CONNECT_SECONDS", 0.3)
        with socket.socket() as full:
            full.bind(("127.0.0.1", 0))
            full.listen(0)
            port = full.getsockname()[1]
            monkeypatch.setattr(fetch, "PORTS", {port})
            waiting = [socket.socket() for _turn in range(4)]
            for each in waiting:
                each.setblocking(False)
                with suppress(BlockingIOError):
                    each.connect(("127.0.0.1", port))
            began = time.monotonic()
            with pytest.raises(TooSlow):
                fetch.fetch(f"http://good.org:{port}/")
            for each in waiting:
                each.close()
        assert time.monotonic() - began < 1.5

    def test_a_resolver_that_does_not_answer(self, web, monkeypatch):
        monkeypatch.setattr(fetch, "CONNECT_SECONDS", 0.2)
        monkeypatch.setattr(fetch, "resolve", lambda _host, _port: time.sleep(2) or [])
        began = time.monotonic()
        with pytest.raises(TooSlow):
            fetch.fetch(at(web))
        assert time.monotonic() - began < 1

    def test_redirects_share_the_time(self, web, monkeypatch):
        monkeypatch.setattr(fetch, "SECONDS", 0.5)

        def slowly(handler: Any) -> None:
            time.sleep(0.3)
            handler.send_response(302)
            handler.send_header("Location", "/")
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        web.pages["/"] = slowly
        with pytest.raises(TooSlow):
            fetch.fetch(at(web))
        assert len(web.asked) <= 2

    def test_the_promised_seconds(self):
        assert (fetch.CONNECT_SECONDS, fetch.SECONDS, fetch.MOST_BYTES, fetch.MOST_REDIRECTS) == (
            5,
            10,
            2**20,
            3,
        )
        assert {80, 443} == fetch.PORTS

    @pytest.mark.parametrize("kind", ["application/pdf", "image/svg+xml", "", "text/htmlx"])
    def test_another_kind(self, web, kind):
        web.page("/", b"x", content_type=kind)
        with pytest.raises(WrongKind):
            fetch.fetch(at(web))
        assert fetch.fetch(at(web), accept=("*/*",)).body == b"x"

    def test_no_answer_in_the_language_of_the_web(self, web):
        web.pages["/"] = lambda handler: handler.wfile.write(b"SSH-2.0-x\r\n\r\n")
        with pytest.raises((BadAnswer, TooSlow)):
            fetch.fetch(at(web))

    def test_a_head_without_an_end(self, web):
        def long_head(handler: Any) -> None:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(500)))

        web.pages["/"] = long_head
        with pytest.raises(BadAnswer):
            fetch.fetch(at(web))

    def test_the_body_of_an_error_is_not_read(self, web):
        web.page("/", b"x" * 5_000_000, status=500)
        answer = fetch.fetch(at(web))
        assert (answer.status, answer.body, answer.is_success) == (500, b"", False)

    def test_nobody_there(self, web, monkeypatch):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        monkeypatch.setattr(fetch, "PORTS", {port})
        with pytest.raises(Unreachable):
            fetch.fetch(f"http://good.org:{port}/")

    def test_no_such_host(self, web, monkeypatch):
        monkeypatch.setattr(fetch, "resolve", lambda _host, _port: [])
        with pytest.raises(NoSuchHost):
            fetch.fetch(at(web))


def bomb(size: int, packing: str) -> bytes:
    packer = zlib.compressobj(9, wbits=31 if packing == "gzip" else 15)
    piece = b"\0" * 2**20
    return b"".join(packer.compress(piece) for _turn in range(size // len(piece))) + packer.flush()


class TestCertificates:
    @pytest.fixture
    def secure(self, web, tmp_path, monkeypatch) -> Outside:
        """The server speaks TLS, under a name that the trusted certificate holds."""
        path = certificate(tmp_path / "both", "good.org")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        web.names = []
        context.sni_callback = lambda _socket, name, _context: web.names.append(name)
        web.server.socket = context.wrap_socket(web.server.socket, server_side=True)
        trusting = ssl.create_default_context(cafile=path)
        monkeypatch.setattr(fetch, "tls", lambda: trusting)
        web.page("/", b"safe")
        return web

    def test_the_name_is_asked_for_and_checked(self, secure):
        assert fetch.fetch(at(secure).replace("http:", "https:")).body == b"safe"
        assert secure.names == ["good.org"]

    def test_another_name(self, secure):
        with pytest.raises(BadCertificate):
            fetch.fetch(at(secure, host="other.org").replace("http:", "https:"))
        assert secure.asked == []

    def test_nobody_we_trust(self, secure, monkeypatch):
        monkeypatch.setattr(fetch, "tls", ssl.create_default_context)
        with pytest.raises(BadCertificate):
            fetch.fetch(at(secure).replace("http:", "https:"))
        assert secure.asked == []


def certificate(path: Any, name: str) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return str(path)


class TestRobots:
    @pytest.mark.parametrize(
        ("text", "may"),
        [
            (b"User-agent: *\nDisallow: /", False),
            (b"User-agent: advocates\nDisallow: /", False),
            (b"User-agent: others\nDisallow: /", True),
            (b"User-agent: *\nDisallow: /private", True),
            (b"", True),
            (b"\xff\xfe nonsense", True),
        ],
    )
    def test_what_it_says(self, web, text, may):
        web.page("/robots.txt", text, content_type="text/plain")
        assert fetch.may_fetch(at(web, "/page")) is may

    def test_none(self, web):
        assert fetch.may_fetch(at(web))

    def test_a_page_in_its_place(self, web):
        web.page("/robots.txt", b"User-agent: *\nDisallow: /")
        assert fetch.may_fetch(at(web))

    def test_a_host_out_of_order(self, web):
        web.page("/robots.txt", status=503)
        with pytest.raises(OutOfOrder):
            fetch.may_fetch(at(web))


class TestReasons:
    def test_each_is_a_sentence_of_its_own(self):
        assert set(ALL) == set(FetchFailed.__subclasses__())
        assert len({each.reason for each in ALL}) == len({str(each.sentence) for each in ALL}) == len(ALL)
        assert all(str(each.sentence).endswith(".") and len(each.reason) <= 24 for each in ALL)
