"""`advocates serve`: one sentence when it cannot start, quick when there is nothing to prepare, gone in two seconds."""

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as real_settings
from django.core.management import call_command
from django.utils.module_loading import import_string

from advocates.operations import firststart
from tests.patience import patience

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.skipif(
    "sqlite" not in real_settings.DATABASES["default"]["ENGINE"],
    reason="starts installations of its own, on SQLite",
)


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder, port, **changes):
    ours = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "CACHE_URL", "SITE_URL"}
    }
    return {
        **ours,
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "advocates.config.settings",
        **changes,
    }


def advocates(*arguments, env):
    return subprocess.run(
        [sys.executable, "-m", "advocates", *arguments],
        check=False,
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=600,
    )


def processor_seconds():
    """Of all children so far: other than the clock it does not run faster on a busy machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def fetch(port, request):
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(request)
        answer = b""
        while part := line.recv(65536):
            answer += part
        return answer


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """A prepared installation: the database is migrated and the directory loaded."""
    folder = tmp_path_factory.mktemp("installation")
    done = advocates("serve", "--first-run", env=environment(folder, 8000, PORT="18467"))
    assert done.returncode == 0, done.stderr
    assert "Preparing the database" in done.stdout
    return folder


@pytest.fixture(scope="module")
def running(installation):
    """A server on it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "advocates", "serve"],
        cwd=ROOT,
        env=environment(installation, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Ctrl+C" in line:
            break
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.05)
    yield SimpleNamespace(process=process, port=port, said="".join(lines), folder=installation)
    process.kill()
    process.wait()


class TestRefusals:
    """One clear sentence, exit status 1, no traceback."""

    def _is_one_sentence(self, done, words):
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
        assert words in done.stderr

    def test_a_busy_port(self, tmp_path, port):
        with socket.socket() as other:
            other.bind(("127.0.0.1", port))
            other.listen()
            done = advocates("serve", env=environment(tmp_path, port))
        self._is_one_sentence(done, f"Port {port} is in use")

    def test_a_folder_that_cannot_be_made(self, tmp_path, port):
        (tmp_path / "file").write_text("")
        done = advocates("serve", env=environment(tmp_path / "file" / "data", port))
        self._is_one_sentence(done, "cannot be written to")

    def test_a_bad_setting(self, tmp_path, port):
        self._is_one_sentence(advocates("serve", env=environment(tmp_path, "many")), "PORT is “many”")

    def test_a_database_that_is_none(self, tmp_path, port):
        (tmp_path / "data.sqlite3").mkdir()
        url = f"sqlite:///{tmp_path / 'data.sqlite3'}"
        self._is_one_sentence(
            advocates("serve", env=environment(tmp_path, port, DATABASE_URL=url)), "DATABASE_URL"
        )

    @pytest.mark.parametrize(("number", "words"), [(13, "reserved"), (98, "in use"), (99, "cannot be used")])
    def test_each_reason_has_its_sentence(self, number, words):
        assert words in import_string("advocates.config.server.sentence_for")(
            "127.0.0.1", 80, OSError(number, os.strerror(number))
        )


def test_it_says_where_it_is_how_to_set_it_up_where_mail_goes_and_how_to_stop(running):
    for words in (
        f"http://127.0.0.1:{running.port}/",
        "http://localhost:",
        "/account/set-up/",
        "/mail",
        "Ctrl+C",
    ):
        assert words in running.said
    assert re.search(r"In the directory +\d{2,} organisations", running.said)


def test_a_second_start_prepares_nothing_and_keeps_what_is_there(running):
    ours = environment(running.folder, 18468)
    began = processor_seconds()
    advocates("help", env=ours)
    bare = processor_seconds() - began
    done = advocates("serve", "--first-run", env=ours)
    assert (done.returncode, done.stdout.strip()) == (0, "")
    assert (
        processor_seconds() - began - bare < 2 * bare
    )  # preparing costs seven times a command that does nothing


def test_pages_come_compressed_without_cookie_and_without_a_version_of_the_server(running):
    host = b"Host: 127.0.0.1:%d\r\nConnection: close\r\n" % running.port
    for _ in range(2):
        answer = fetch(running.port, b"GET /directory/ HTTP/1.1\r\n" + host + b"Accept-Encoding: br\r\n\r\n")
        head = answer.partition(b"\r\n\r\n")[0].lower()
        assert head.startswith(b"http/1.1 200")
        assert b"content-encoding: br" in head
        assert b"set-cookie" not in head
        assert not re.search(rb"server: .*\d", head)


def test_files_of_libraries_are_served_without_collecting_them(running):
    host = b"Host: 127.0.0.1:%d\r\nConnection: close\r\n" % running.port
    answer = fetch(
        running.port, b"GET /static/wagtailadmin/css/core.css HTTP/1.1\r\n" + host + b"\r\n"
    ).lower()
    assert answer.startswith(b"http/1.1 200")
    assert b"x-content-type-options: nosniff" in answer
    for path in (b"/static/..%2fsettings.py", b"/static/", b"/static/../../etc/passwd", b"/static/%00"):
        assert b" 404 " in fetch(running.port, b"GET " + path + b" HTTP/1.1\r\n" + host + b"\r\n")[:20]


def test_too_long_a_head_and_too_large_a_body_are_refused(running):
    host = b"Host: 127.0.0.1:%d\r\nConnection: close\r\n" % running.port
    head = b"GET / HTTP/1.1\r\n" + host + b"X: " + b"x" * 200_000 + b"\r\n\r\n"
    assert fetch(running.port, head).startswith(b"HTTP/1.1 431")
    body = b"POST /account/login/ HTTP/1.1\r\n" + host + b"Content-Length: 99999999\r\n\r\n"
    assert fetch(running.port, body).startswith(b"HTTP/1.1 413")


def test_slow_clients_leave_others_served(running):
    host = b"Host: 127.0.0.1:%d\r\n" % running.port
    lines = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(200)]
    for number, line in enumerate(lines):
        # Half of them never end their head, half never send their body.
        end = b"\r\nContent-Length: 1000\r\n\r\nx" if number % 2 else b"X-Slow: "
        line.sendall(
            b"POST /account/login/ HTTP/1.1\r\n" + host.removesuffix(b"\r\n" if number % 2 else b"") + end
        )
    began = time.monotonic()
    for _ in range(5):
        assert (
            b" 200 " in fetch(running.port, b"GET / HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n")[:20]
        )
    assert time.monotonic() - began < patience(5)
    for line in lines:
        line.close()


@pytest.mark.django_db
def test_a_stamp_that_fits_is_believed_and_one_that_does_not_is_not(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(firststart, "aside", lambda work: True)
    said = []
    assert firststart.migrate_if_needed(said.append)
    assert not firststart.migrate_if_needed(said.append)
    monkeypatch.setattr(firststart, "applied", lambda: "1:1")
    assert firststart.migrate_if_needed(said.append)
    assert said == ["Bringing the database up to date …"] * 2


@pytest.mark.django_db
def test_an_installation_with_organisations_keeps_its_own(monkeypatch):
    from advocates.organisations.models import Organisation  # noqa: PLC0415 - only this test needs rows

    Organisation.objects.create(name="Our own", slug="our-own", country="DE")
    monkeypatch.setattr(firststart, "call_command", lambda *_arguments, **_named: pytest.fail("loaded"))
    firststart.load_directory_if_empty(lambda _line: None)


def test_the_worker_alone_runs_until_it_is_stopped(monkeypatch):
    seen = []
    monkeypatch.setattr(
        "advocates.core.jobs.work_forever",
        lambda stop: (signal.raise_signal(signal.SIGTERM), seen.append(stop)),
    )
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        call_command("worker")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert seen[0].is_set()


def test_it_is_gone_within_two_seconds_even_with_open_lines(running):
    """The last test: it ends the server that the others use."""
    idle = socket.create_connection(("127.0.0.1", running.port))
    slow = socket.create_connection(("127.0.0.1", running.port))
    slow.sendall(
        b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 9\r\n\r\nx" % running.port
    )
    time.sleep(0.3)
    began = time.monotonic()
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(60) == 0
    assert time.monotonic() - began < patience(2)
    idle.close()
    slow.close()
