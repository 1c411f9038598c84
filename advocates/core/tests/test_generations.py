"""Generation counters: shared by threads and processes, never lost, raised on commit."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction

from advocates.core import generations
from advocates.core.generations import Mapped, Remote

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import sys
from pathlib import Path
from django.conf import settings
settings.configure()
from advocates.core.generations import Mapped
counters = Mapped(Path(sys.argv[1]))
for _ in range(2000):
    counters.bump("organisations")
"""

pytestmark = pytest.mark.usefixtures("told_of_no_database")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_a_kind_of_data_has_its_own_number():
    before = generations.read("organisations")
    generations.bump("organisations")
    assert generations.read("organisations") == before + 1
    assert generations.read("pages") == 0


def test_the_number_survives_a_restart(tmp_path):
    Mapped(tmp_path / "numbers").bump("public")
    assert Mapped(tmp_path / "numbers").read("public") == 1


def test_processes_and_threads_lose_no_change(tmp_path):
    counters = Mapped(tmp_path / "numbers")
    processes = [
        subprocess.Popen([sys.executable, "-c", PROGRAM, str(tmp_path / "numbers")], cwd=ROOT)
        for _ in range(2)
    ]
    threads = [
        threading.Thread(target=lambda: [counters.bump("organisations") for _ in range(2000)]) for _ in "ab"
    ]
    for thread in threads:
        thread.start()
    for running in (*threads, *processes):
        running.join() if isinstance(running, threading.Thread) else running.wait()
    assert counters.read("organisations") == 8000


def test_the_names_in_use_have_places_of_their_own():
    names = ["public", "organisations", "pages", "installation"]
    assert len({generations.slot_of(name) for name in names}) == len(names)


@pytest.mark.django_db
def test_the_number_is_raised_when_the_transaction_is_committed(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        generations.bump_on_commit("organisations")
        assert generations.read("organisations") == 0
    assert generations.read("organisations") == 1


def test_a_folder_that_cannot_be_written_to_leaves_numbers_in_memory(settings, tmp_path, caplog):
    settings.DATA_DIR = tmp_path / "missing"
    generations.bump("public")
    assert generations.read("public") == 1
    assert "generations_not_shared" in caplog.text


class TestRemote:
    """Two machines with one cache."""

    @pytest.fixture
    def machines(self, monkeypatch):
        cache.clear()
        monkeypatch.setattr(generations, "REMOTE_SECONDS", 0.0)
        return Remote(), Remote()

    def test_a_change_here_is_seen_there(self, machines):
        here, there = machines
        before = there.read("public")
        here.bump("public")
        assert there.read("public") != before

    def test_a_change_is_seen_here_at_once_even_without_redis(self, machines, monkeypatch, caplog):
        here, there = machines
        here.bump("public")
        known = there.read("public")
        before = here.read("public")
        for name in ("add", "incr", "get"):
            monkeypatch.setattr(cache, name, _away)
        here.bump("public")
        assert here.read("public") == before + 1
        assert there.read("public") == known
        assert "generation_not_shared" in caplog.text

    def test_a_counter_that_redis_lost_never_shows_an_old_number(self, machines):
        here, there = machines
        seen = set()
        for _ in range(3):
            here.bump("public")
            assert there.read("public") not in seen
            seen.add(there.read("public"))
            cache.clear()

    def test_redis_is_asked_once_a_second_at_most(self, machines, monkeypatch):
        here, _ = machines
        monkeypatch.setattr(generations, "REMOTE_SECONDS", 1.0)
        asked = []
        monkeypatch.setattr(cache, "get", lambda *arguments: asked.append(arguments) or 7)
        assert [here.read("public") for _ in range(5)] == [7] * 5
        assert len(asked) == 1


def _away(*_arguments, **_named):
    raise ConnectionError("away")
