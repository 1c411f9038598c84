"""Signed-in pages on both databases: their part of the measurements and of the table, and which targets were missed."""

import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import databases, server
from benchmarks.measure import Say, in_turns, members, prepare, queries
from benchmarks.members import PREAMBLE
from benchmarks.server import Server

# In hellos of the same run.
MOST = 20.0
# A page costs milliseconds: half a second tells as much as one.
SHARE_OF_SECONDS = 0.5
ROUNDS = 7


def measure_members(folder: Path, seconds: float, rounds: int) -> dict[str, Any]:
    """Cost and queries of each page on an installation that has its groups."""
    inside = members(folder)
    found: dict[str, Any] = {"queries": queries(folder, inside["pages"], inside["cookie"])}
    running = Server(folder, keeps_pages=False)
    try:
        found["pages"] = in_turns(
            running, inside["pages"], seconds * SHARE_OF_SECONDS, rounds, inside["cookie"]
        )
    finally:
        running.stop()
    return found


def on_postgresql(
    place: Path, sizes: Iterable[int], seconds: float, rounds: int, say: Say
) -> dict[str, dict[int, Any]]:
    """The same on PostgreSQL, each size in a database of its own for as long as it is measured."""
    found: dict[int, Any] = {}
    for size in sizes if databases.address() else ():
        say(f"{size} organisations on PostgreSQL")
        with databases.installation(place, f"members_{size}") as folder:
            server.run(folder, "benchmarks.seed", str(size))
            found[size] = measure_members(folder, seconds, rounds)
    return {"PostgreSQL": found} if found else {}


def table(found: dict[str, dict[int, Any]]) -> None:
    """Hellos a page, by size; marked where it is too many."""
    for database, by_size in found.items():
        sizes = sorted(by_size)
        print(f"\nsigned in, in hellos ({MOST:g} at most), {database}")
        print(f"{'organisations':18}" + "".join(f"{size:>10,}" for size in sizes) + f"{'queries':>10}")
        for name in by_size[sizes[0]]["pages"]:
            costs = [1 / by_size[size]["pages"][name]["ratio"] for size in sizes]
            marks = "".join(f"{cost:>9.1f}{'!' if cost > MOST else ' '}" for cost in costs)
            print(f"{name:18}{marks}{by_size[sizes[-1]]['queries'][name]:>10}")
    if "PostgreSQL" not in found:
        print(f"not measured: signed-in pages on PostgreSQL, {databases.ADDRESS} is not set.")


def missed(found: dict[str, dict[int, Any]]) -> Iterator[str]:
    """One sentence for each target that was missed."""
    for database, by_size in found.items():
        for size, measured in by_size.items():
            for name, row in measured["pages"].items():
                cost = 1 / row["ratio"]
                if cost > MOST and name != PREAMBLE:
                    yield f"{name}, signed in, at {size} on {database}: costs {cost:.1f} hellos, more than {MOST:g}."
        for name in next(iter(by_size.values()))["queries"]:
            counts = {size: measured["queries"][name] for size, measured in by_size.items()}
            if len(set(counts.values())) > 1:
                yield f"Queries of {name}, signed in, on {database} are not constant: {counts}."


def main() -> int:
    """These pages alone: `python -m benchmarks.members_report 114 10000`."""
    sizes = [int(size) for size in sys.argv[1:]] or [114, 1_000, 10_000]
    with tempfile.TemporaryDirectory(prefix="advocates-bench-") as place:
        folders = prepare(Path(place), sizes, say)
        found: dict[str, dict[int, Any]] = {"SQLite": {}}
        for size, folder in folders.items():
            say(f"{size} organisations")
            found["SQLite"][size] = measure_members(folder, 1.0, ROUNDS)
        found |= on_postgresql(Path(place), sizes, 1.0, ROUNDS, say)
    table(found)
    sentences = list(missed(found))
    print("\n".join(sentences) or "All signed-in pages are within their target.")
    return 1 if sentences else 0


def say(line: str) -> None:
    """Progress, at once."""
    print(f"… {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
