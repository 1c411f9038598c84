"""The libraries of others: each in a process of its own, which opens nothing and speaks through us alone."""

import json
import subprocess
import sys

import pytest

from advocates.core import fetch, jobs
from advocates.core.tests.outside import permitted
from advocates.syndication import posting
from advocates.syndication.posting import libraries, wires
from advocates.syndication.tests.networks import TOKEN, Networks, make_channel
from advocates.syndication.tests.test_posting import TEXT, send_off, state_of

ASKED = {
    "network": "mastodon", "handle": "net", "token": TOKEN, "key": "one",
    "request": {"status": TEXT, "language": "en", "visibility": "public"},
}  # fmt: skip

# What either network would say, in one.
ANSWER = {
    "id": "1", "url": "https://m.example/@net/1", "uri": "at://did:plc:example/x/1", "cid": "x",
    "accessJwt": "a", "refreshJwt": "r", "did": "did:plc:example", "handle": "net",
}  # fmt: skip


@pytest.fixture
def networks(monkeypatch, db):
    with permitted(monkeypatch) as server:
        monkeypatch.setattr(fetch, "BEARING", {"http", "https"})
        monkeypatch.setattr(posting, "_kinds", {"test": lambda _thing: True})
        yield Networks(server)


@pytest.fixture
def program(monkeypatch, tmp_path):
    """Have another program stand in the library's place."""

    def write(text):
        path = tmp_path / "child.py"
        path.write_text(text)
        monkeypatch.setattr(libraries, "CHILD", path)

    return write


def child_and(line):
    """A program that is the library's, and then does one thing more."""
    path = str(libraries.CHILD)
    return f"""
import json, socket, sys
from importlib.util import module_from_spec, spec_from_file_location
spec = spec_from_file_location("own", {path!r})
own = module_from_spec(spec)
spec.loader.exec_module(own)
{line}
"""


class TestTheProcess:
    @pytest.mark.parametrize(
        "line", ["socket.socket()", "open('/etc/hostname')", "socket.create_connection(('::1', 9))"]
    )
    def test_nothing_can_be_opened(self, line):
        def ending(program):
            command = [sys.executable, "-I", "-c", child_and(program)]
            return subprocess.run(command, check=False, capture_output=True, text=True, env={}).stderr

        assert "Too many open files" in ending(f"own.shut(); {line}")
        # The twin.
        assert "Too many open files" not in ending(line)

    @pytest.mark.parametrize("opens", ["", "open('/etc/hostname')", "socket.socket()"])
    @pytest.mark.parametrize("network", ["mastodon", "bluesky"])
    def test_it_is_shut_before_anything_is_asked(self, program, network, opens):
        """A key that names a file is not read as one, and what a library opens later ends it."""
        late = f"def late(*request):\n    {opens or 'pass'}\n    return carry(*request)"
        program(child_and(f"carry = own.carry\n{late}\nown.carry = late\nown.main()"))
        request = ASKED["request"]
        if network == "bluesky":
            record = {"$type": wires.COLLECTION, "text": TEXT, "createdAt": "2026-01-01T00:00:00Z"}
            request = {"collection": wires.COLLECTION, "rkey": "3aaaaaaaaaaaa", "record": record}
        asked = []

        def carry(path, _headers, _content):
            asked.append(path)
            return json.dumps(ANSWER).encode()

        if opens:
            with pytest.raises(libraries.Broken):
                libraries.say({**ASKED, "network": network, "request": request}, carry)
        else:
            libraries.say({**ASKED, "network": network, "request": request}, carry)
        assert asked == ([] if opens else list(wires.PATHS[network]))

    def test_it_knows_nothing_of_the_server(self, program, monkeypatch):
        monkeypatch.setenv("SECRET_KEY", "qvxsecret")
        program("import json, os; print(json.dumps({'address': repr((dict(os.environ), os.getcwd()))}))")
        assert "qvxsecret" not in libraries.say(ASKED, lambda *_request: b"{}")

    def test_one_that_says_nothing_is_ended(self, program, monkeypatch):
        monkeypatch.setattr(libraries, "WALL_SECONDS", 0.3)
        program("import time; time.sleep(60)")
        with pytest.raises(libraries.Broken):
            libraries.say(ASKED, lambda *_request: b"{}")

    @pytest.mark.parametrize("said", ["", "nonsense", "[]", "{}", '{"path": 1}', "x" * 2**21])
    def test_one_that_says_nonsense_is_ended(self, program, said):
        program(f"print({said!r}); input(); input()")
        with pytest.raises(libraries.Broken):
            libraries.say(ASKED, lambda *_request: b"{}")

    def test_what_goes_wrong_on_the_way_gets_out(self):
        def carry(*_request):
            raise fetch.TooSlow

        with pytest.raises(fetch.TooSlow):
            libraries.say(ASKED, carry)


class TestTheWay:
    @pytest.mark.parametrize("network", ["mastodon", "bluesky"])
    def test_only_what_a_post_needs_leaves(self, networks, network):
        """No other question, and of the headers none in which a library names itself."""
        send_off(make_channel(networks.server, network))
        jobs.run_due()
        assert [path for path, _headers, _body in networks.asked] == list(wires.PATHS[network])
        names = {name.lower() for _path, headers, _body in networks.asked for name in headers}
        known = {
            "host",
            "user-agent",
            "accept",
            "accept-encoding",
            "connection",
            "content-type",
            "content-length",
        }
        assert names - known <= {"authorization", "idempotency-key"}
        assert {headers["User-Agent"] for _path, headers, _body in networks.asked} == {fetch.user_agent()}

    @pytest.mark.parametrize(
        "path", ["/api/v1/accounts/verify_credentials", "/api/v1/statuses/../x", "@elsewhere.example/"]
    )
    def test_nothing_else_is_carried(self, networks, program, path):
        said = {"path": path, "headers": {"content-type": "application/json"}, "content": "{}"}
        program(f"input(); print({json.dumps(said)!r}, flush=True); input()")
        delivery = send_off(make_channel(networks.server))
        jobs.run_due()
        assert (state_of(delivery), delivery.failure, networks.asked) == ("failed", "answer", [])

    @pytest.mark.parametrize("network", ["mastodon", "bluesky"])
    @pytest.mark.parametrize(
        "body", ["", "nonsense", "[]", "null", "{}", '{"url": 3}', '{"url": "javascript:x"}']
    )
    def test_a_post_that_was_taken_is_there_whatever_the_answer_says(self, networks, network, body):
        def mood(handler, when):
            if when == "before" or handler.path != wires.PATHS[network][-1]:
                return False
            handler.send_response(200)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body.encode())
            return True

        networks.mood = mood
        delivery = send_off(make_channel(networks.server, network))
        jobs.run_due()
        assert (state_of(delivery), networks.posts) == ("posted", [TEXT])
        assert delivery.posted_url in {"", f"https://bsky.app/profile/net.bsky.social/post/{delivery.rkey}"}

    @pytest.mark.parametrize("key", [None, 3, "a\nHost: b", "ключ", ""])
    def test_a_session_that_makes_no_sense(self, networks, monkeypatch, key):
        session = {"accessJwt": key, "refreshJwt": "r", "did": "did:plc:example", "handle": "net.bsky.social"}
        monkeypatch.setattr(networks, "createSession", lambda _handler, _body: (200, session), raising=False)
        monkeypatch.setattr(
            networks, "putRecord", lambda _handler, _body: (401, {"error": "AuthenticationRequired"})
        )
        delivery = send_off(make_channel(networks.server, "bluesky"))
        jobs.run_due()
        assert state_of(delivery) in {"waiting", "failed"}
        assert networks.posts == []

    def test_a_record_that_the_schema_refuses_does_not_leave(self, networks, monkeypatch):
        """The library holds it to Bluesky's own description."""
        monkeypatch.setattr(wires, "record_of", lambda _delivery: {"$type": wires.COLLECTION, "text": 3})
        delivery = send_off(make_channel(networks.server, "bluesky"))
        jobs.run_due()
        assert (state_of(delivery), delivery.failure, networks.asked) == ("waiting", "answer", [])
