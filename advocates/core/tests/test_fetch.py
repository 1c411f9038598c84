"""The one way out: nothing inside is ever asked, and nobody outside keeps us long or feeds us much."""

import ast
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest
from django.db import transaction

from advocates.core import fetch, targets
from advocates.core.fetch_failures import (
    NotAllowed,
    NotPublic,
    Unreachable,
)
from advocates.core.tests.outside import Outside, at, outside, permitted
from tests.source import product, relative, tree_of

LOOPBACK = ip_address("127.0.0.1")
# Every spelling of a place that nobody may be sent to. Each stands where a host stands in an address.
HOSTS = (
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "127.0.0.1.", "0",
    "0.0.0.0", "0.0.0.0.", "2130706433",  # noqa: S104 - nothing is bound
    "017700000001", "0177.0.0.1", "0177.0.0.01", "0x7f000001", "0x7f.0.0.1", "0X7F.1", "0x7f.0x0.0x0.0x1",
    "00000177.0.0.1", "127.0.0.0x1", "１２７.０.０.１", "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "①②⑦.0.0.1",
    "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
    "[::ffff:0:127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
    "[2002:a00:1::1]", "[2001:0:7f00:1::1]", "[2001:0:4136:e378:8000:63bf:80ff:fffe]", "[2001:10::1]", "[2001:db8::1]",
    "[3fff::1]", "[100::1]", "[fc00::1]", "[fd00:ec2::254]", "[fe80::1]", "[fe80::1%25lo]", "[fec0::1]", "[ff02::1]",
    "[5f00::1]", "[2600:1f00::5efe:7f00:1]", "[2600:1f00::200:5efe:a00:1]",
    "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1.254", "169.254.0.1",
    "169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "192.0.0.8", "192.0.2.1",
    "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255",
    "localhost", "localhost.", "LOCALHOST", "ｌｏｃａｌｈｏｓｔ", "a.localhost", "router.local",
    "metadata.google.internal",
    "nas.lan", "router.home.arpa", "something.onion", "intranet", "evil.example.org@127.0.0.1", "good.org:pw@127.0.0.1",
    "127.0.0.1%2f.good.org", "127.0.0.1\\.good.org", "127.0.0.1%00.good.org", "site.own.org", "SITE.own.org.",
    "site。own。org",
)  # fmt: skip
# Names that the resolver leads inside: at once, beside a good address, and only when it is asked again.
LED_INSIDE = {
    "inside.org": ["127.0.0.1"],
    "mapped.org": ["::ffff:127.0.0.1"],
    "second.org": ["93.184.215.14", "127.0.0.1"],
    "sixth.org": ["2606:2800:21f:cb07::1", "::1"],
    "metadata.org": ["169.254.169.254"],
}
PUBLIC = (
    "93.184.215.14", "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1",
    "198.17.0.1", "223.255.255.254", "2606:2800:21f:cb07::1", "2a00:1450::1", "2001:4860:4860::8888",
)  # fmt: skip


@pytest.fixture
def canary(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Outside]:
    """A server on this machine that answers everybody, and must never be asked."""
    settings.SITE = settings.SITE._replace(netloc="site.own.org")
    with outside() as server:
        # Wherever a check would let somebody in, a connection would arrive: every port leads to the canary.
        monkeypatch.setattr(fetch, "PORTS", {80, 443, server.port})
        connect = socket.create_connection
        monkeypatch.setattr(
            socket, "create_connection", lambda place, *rest: connect(("127.0.0.1", server.port), *rest)
        )
        yield server


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    with permitted(monkeypatch) as server:
        yield server


def resolver(monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]) -> list[str]:
    """Names that lead where a test says; whatever else is asked goes to the system, as numbers do."""
    asked: list[str] = []
    real = fetch.resolve

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return names[host] if host in names else real(host, port)

    monkeypatch.setattr(fetch, "resolve", resolve)
    return asked


class TestNothingInside:
    def test_there_are_enough(self):
        assert len({*HOSTS, *LED_INSIDE}) >= 80

    @pytest.mark.parametrize("host", HOSTS)
    def test_directly(self, host, canary):
        with pytest.raises((NotAllowed, NotPublic)):
            fetch.fetch(f"http://{host}/")
        assert canary.asked == []

    @pytest.mark.parametrize("host", HOSTS)
    def test_by_redirect(self, host, web):
        web.leads("/", f"http://{host}/secret")
        permitted = targets.is_public
        before = len(web.asked)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(targets, "is_own_name", lambda name: name == "site.own.org")
            patch.setattr(
                fetch, "resolve", lambda name, _port: ["127.0.0.1"] if name == "good.org" else [name]
            )
            turns = iter([True])
            patch.setattr(fetch, "is_permitted", lambda address: next(turns, None) or permitted(address))
            with pytest.raises((NotAllowed, NotPublic)):
                fetch.fetch(at(web))
        assert web.paths[before:] == ["/"]

    @pytest.mark.parametrize("name", LED_INSIDE)
    def test_by_a_name(self, name, canary, monkeypatch):
        resolver(monkeypatch, LED_INSIDE)
        with pytest.raises(NotPublic):
            fetch.fetch(f"http://{name}/")
        assert canary.asked == []

    @pytest.mark.parametrize("name", LED_INSIDE)
    def test_without_the_check_it_would_be_asked(self, name, canary, monkeypatch):
        """The twin."""
        resolver(monkeypatch, LED_INSIDE)
        monkeypatch.setattr(fetch, "is_permitted", lambda _address: True)
        assert fetch.fetch(f"http://{name}/").status == 404
        assert canary.paths == ["/"]

    def test_a_name_is_resolved_once(self, monkeypatch):
        """The first answer is good, every further one leads inside: the connection goes where the check looked."""
        answers, reached = iter([["93.184.215.14"]]), []
        monkeypatch.setattr(fetch, "resolve", lambda _host, _port: next(answers, ["127.0.0.1"]))
        monkeypatch.setattr(fetch, "is_permitted", targets.is_public)

        def connect(place: tuple[str, int], _seconds: float) -> None:
            reached.append(place)
            raise ConnectionRefusedError

        monkeypatch.setattr(socket, "create_connection", connect)
        with pytest.raises(Unreachable):
            fetch.fetch("http://rebinding.org/")
        assert reached == [("93.184.215.14", 80)]

    def test_asking_twice_would_be_caught(self, canary, monkeypatch):
        """The twin: who connects by name goes where the second answer leads."""
        answers = iter([["93.184.215.14"]])
        monkeypatch.setattr(fetch, "resolve", lambda _host, _port: next(answers, ["127.0.0.1"]))
        seen = fetch.resolve("rebinding.org", 80)
        assert targets.is_public(ip_address(seen[0]))
        monkeypatch.setattr(fetch, "checked_addresses", lambda host, port, _left: fetch.resolve(host, port))
        fetch.fetch("http://rebinding.org/")
        assert len(canary.asked) == 1

    @pytest.mark.parametrize("scheme", ["ftp", "file", "gopher", "data", "javascript", "ws", "", "HTTPX"])
    def test_other_schemes(self, scheme, canary):
        with pytest.raises(NotAllowed):
            fetch.fetch(f"{scheme}://good.org/")

    @pytest.mark.parametrize("port", ["22", "25", "6379", "8080", "0", "65536", "x", "-1"])
    def test_other_ports(self, port, monkeypatch):
        asked = resolver(monkeypatch, {"good.org": ["93.184.215.14"]})
        with pytest.raises(NotAllowed):
            fetch.fetch(f"http://good.org:{port}/")
        assert asked == []

    @pytest.mark.parametrize("sign", ["\r\nHost: x", "\t", " ", "\x00", "\\", "\u2028"])
    def test_signs_that_begin_a_line_of_somebodys_choosing(self, sign, web):
        with pytest.raises(NotAllowed):
            fetch.fetch(at(web, f"/a{sign}b"))
        assert web.asked == []

    def test_the_permitted_host_is_asked_once(self, web):
        web.page("/", b"hello")
        assert fetch.fetch(at(web)).body == b"hello"
        assert len(web.asked) == 1

    @pytest.mark.parametrize("text", PUBLIC)
    def test_what_is_public(self, text):
        assert targets.is_public(ip_address(text))

    def test_this_machine_is_not_asked_under_its_public_number(self):
        assert fetch._is_this_machine(LOOPBACK)
        assert not fetch.is_permitted(LOOPBACK)


class TestNames:
    @pytest.mark.parametrize(
        ("name", "host"),
        [
            ("Good.ORG", "good.org"),
            ("good.org.", "good.org"),
            ("good。org", "good.org"),
            ("ｇｏｏｄ．ｏｒｇ", "good.org"),
            ("straße.de", "xn--strae-oqa.de"),
            ("例え.jp", "xn--r8jz45g.jp"),
            ("a_b.good.org", "a_b.good.org"),
        ],
    )
    def test_one_spelling(self, name, host):
        assert targets.plain_host(name) == host

    def test_the_path_is_written_in_ascii(self):
        target = targets.read("https://good.org/ä b".replace(" ", "%20") + "?q=ü#part", {443})
        assert target.url == "https://good.org/%C3%A4%20b?q=%C3%BC"


class TestTheRequest:
    def test_what_it_says(self, web, settings):
        web.page("/", b"x", set_cookie="a=b")
        fetch.fetch(at(web))
        fetch.fetch(at(web))
        for asked in web.asked:
            assert asked["host"] == f"good.org:{web.port}"
            assert settings.SITE_URL in asked["user-agent"]
            assert "complain" in asked["user-agent"]
            assert set(asked) == {"path", "host", "user-agent", "accept", "accept-encoding", "connection"}

    def test_a_proxy_of_the_surroundings_is_not_asked(self, web, monkeypatch):
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
        web.page("/", b"x")
        assert fetch.fetch(at(web)).body == b"x"

    def test_never_inside_a_transaction(self, web, db):
        with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
            fetch.fetch(at(web))
        assert web.asked == []


class TestOnlyHere:
    """No other module speaks to other hosts."""

    CLOSED = {"urllib.request", "urllib3", "http.client", "requests", "httpx", "aiohttp", "smtplib", "ftplib", "socket",
              "poplib", "imaplib", "telnetlib", "xmlrpc.client", "wsgiref.simple_server"}  # fmt: skip
    OPEN = {
        "advocates/core/fetch.py": {"http.client", "socket"},
        # Mail has its own way out.
        "advocates/core/transport.py": {"smtplib"},
        # It asks whether its own port is free, and calls nobody.
        "advocates/config/server.py": {"socket"},
        # It has libraries build their requests and carries none of them: nothing can be opened by then.
        "advocates/syndication/posting/library_child.py": {"requests", "httpx"},
    }

    def ways_out(self, tree: ast.AST) -> set[str]:
        names: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        return {way for way in self.CLOSED if any(n == way or n.startswith(f"{way}.") for n in names)}

    def test_nobody_else(self):
        found = {relative(path): self.ways_out(tree_of(path)) for path in product(".py")}
        assert {name: ways for name, ways in found.items() if ways - self.OPEN.get(name, set())} == {}

    @pytest.mark.parametrize(
        "code",
        [
            "import requests",
            "import urllib.request",
            "from urllib import request",
            "from urllib.request import urlopen",
            "import http.client as web",
            "from http import client",
            "def f():\n    import socket",
            "from urllib3.util import Url",
        ],
    )
    def test_it_would_be_noticed(self, code):
        """The twin."""
        assert self.ways_out(ast.parse(code))

    def test_what_is_harmless(self):
        assert not self.ways_out(ast.parse("from http import HTTPStatus\nfrom urllib.parse import urlsplit"))
