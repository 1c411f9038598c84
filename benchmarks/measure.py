"""The measurements. The pages take turns with the bare hello, so that all meet the same machine."""

import json
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import quote

from benchmarks import load, server
from benchmarks.server import Server

HELLO = "/bench/hello/"
PAGES = {
    "home": "/",
    "directory": "/directory/",
    "embed": "/directory/embed/",
    "country": "/directory/us/",
    "organisation": "/organisations/{slug}/",
    "search": "/directory/?q=leuk",
}
STARTS = 3
RATE = 40.0
RATE_SECONDS = 4.0
RATE_ROUNDS = 4
Say = Callable[[str], None]


@dataclass
class Measured:
    """Everything that one run found out."""

    load: str
    cold_starts: list[float]
    sizes: dict[int, dict[str, Any]] = field(default_factory=dict)
    p95: dict[int, float] = field(default_factory=dict)
    wave: dict[str, float] = field(default_factory=dict)
    # By database and number of organisations.
    members: dict[str, dict[int, Any]] = field(default_factory=dict)
    forum: dict[str, Any] = field(default_factory=dict)
    wiki: dict[str, Any] = field(default_factory=dict)
    news: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def prepare(place: Path, sizes: Iterable[int], say: Say) -> dict[int, Path]:
    """One fresh installation with the real directory, and a copy of it for each size."""
    say("a fresh installation with the real directory")
    first = place / "first"
    first.mkdir()
    server.run(first, "advocates", "serve", "--first-run")
    with sqlite3.connect(first / "advocates.sqlite3") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    found = {}
    for size in sizes:
        found[size] = shutil.copytree(first, place / str(size))
        server.run(found[size], "benchmarks.seed", str(size))
    return found


def cold_starts(folder: Path, say: Say) -> list[float]:
    """Seconds from the command to the first whole page, several times."""
    say("cold starts")
    found = []
    for _ in range(STARTS):
        one = Server(folder)
        found.append(round(one.cold_start, 2))
        one.stop()
    return found


def measure_wave(folder: Path, say: Say) -> dict[str, float]:
    """Seconds until ten thousand mails are queued, and until as many raw rows are written."""
    say("a wave of mails")
    found: dict[str, float] = json.loads(server.run(folder, "benchmarks.wave").splitlines()[-1])
    return found


def addresses(folder: Path) -> dict[str, str]:
    """The measured pages; the organisation is the first of the directory."""
    with sqlite3.connect(folder / "advocates.sqlite3") as database:
        (slug,) = database.execute(
            "SELECT slug FROM organisations_organisation ORDER BY id LIMIT 1"
        ).fetchone()
    return {name: path.format(slug=slug) for name, path in PAGES.items()}


def measure_size(folder: Path, seconds: float, rounds: int) -> dict[str, Any]:
    """Hits, misses, queries and memory with one number of organisations."""
    pages = addresses(folder)
    found: dict[str, Any] = {"queries": queries(folder, pages)}
    for kind, keeps_pages in (("hit", True), ("miss", False)):
        running = Server(folder, keeps_pages=keeps_pages)
        try:
            found[kind] = in_turns(running, pages, seconds, rounds)
            found[f"{kind}_memory_mb"] = round(running.memory_mb(), 1)
        finally:
            found[f"{kind}_stop_seconds"] = round(running.stop(), 2)
    return found


def members(folder: Path) -> dict[str, Any]:
    """Fills the members' area; the cookie of a member and the addresses of the pages."""
    found: dict[str, Any] = json.loads(server.run(folder, "benchmarks.members").splitlines()[-1])
    return found


def rest(folder: Path) -> None:
    """Have the work done that a seed left to the worker; to be called between filling and measuring."""
    server.run(folder, "benchmarks.rest")


def queries(folder: Path, pages: dict[str, str], cookie: str = "") -> dict[str, int]:
    """Queries per page."""
    asked = ["--cookie", cookie] if cookie else []
    counts = json.loads(server.run(folder, "benchmarks.queries", *asked, *pages.values()).splitlines()[-1])
    return {name: counts[path] for name, path in pages.items()}


def in_turns(
    running: Server, pages: dict[str, str], seconds: float, rounds: int, cookie: str = ""
) -> dict[str, dict[str, float]]:
    """Answers per processor second for the hello and for each page, in turns."""
    for path in (HELLO, *pages.values()):
        load.saturate(running.port, path, 0.5 if not load.WRK else 1, "" if path == HELLO else cookie)
    taken: dict[str, list[float]] = {name: [] for name in ("hello", *pages)}
    for _ in range(rounds):
        for name, path in (("hello", HELLO), *pages.items()):
            taken[name].append(rate(running, path, seconds, "" if path == HELLO else cookie))
    hello, *rates = (median(rounds_of) for rounds_of in taken.values())
    return {
        name: {"hello": round(hello), "page": round(page), "ratio": round(page / hello, 3)}
        for name, page in zip(pages, rates, strict=True)
    }


def rate(running: Server, path: str, seconds: float, cookie: str) -> float:
    """Answers per second of the server's processor time."""
    before = running.cpu_seconds()
    answers = load.saturate(running.port, path, seconds, cookie)
    return answers / max(running.cpu_seconds() - before, 1 / server.TICKS)


def searches(port: int, cookie: str, asked: dict[str, str], rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds from a question about pages to the whole page of results, one after the other, in turns."""
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for number in range(rounds + 1):
        for name, text in asked.items():
            line = load.Line(port, f"/members/search/?kind=pages&q={quote(text)}", cookie)
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


def measure_directory(installations: dict[int, Path], say: Say) -> dict[int, float]:
    """p95 of the directory, not from the cache, at a fixed rate; the sizes take turns."""
    say(f"the directory at {RATE:g} requests a second")
    running = {size: Server(folder, keeps_pages=False) for size, folder in installations.items()}
    taken: dict[int, list[float]] = {size: [] for size in running}
    try:
        for number in range(RATE_ROUNDS + 1):
            for size, one in running.items():
                times = load.at_rate(one.port, PAGES["directory"], RATE, RATE_SECONDS)
                # The first round fills the indexes in memory.
                taken[size].append(quantiles(times, n=20)[-1]) if number else None
    finally:
        for one in running.values():
            one.stop()
    return {size: round(median(rounds), 1) for size, rounds in taken.items()}
