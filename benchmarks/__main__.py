"""`python -m benchmarks`: everything, as a table and as `results/latest.json`; exit status 1 for a missed target."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks import load, report, server
from benchmarks.measure import Measured, cold_starts, measure_directory, measure_size, prepare

RESULTS = Path(__file__).resolve().parent / "results" / "latest.json"
SIZES = (114, 1_000, 10_000)


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="length of one measurement")
    parser.add_argument("--rounds", type=int, default=9, help="how often each page and the hello take turns")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="numbers of organisations")
    options = parser.parse_args()
    print(f"Load: {load.name()}; cores: {len(server.cores())}; durability: synchronous=FULL.", flush=True)
    with tempfile.TemporaryDirectory(prefix="advocates-bench-") as place:
        installations = prepare(Path(place), options.sizes, say)
        result = Measured(load=load.name(), cold_starts=cold_starts(installations[min(options.sizes)], say))
        for size, folder in installations.items():
            say(f"{size} organisations")
            result.sizes[size] = measure_size(folder, options.seconds, options.rounds)
        result.p95 = measure_directory(installations, say)
    report.table(result)
    missed = report.missed(result)
    RESULTS.write_text(json.dumps({**result.as_dict(), "missed": missed}, indent=1))
    for sentence in missed:
        print(f"MISSED  {sentence}")
    print("All targets are met." if not missed else f"{len(missed)} targets are missed.")
    return 1 if missed else 0


def say(line: str) -> None:
    """Progress, at once."""
    print(f"… {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
