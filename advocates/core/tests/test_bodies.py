"""Bodies are taken in completely or refused; a slow sender holds up nobody else."""

import threading
import time
from io import BytesIO

import pytest

from advocates.core import bodies
from advocates.core.bodies import Bodies

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_and_quick(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(bodies, "MOST", 1000)
    monkeypatch.setattr(bodies, "MOST_OF", {"/manage/": 3000})
    monkeypatch.setattr(bodies, "IN_MEMORY", 100)
    monkeypatch.setattr(bodies, "MOMENT", 0.05)
    monkeypatch.setattr(bodies, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(bodies, "SILENT_SECONDS", 0.3)


class Slow:
    """A sender who sends one byte and keeps the line until somebody hangs up."""

    def __init__(self):
        self.ends, self.parts = threading.Event(), [b"x"]

    def read(self, _size):
        if self.parts:
            return self.parts.pop()
        self.ends.wait(20)
        return b""


@pytest.fixture
def lines():
    """Slow senders; all are hung up in the end."""
    lines = []
    yield lines
    for line in lines:
        line.ends.set()


@pytest.fixture
def front(lines):
    def application(environ, start_response):
        return [environ["wsgi.input"].read(), environ["CONTENT_LENGTH"].encode()]

    def hang_up(addresses, seconds):
        assert addresses
        for line in lines:
            line.ends.set()
        return len(lines)

    return Bodies(application, hang_up)


def send(front, body, path="/form/", address="192.0.2.1", **extra):
    told = {}

    def start(status, headers):
        told.update(status=int(status[:3]), **{name.lower(): value for name, value in headers})

    source = BytesIO(body) if isinstance(body, bytes) else body
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "REMOTE_ADDR": address, "wsgi.input": source,
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "wsgi.url_scheme": "http", **extra,
    }  # fmt: skip
    return told, b"".join(front(environ, start))


@pytest.mark.parametrize("size", [1, 99, 1000])
def test_a_body_arrives_whole_with_and_without_a_length(front, size):
    body = b"x" * size
    assert send(front, body, CONTENT_LENGTH=str(size))[1] == body + str(size).encode()
    assert send(front, body, HTTP_TRANSFER_ENCODING="chunked")[1] == body + str(size).encode()


def test_a_body_over_the_limit_is_refused_before_it_is_read(front):
    source = BytesIO(b"x" * 1001)
    told, page = send(front, source, CONTENT_LENGTH="1001")
    assert (told["status"], source.tell()) == (413, 0)
    assert told["connection"] == "close"
    assert told["x-content-type-options"] == "nosniff"
    assert b"too large" in page


def test_a_body_without_length_is_read_to_the_limit_at_most(front):
    source = BytesIO(b"x" * 500_000)
    told, _ = send(front, source, HTTP_TRANSFER_ENCODING="chunked")
    assert told["status"] == 413
    assert source.tell() <= bodies.PART


def test_the_back_office_may_send_more(front):
    assert send(front, b"x" * 2000, "/manage/images/add/", CONTENT_LENGTH="2000")[1].endswith(b"2000")
    assert send(front, b"x" * 3001, "/manage/images/add/", CONTENT_LENGTH="3001")[0]["status"] == 413


@pytest.mark.parametrize("length", ["-1", "1e3", "abc", "99999999999999999999"])
def test_a_length_that_is_none_is_refused(front, length):
    assert send(front, b"x", CONTENT_LENGTH=length)[0]["status"] == 413


def test_a_body_that_breaks_off_never_reaches_the_application(front):
    assert send(front, b"x" * 10, CONTENT_LENGTH="11")[0]["status"] == 408


def test_a_sender_who_falls_silent_is_hung_up(front, lines):
    lines.append(Slow())
    began = time.monotonic()
    assert send(front, lines[0], CONTENT_LENGTH="500")[0]["status"] == 408
    assert 0.3 <= time.monotonic() - began < 10
    assert not front.waiting


def _wait_for_slow_ones(front, lines, count, address):
    lines.extend(Slow() for _ in range(count))
    for number, line in enumerate(lines):
        extra = {"CONTENT_LENGTH": "500", "address": address.format(number)}
        threading.Thread(target=send, args=(front, line), kwargs=extra, daemon=True).start()
    while len(front.waiting) < count:
        time.sleep(0.01)
    time.sleep(0.1)


def test_slow_senders_never_hold_more_than_their_places(front, lines, monkeypatch):
    monkeypatch.setattr(bodies, "SILENT_SECONDS", 60)
    _wait_for_slow_ones(front, lines, bodies.SENDERS, "192.0.2.{}")
    told, _ = send(front, b"x", CONTENT_LENGTH="1", address="198.51.100.1")
    assert (told["status"], told["retry-after"]) == (503, "5")
    for line in lines:
        line.ends.set()
    while front.waiting:
        time.sleep(0.01)
    assert send(front, b"x", CONTENT_LENGTH="1")[1] == b"x1"


def test_one_address_never_holds_all_places(front, lines, monkeypatch):
    monkeypatch.setattr(bodies, "SILENT_SECONDS", 60)
    _wait_for_slow_ones(front, lines, bodies.SENDERS_OF_ONE_ADDRESS, "192.0.2.1")
    assert send(front, b"x", CONTENT_LENGTH="1", address="192.0.2.1")[0]["status"] == 503
    assert send(front, b"x", CONTENT_LENGTH="1", address="198.51.100.1")[1] == b"x1"


def test_a_burst_of_quick_senders_is_taken_in_one_after_the_other(front, monkeypatch):
    monkeypatch.setattr(bodies, "MOMENT", 5.0)
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(send(front, b"x" * 900, CONTENT_LENGTH="900")[1]))
        for _ in range(40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [b"x" * 900 + b"900"] * 40
