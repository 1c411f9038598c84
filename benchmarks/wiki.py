"""The wiki at several sizes: what pages cost, how often they ask, how long saving takes.

On SQLite always, on PostgreSQL where `BENCH_POSTGRESQL_URL` names a server.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import databases, server
from benchmarks.measure import in_turns, members, queries, rest, searches
from benchmarks.server import Server

SIZES = (100, 10_000, 100_000)
Say = Callable[[str], None]
# What is looked for in pages: a word of all of them, one of a single page, both, and one with a typing error.
SEARCHES = {
    "every page": "learned",
    "one page": "Measured",
    "two words": "learned first",
    "typing error": "learnde",
}
SEARCH_ROUNDS = 20
# What every page of the visitor costs before it draws anything.
PREAMBLE = {"hello, signed in": "/members/bench/hello/"}


def measure(
    first: Path, place: Path, seconds: float, rounds: int, say: Say, sizes: Iterable[int] = SIZES
) -> dict[str, Any]:
    """Everything about the wiki; `first` is an installation with the real directory, and stays as it is."""
    places: dict[str, Callable[[int], AbstractContextManager[Path]]] = {
        "SQLite": lambda count: _copy(first, place / f"wiki-{count}")
    }
    left_out: list[str] = []
    if databases.address():
        places["PostgreSQL"] = lambda count: databases.installation(place, f"wiki_{count}")
    else:
        left_out.append(f"PostgreSQL: {databases.ADDRESS} is not set (postgresql://user@host:5432/postgres).")
    found: dict[str, Any] = {name: {} for name in places}
    for name, make in places.items():
        for count in sizes:
            say(f"{count:,} pages of the wiki on {name}")
            with make(count) as folder:
                found[name][count] = _size(folder, count, seconds, rounds)
    return {"databases": found, "left_out": left_out}


@contextmanager
def _copy(first: Path, folder: Path) -> Iterator[Path]:
    shutil.copytree(first, folder)
    yield folder
    shutil.rmtree(folder)


def _size(folder: Path, count: int, seconds: float, rounds: int) -> dict[str, Any]:
    """Fill, then cost, queries, writes."""
    cookie = members(folder)["cookie"]
    seeded = json.loads(server.run(folder, "benchmarks.wiki_seed", str(count)).splitlines()[-1])
    rest(folder)
    pages = {**PREAMBLE, **seeded["pages"]}
    found: dict[str, Any] = {"seeded_seconds": seeded["seconds"], "queries": queries(folder, pages, cookie)}
    running = Server(folder, keeps_pages=False)
    try:
        found["pages"] = in_turns(running, pages, seconds, rounds, cookie)
        found["searches"] = searches(running.port, cookie, SEARCHES, SEARCH_ROUNDS)
    finally:
        running.stop()
    wrote = json.loads(server.run(folder, "benchmarks.wiki_writes", cookie, seeded["page"]).splitlines()[-1])
    found |= {f"{name}_ms": round(median(times), 1) for name, times in wrote.items()}
    return {**found, "load_average": os.getloadavg()[0]}
