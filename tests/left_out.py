"""What is shown once more on another database: every test that touches one; the others would say the same again.

A test touches a database when it says so (by `django_db` or a fixture), and each such test is marked `database`. Any
other is watched, so that none is left out by mistake: pytest-django bars the connection, and what goes past it fails.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase

# A test with any of these may read or write rows.
DOORS = frozenset({"db", "transactional_db", "django_db_setup", "live_server", "once"})
VARIABLE = "DATABASE_URL"

# What is seen of each test that is being watched; at most one is.
_watched: list[list[str]] = []


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    """Called by Python itself before a database file is opened and before a program is started."""
    if not _watched:
        return
    if event == "sqlite3.connect" and str(arguments[0]).startswith(str(settings.DATA_DIR)):
        _watched[-1].append("opens our database")
    if event == "subprocess.Popen" and arguments[1][0] != "git":
        # Without surroundings of its own a program has ours; one that is not told ours has SQLite wherever we are.
        told = os.environ if arguments[3] is None else arguments[3]
        if VARIABLE in told and told[VARIABLE] == os.environ.get(VARIABLE):
            _watched[-1].append(f"starts a program that is told which database we use: {arguments[1]}")


# Python knows no way to stop listening.
sys.addaudithook(_listen)


def touches(item: Any) -> bool:
    """Whether a test says that it reads or writes rows, by itself or by what it begins with.

    What may be skipped is taken for such a test, too: it may be there for one database alone.
    """
    marks = {mark.name for mark in item.iter_markers()}
    is_djangos = item.cls is not None and issubclass(item.cls, TransactionTestCase)
    return (
        is_djangos or not marks.isdisjoint({"django_db", "skipif"}) or not DOORS.isdisjoint(item.fixturenames)
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what is run on each database; the rest would show the same again."""
    for item in items:
        if touches(item):
            item.add_marker(pytest.mark.database)


class _Vendor:
    """Says which database it is, and that somebody asked."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, _instance: Any, _owner: Any = None) -> str:
        if _watched:
            _watched[-1].append("asks which database it is")
        return self.name


_backend = type(connections["default"])
_backend.vendor = _Vendor(_backend.vendor)


@contextmanager
def nothing_touched() -> Iterator[list[str]]:
    """Lists what is done meanwhile that might depend on the database, past the doors that pytest-django keeps shut."""
    patch = pytest.MonkeyPatch()
    if VARIABLE not in os.environ:
        # As good as none, and it shows who would be told of one.
        patch.setenv(VARIABLE, "")
    found: list[str] = []
    _watched.append(found)
    try:
        yield found
    finally:
        patch.undo()
        _watched.pop()


@pytest.fixture(autouse=True)
def _left_out_elsewhere(request: Any) -> Iterator[None]:
    """What has no mark is left out on PostgreSQL, so it must not depend on the database."""
    if request.node.get_closest_marker("database"):
        yield
        return
    with nothing_touched() as found:
        yield
    refuse(found)


def refuse(found: list[str]) -> None:
    if found:
        pytest.fail(f"This wants the mark `database`, for it {found[0]}")


@pytest.fixture
def told_of_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs that a test starts do not know which database we use."""
    monkeypatch.delenv(VARIABLE, raising=False)
