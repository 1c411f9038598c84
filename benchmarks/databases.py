"""Installations on PostgreSQL, each with a database of its own for as long as it is measured."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import server

ADDRESS = "BENCH_POSTGRESQL_URL"


def address() -> str:
    """Where databases may be made; empty where nobody has said so."""
    return os.environ.get(ADDRESS, "")


@contextmanager
def installation(place: Path, name: str) -> Iterator[Path]:
    """A fresh one with the real directory; its database is made beside the one of the address, and dropped at last."""
    name = f"advocates_bench_{os.getpid()}_{name}"
    folder = place / name
    folder.mkdir()
    (folder / "database").write_text(urlsplit(address())._replace(path=f"/{name}").geturl())
    command(f'CREATE DATABASE "{name}"')
    try:
        server.run(folder, "advocates", "serve", "--first-run")
        yield folder
    finally:
        command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(folder)


def command(statement: str) -> None:
    """One statement for the server itself."""
    import psycopg  # noqa: PLC0415 - only where somebody has PostgreSQL

    with psycopg.connect(address(), autocommit=True) as line:
        line.execute(statement)
