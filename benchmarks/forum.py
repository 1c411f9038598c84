"""The forum at several sizes: on SQLite always, on PostgreSQL where `BENCH_POSTGRESQL_URL` names a server.

The databases are made beside the one that the address names, and dropped at the end.
"""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import quote, urlsplit

from benchmarks import load, server
from benchmarks.measure import HELLO, in_turns, members, queries, rest
from benchmarks.server import Server

ON_SQLITE = 100_000
ON_POSTGRESQL = (1_000, 100_000, 1_000_000)
ADDRESS = "BENCH_POSTGRESQL_URL"
HELLO_NAME = "hello"
RATE, RATE_SECONDS, RATE_ROUNDS = 20.0, 3.0, 4
# What has to be as fast in a large forum as in a small one; the hello tells how much of it is the machine's.
COUNTS = "new for you"
COMPARED = (HELLO_NAME, "forum", "category", "topic", "first unread", COUNTS)
# Words of nearly every post, a word of seven posts, what people do to them, and filters that leave little.
SEARCHES = {
    "a common word": "hospital",
    "two common words": "hospital families",
    "a rare word": "quillivander",
    "common and rare": "hospital quillivander",
    "rare, misspelt": "quilivander",
    "common and misspelt": "hospital quilivander",
    "a beginning": "hosp",
    "nothing": "xyzzyxq",
    "common, in a rare language": "hospital&language=es",
    "common, in one's own": "hospital&language=en",
    "common, by one person": "hospital&by=person-3",
}
SEARCH_ROUNDS = 15
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class How:
    """How long and how often is measured, and at how many posts."""

    seconds: float
    rounds: int
    posts: Sequence[int] = ON_POSTGRESQL
    posts_on_sqlite: int = ON_SQLITE


def measure(first: Path, place: Path, how: How, say: Say) -> dict[str, Any]:
    """Everything about the forum; `first` is an installation with the real directory, and stays as it is."""
    found: dict[str, Any] = {"sizes": {}, "p95": {}, "left_out": list(left_out())}
    folder = shutil.copytree(first, place / "forum-sqlite")
    found["sizes"][f"SQLite, {how.posts_on_sqlite:,} posts"] = _size(folder, how.posts_on_sqlite, how, say)
    if not (address := os.environ.get(ADDRESS, "")):
        return found
    with databases(address, place, how.posts, say) as folders:
        for count, one in folders.items():
            found["sizes"][f"PostgreSQL, {count:,} posts"] = _size(one, count, how, say)
        found["p95"] = _p95({count: folders[count] for count in (min(folders), max(folders))}, say)
    return found


def left_out() -> Iterator[str]:
    """What this run does not measure, and why."""
    if not os.environ.get(ADDRESS):
        yield f"PostgreSQL: {ADDRESS} is not set (postgresql://user@host:5432/postgres)."


@contextmanager
def databases(address: str, place: Path, counts: Sequence[int], say: Say) -> Iterator[dict[int, Path]]:
    """An installation for each size, with a database of its own for as long as this runs."""
    names = {count: f"advocates_bench_{os.getpid()}_{count}" for count in counts}
    folders, base = {}, ""
    try:
        for count, name in names.items():
            say(f"an installation on PostgreSQL for {count:,} posts")
            _command(address, f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{base}"' if base else ""))
            folder = place / f"forum-{count}"
            # What is in the first one, before it is filled, is what all begin with.
            shutil.copytree(place / "forum-base", folder) if base else folder.mkdir()
            (folder / "database").write_text(urlsplit(address)._replace(path=f"/{name}").geturl())
            if not base:
                server.run(folder, "advocates", "serve", "--first-run")
                base = f"{name}_base"
                _command(address, f'CREATE DATABASE "{base}" TEMPLATE "{name}"')
                shutil.copytree(folder, place / "forum-base")
            folders[count] = folder
        yield folders
    finally:
        for name in (*names.values(), base):
            _command(address, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)') if name else None


def _command(address: str, statement: str) -> None:
    import psycopg  # noqa: PLC0415 - only where somebody has PostgreSQL

    with psycopg.connect(address, autocommit=True) as line:
        line.execute(statement)


def _size(folder: Path, count: int, how: How, say: Say) -> dict[str, Any]:
    """Fill, then cost, queries, writes."""
    say(f"{count:,} posts")
    cookie = members(folder)["cookie"]
    seeded = json.loads(server.run(folder, "benchmarks.forum_seed", str(count)).splitlines()[-1])
    rest(folder)
    pages = seeded["pages"]
    (folder / "forum.json").write_text(json.dumps({"cookie": cookie, "pages": pages}))
    found: dict[str, Any] = {"seeded_seconds": seeded["seconds"], "queries": queries(folder, pages, cookie)}
    running = Server(folder, keeps_pages=False)
    try:
        found["pages"] = in_turns(running, pages, how.seconds, how.rounds, cookie)
        found["searches"] = _searches(running.port, cookie)
    finally:
        running.stop()
    written = server.run(folder, "benchmarks.forum_writes", cookie, seeded["topic"])
    wrote = json.loads(written.splitlines()[-1])
    for name in ("answer", "answer_processor", "bare"):
        times = wrote.pop(f"{name}s")
        found[f"{name}_ms"], found[f"{name}_p95_ms"] = (
            round(median(times), 1),
            round(quantiles(times, n=20)[-1], 1),
        )
    return {**found, **wrote, "load_average": os.getloadavg()[0]}


def _searches(port: int, cookie: str) -> dict[str, dict[str, float]]:
    """Milliseconds from the question to the whole page of results, one after the other, in turns."""
    taken: dict[str, list[float]] = {name: [] for name in SEARCHES}
    for number in range(SEARCH_ROUNDS + 1):
        for name, text in SEARCHES.items():
            line = load.Line(port, f"/members/search/?q={quote(text, safe='&=')}", cookie)
            began = time.perf_counter()
            line.ask()
            while not line.is_answered():
                pass
            # The first round fills what the processes keep.
            taken[name].append((time.perf_counter() - began) * 1000) if number else None
    return {
        name: {"median_ms": round(median(times), 1), "p95_ms": round(quantiles(times, n=20)[-1], 1)}
        for name, times in taken.items()
    }


def _p95(folders: dict[int, Path], say: Say) -> dict[str, dict[int, float]]:
    """At a fixed rate, the sizes in turns."""
    say(f"the forum at {RATE:g} requests a second")
    running = {count: Server(folder, keeps_pages=False) for count, folder in folders.items()}
    asked = {count: json.loads((folder / "forum.json").read_text()) for count, folder in folders.items()}
    taken: dict[str, dict[int, list[float]]] = {name: {count: [] for count in running} for name in COMPARED}
    try:
        for number in range(RATE_ROUNDS + 1):
            for name in COMPARED:
                for count, one in running.items():
                    cookie = "" if name == HELLO_NAME else asked[count]["cookie"]
                    path = asked[count]["pages"].get(name, HELLO)
                    times = load.at_rate(one.port, path, RATE, RATE_SECONDS, cookie)
                    # The first round fills what the processes keep.
                    taken[name][count].append(quantiles(times, n=20)[-1]) if number else None
    finally:
        for one in running.values():
            one.stop()
    return {
        name: {count: round(median(rounds), 1) for count, rounds in by_size.items()}
        for name, by_size in taken.items()
    }
