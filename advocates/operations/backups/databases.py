"""The database as one file, and back: SQLite by its own backup, PostgreSQL by `pg_dump` and `psql`."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from advocates.operations.backups.refusals import CannotBackUp, CannotRestore

MIGRATIONS = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"


@contextmanager
def snapshot(target: Path) -> Iterator[tuple[list[str], dict[str, int]]]:
    """Write the database as it is at one moment; gives its migrations and the number of rows of each table."""
    if not MigrationRecorder(connection).has_table():
        raise CannotBackUp("There is nothing here yet: start the site once with `advocates serve`.")
    if connection.vendor == "sqlite":
        source: Any = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
            there.backup(here)
            # One file: what is read elsewhere must not need the log beside it.
            here.execute("PRAGMA journal_mode=DELETE")
            yield counts(here)
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            # The snapshot lasts as long as `pg_dump` needs.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            (name,) = cursor.fetchone()
            run(
                [
                    "pg_dump",
                    "--format=custom",
                    "--no-owner",
                    "--no-acl",
                    f"--snapshot={name}",
                    f"--file={target}",
                ]
            )
            yield counts(cursor)


def counts(cursor: Any) -> tuple[list[str], dict[str, int]]:
    """Which migrations a database has applied, and how many rows each table has."""
    tables = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "AND sql NOT LIKE 'CREATE VIRTUAL%'"
        if isinstance(cursor, sqlite3.Connection)
        else "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    )
    migrations = [row[0] for row in _rows(cursor, MIGRATIONS)]
    names = sorted(row[0] for row in _rows(cursor, tables))
    return migrations, {name: _rows(cursor, f'SELECT count(*) FROM "{name}"')[0][0] for name in names}  # noqa: S608 - names of our own tables


def _rows(cursor: Any, sql: str) -> list[Any]:
    found = cursor.execute(sql)
    return list((found if isinstance(cursor, sqlite3.Connection) else cursor).fetchall())


def check_sqlite(file: Path, rows: dict[str, int]) -> None:
    """Refuse a file that SQLite finds damaged, or that has other rows than were counted."""
    try:
        with closing(sqlite3.connect(file)) as opened:
            (said,) = opened.execute("PRAGMA integrity_check(1)").fetchone()
            if said != "ok" or counts(opened)[1] != rows:
                raise CannotRestore("The database in the backup is damaged. Use another one.")
    except sqlite3.DatabaseError as error:
        raise CannotRestore("The database in the backup cannot be read. Use another one.") from error


def run_sqlite(file: Path, statements: list[str]) -> None:
    """Change a database that nobody uses yet, in one transaction."""
    with closing(sqlite3.connect(file, isolation_level=None)) as opened:
        opened.execute("PRAGMA synchronous=FULL")
        opened.execute("BEGIN IMMEDIATE")
        for statement in statements:
            opened.execute(statement)
        opened.execute("COMMIT")


def put_sqlite(file: Path, old: Path) -> None:
    """Let a file be the database; what was it before goes to the folder `old`."""
    connections.close_all()
    live = Path(connection.settings_dict["NAME"])
    for each in (live, *(live.with_name(live.name + end) for end in ("-wal", "-shm", "-journal"))):
        if each.exists():
            shutil.move(each, old / each.name)
    shutil.move(file, live)


def put_postgresql(file: Path, statements: list[str]) -> None:
    """Let a dump be the database, in one transaction: all of it, or nothing was changed."""
    script = file.with_suffix(".sql")
    with script.open("w", encoding="utf-8") as target:
        target.write("DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n")
        target.flush()
        run(
            ["pg_restore", "--no-owner", "--no-acl", "--file=-", str(file)],
            stdout=target.fileno(),
            is_ours=False,
        )
        target.seek(0, os.SEEK_END)
        # The dump has emptied the path on which names are looked up.
        target.write("\nSET search_path = public;\n" + "".join(f"{statement};\n" for statement in statements))
    connections.close_all()
    run(
        [
            "psql",
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "-v",
            "ON_ERROR_STOP=1",
            f"--file={script}",
        ]
    )


def others_connected() -> int:
    """How many others use the database now (PostgreSQL; SQLite is asked by the locks of the data folder)."""
    if connection.vendor == "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        (count,) = cursor.fetchone()
    return int(count)


def run(command: list[str], *, stdout: int | None = None, is_ours: bool = True) -> None:
    """One of PostgreSQL's programs, on our database where `is_ours`; the password is in no list of processes."""
    refusal = CannotBackUp if command[0] == "pg_dump" else CannotRestore
    database = settings.DATABASES["default"]
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    ours = {
        name: str(connection.settings_dict[key])
        for name, key in names.items()
        if connection.settings_dict[key]
    }
    ours["PGCLIENTENCODING"] = "UTF8"
    if mode := database.get("OPTIONS", {}).get("sslmode"):
        ours["PGSSLMODE"] = str(mode)
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            command, env={**os.environ, **(ours if is_ours else {})}, check=False,
            stdin=subprocess.DEVNULL, stdout=stdout or subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise refusal(f"{command[0]} was not found; install PostgreSQL's client programs.") from error
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[0]
        raise refusal(f"{command[0]} could not do its work: {said}")
