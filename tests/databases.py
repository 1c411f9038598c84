"""One migrated template database, made once and copied for each worker and after each test that commits.

A fresh migration costs more than ten seconds of processor time; a copy costs milliseconds. The template is kept
between runs under a name that changes with any migration, model or package, so a stale one is never used.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import TransactionTestCase

PACKAGE = Path(settings.PACKAGE)
SOURCES = ("*/migrations/*.py", "*/models.py", "*/apps.py", "*/models/*.py", "profiles/*.toml")


def fingerprint() -> str:
    """Changes with everything that a migrated database depends on."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in PACKAGE.glob(pattern)):
        digest.update(str(path.relative_to(PACKAGE)).encode() + path.read_bytes())
    for name, version in sorted((item.metadata["Name"] or "", item.version) for item in distributions()):
        digest.update(f"{name}=={version}\n".encode())
    return digest.hexdigest()[:16]


class SQLite:
    """Templates are files; copies are made by SQLite itself, so that an open connection sees whole pages."""

    def __init__(self, folder: Path, worker: str) -> None:
        self.template = folder / f"template-{fingerprint()}.sqlite3"
        self.own = Path(settings.DATA_DIR) / f"template-{worker}.sqlite3"
        self.copy = Path(settings.DATA_DIR) / f"test-{worker}.sqlite3"

    def has_template(self) -> bool:
        return self.template.exists()

    def take(self) -> None:
        """A copy of one's own: another run, of newer models, may replace the template meanwhile."""
        shutil.copyfile(self.template, self.own)

    def build(self) -> None:
        for old in self.template.parent.glob("template-*"):
            old.unlink()
        part = self.template.with_suffix(".part")
        _use(str(part))
        call_command("migrate", verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connections.close_all()
        part.rename(self.template)

    def restore(self) -> None:
        connections.close_all()
        with closing(sqlite3.connect(self.own)) as source, closing(sqlite3.connect(self.copy)) as target:
            source.backup(target)
        _use(str(self.copy))

    def drop(self) -> None:
        connections.close_all()


class PostgreSQL:
    """Templates are databases; the copies are made by the server."""

    def __init__(self, worker: str) -> None:
        name = settings.DATABASES["default"]["NAME"]
        self.family = f"test_{name}_template_"
        self.template = self.family + fingerprint()
        self.copy = f"test_{name}_{worker}"

    def has_template(self) -> bool:
        return bool(self._names(self.template))

    def take(self) -> None:
        """The template itself serves: nobody else uses this database server for tests at the same time."""

    def build(self) -> None:
        for old in self._names(self.family + "%"):
            self._run(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
        part = self.family + "part"
        self._run(f'CREATE DATABASE "{part}"')
        _use(part)
        call_command("migrate", verbosity=0, interactive=False)
        connections.close_all()
        self._run(f'ALTER DATABASE "{part}" RENAME TO "{self.template}"')

    def restore(self) -> None:
        self.drop()
        self._run(f'CREATE DATABASE "{self.copy}" TEMPLATE "{self.template}"')
        _use(self.copy)

    def drop(self) -> None:
        connections.close_all()
        self._run(f'DROP DATABASE IF EXISTS "{self.copy}" WITH (FORCE)')

    def _run(self, sql: str) -> None:
        with connection._nodb_cursor() as cursor:
            # A copy waits for the disk, which may be busy for longer than a question may take.
            cursor.execute("SET statement_timeout = 0")
            cursor.execute(sql)

    def _names(self, pattern: str) -> list[str]:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])
            return [row[0] for row in cursor.fetchall()]


def _use(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One worker builds, the others wait."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def django_db_setup(request: Any, django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "master")
    folder = request.config.cache.mkdir("databases")
    with django_db_blocker.unblock():
        base = SQLite(folder, worker) if connection.vendor == "sqlite" else PostgreSQL(worker)
        with _alone(folder):
            if request.config.getvalue("create_db") or not base.has_template():
                base.build()
            base.take()
        base.restore()
        # Django would empty every table after a test that commits, and with them what migrations put there.
        TransactionTestCase._fixture_teardown = lambda _self: base.restore()
    yield
    with django_db_blocker.unblock():
        base.drop()
