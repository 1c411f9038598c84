"""Nothing that touches a database is left out when only the tests marked `database` are run."""

import os
import sqlite3
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.test import TestCase

from advocates.accounts.models import Person
from tests.left_out import nothing_touched, refuse, touches

NOTHING = [sys.executable, "-c", ""]


def has_the_mark(request) -> bool:
    return request.node.get_closest_marker("database") is not None


class TestWhoHasTheMark:
    @pytest.mark.django_db
    def test_whoever_says_so(self, request):
        assert has_the_mark(request)

    def test_whoever_begins_with_rows(self, request, member):
        assert has_the_mark(request)

    def test_whoever_keeps_rows_for_a_file(self, request, once):
        assert has_the_mark(request)

    @pytest.mark.skipif(False, reason="never")
    def test_whoever_may_be_skipped(self, request):
        assert has_the_mark(request)

    def test_whoever_is_of_djangos_own_kind(self):
        for kind, is_one in ((TestCase, True), (None, False)):
            item = SimpleNamespace(cls=kind, fixturenames=[], iter_markers=list)
            assert touches(item) is is_one

    def test_nobody_else(self, request):
        assert not has_the_mark(request)


class TestWhoeverHasNone:
    """The twins: each way to a database is barred or seen."""

    def test_finds_no_connection(self):
        with nothing_touched(), pytest.raises(RuntimeError, match="Database access not allowed"):
            Person.objects.exists()

    def test_is_seen_opening_the_file(self):
        with nothing_touched() as found:
            sqlite3.connect(settings.DATA_DIR / "seen.sqlite3").close()
        assert found == ["opens our database"]

    def test_may_open_another_file(self, tmp_path):
        with nothing_touched() as found:
            sqlite3.connect(tmp_path / "other.sqlite3").close()
        assert found == []

    @pytest.mark.parametrize("env", [None, {}], ids=["all", "copied"])
    def test_is_seen_starting_a_program_that_knows_which_one(self, env):
        with nothing_touched() as found:
            surroundings = env if env is None else dict(os.environ)
            subprocess.run(NOTHING, check=True, env=surroundings)
        assert len(found) == 1

    def test_may_start_one_that_does_not(self):
        with nothing_touched() as found:
            subprocess.run(NOTHING, check=True, env={})
            subprocess.run(["git", "--version"], check=True, capture_output=True)
        assert found == []

    def test_is_seen_asking_which_one_it_is(self):
        with nothing_touched() as found:
            assert connection.vendor in {"sqlite", "postgresql"}
        assert found == ["asks which database it is"]

    def test_is_told_to_take_the_mark(self):
        with nothing_touched() as found:
            assert connection.vendor
        with pytest.raises(pytest.fail.Exception, match="the mark `database`"):
            refuse(found)
        refuse([])
