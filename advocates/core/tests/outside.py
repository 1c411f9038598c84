"""A little internet for tests: a server on this machine, and a resolver that says where names lead."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from advocates.core import fetch

Answer = tuple[int, dict[str, str], bytes]


class Outside:
    """What a server answers by path, and what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Callable[[Any], None]] = {}
        self.asked: list[dict[str, str]] = []
        outside = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outside.answer(self)

            def log_message(self, *_args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]

    @property
    def paths(self) -> list[str]:
        return [each["path"] for each in self.asked]

    def page(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> None:
        """Answer a path; header names are written with a low line."""
        named = {"Content-Type": "text/html; charset=utf-8"}
        named |= {name.replace("_", "-").title(): value for name, value in headers.items()}
        self.pages[path] = (status, named, body)

    def leads(self, path: str, place: str, status: int = 302) -> None:
        self.page(path, status=status, location=place)

    def answer(self, handler: Any) -> None:
        self.asked.append({"path": handler.path, **{k.lower(): v for k, v in handler.headers.items()}})
        found = self.pages.get(handler.path, (404, {"Content-Type": "text/html"}, b"nothing"))
        if callable(found):
            try:
                found(handler)
            except OSError:
                handler.close_connection = True
            return
        status, headers, body = found
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value.encode().decode("latin-1"))
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        try:
            handler.wfile.write(body)
        except OSError:
            handler.close_connection = True


@contextmanager
def outside() -> Iterator[Outside]:
    """A server on a free port of this machine."""
    made = Outside()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()


def drip(handler: Any, seconds: float = 0.05, *, head: bool = False) -> None:
    """One byte after another, for as long as somebody listens."""
    if not head:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
    else:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _turn in range(200):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(seconds)


def at(server: Outside, path: str = "/", host: str = "good.org") -> str:
    """The address of a page of a server, under any name."""
    return f"http://{host}:{server.port}{path}"


@contextmanager
def permitted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """A host that may be asked: every name leads to this machine, allowed here as its port is."""
    with outside() as server:
        monkeypatch.setattr(fetch, "PORTS", {80, 443, server.port})
        monkeypatch.setattr(fetch, "resolve", lambda _host, _port: ["127.0.0.1"])
        monkeypatch.setattr(fetch, "is_permitted", lambda address: str(address) == "127.0.0.1")
        yield server
