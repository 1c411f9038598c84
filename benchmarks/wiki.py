"""The wiki at several sizes on SQLite: what pages cost, how often they ask, how long saving takes."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import server
from benchmarks.measure import in_turns, members, queries
from benchmarks.server import Server

SIZES = (100, 10_000, 100_000)
Say = Callable[[str], None]


def measure(first: Path, place: Path, seconds: float, rounds: int, say: Say) -> dict[str, Any]:
    """Everything about the wiki; `first` is an installation with the real directory, and stays as it is."""
    sizes = {count: _size(first, place / f"wiki-{count}", count, seconds, rounds, say) for count in SIZES}
    return {"sizes": sizes, "left_out": ["Search in pages: the members' search does not have them yet."]}


def _size(first: Path, folder: Path, count: int, seconds: float, rounds: int, say: Say) -> dict[str, Any]:
    """Fill, then cost, queries, writes."""
    say(f"{count:,} pages of the wiki")
    shutil.copytree(first, folder)
    cookie = members(folder)["cookie"]
    seeded = json.loads(server.run(folder, "benchmarks.wiki_seed", str(count)).splitlines()[-1])
    pages = seeded["pages"]
    found: dict[str, Any] = {"seeded_seconds": seeded["seconds"], "queries": queries(folder, pages, cookie)}
    running = Server(folder, keeps_pages=False)
    try:
        found["pages"] = in_turns(running, pages, seconds, rounds, cookie)
    finally:
        running.stop()
    wrote = json.loads(server.run(folder, "benchmarks.wiki_writes", cookie, seeded["page"]).splitlines()[-1])
    found["save_ms"] = round(median(wrote["saves"]), 1)
    found["compare_ms"] = round(median(wrote["comparisons"]), 1)
    return found
