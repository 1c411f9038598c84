"""What the public reads, with so many articles and comments: hits, misses and queries.

On SQLite always, on PostgreSQL where `BENCH_POSTGRESQL_URL` names a server.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from benchmarks import databases, server
from benchmarks.measure import in_turns, queries, rest
from benchmarks.server import Server

# Articles and comments.
SIZES = ((100, 2_000), (10_000, 100_000))
Say = Callable[[str], None]


def measure(
    first: Path, place: Path, seconds: float, rounds: int, say: Say, sizes: Iterable[tuple[int, int]] = SIZES
) -> dict[str, Any]:
    """Everything about the news; `first` is an installation with the real directory, and stays as it is."""
    places: dict[str, Callable[[int], AbstractContextManager[Path]]] = {
        "SQLite": lambda count: _copy(first, place / f"news-{count}")
    }
    left_out: list[str] = []
    if databases.address():
        places["PostgreSQL"] = lambda count: databases.installation(place, f"news_{count}")
    else:
        left_out.append(f"PostgreSQL: {databases.ADDRESS} is not set (postgresql://user@host:5432/postgres).")
    found: dict[str, Any] = {name: {} for name in places}
    for name, make in places.items():
        for articles, comments in sizes:
            say(f"{articles:,} articles and {comments:,} comments on {name}")
            with make(articles) as folder:
                found[name][articles] = _size(folder, articles, comments, seconds, rounds)
    return {"databases": found, "left_out": left_out}


@contextmanager
def _copy(first: Path, folder: Path) -> Iterator[Path]:
    shutil.copytree(first, folder)
    yield folder
    shutil.rmtree(folder)


def _size(folder: Path, articles: int, comments: int, seconds: float, rounds: int) -> dict[str, Any]:
    """Fill, then hits and misses. Comments have addresses of their own, which no cache keeps."""
    printed = server.run(folder, "benchmarks.news_seed", str(articles), str(comments))
    seeded = json.loads(printed.splitlines()[-1])
    rest(folder)
    pages, alone = seeded["pages"], seeded["alone"]
    found: dict[str, Any] = {"seeded_seconds": seeded["seconds"], "comments": comments}
    found["queries"] = queries(folder, {**pages, **alone})
    for kind, keeps_pages, asked in (("hit", True, pages), ("miss", False, {**pages, **alone})):
        running = Server(folder, keeps_pages=keeps_pages)
        try:
            found[kind] = in_turns(running, asked, seconds, rounds)
        finally:
            running.stop()
    return {**found, "load_average": os.getloadavg()[0]}
