"""The news' part of the table, and which of its targets were missed."""

from collections.abc import Iterator
from typing import Any

# In hellos of the same run.
LEAST_HIT, MOST_MISS = 10.0, 30.0


def table(news: dict[str, Any]) -> None:
    """Print everything."""
    for name, size, found in _sizes(news):
        print(f"\n{size:,} articles and {found['comments']:,} comments on {name}")
        print(f"(filled in {found['seeded_seconds']:g} s; load average {found['load_average']:.1f})")
        print(f"{'':24}{'hit':>10}{'miss costs':>14}{'queries':>9}")
        for page, row in found["miss"].items():
            hit = found["hit"].get(page)
            kept = f"{hit['ratio']:>9.1f}x" if hit else f"{'–':>10}"
            print(f"{page:24}{kept}{1 / max(row['ratio'], 0.001):>13.1f}x{found['queries'][page]:>9}")
    for line in news["left_out"]:
        print(f"not measured: {line}")


def _sizes(news: dict[str, Any]) -> Iterator[tuple[str, int, Any]]:
    for name, by_size in news["databases"].items():
        for size, found in by_size.items():
            yield name, size, found


def missed(news: dict[str, Any]) -> list[str]:
    """One sentence for each target that was missed."""
    return [*_hits(news), *_misses(news), *_growth(news)]


def _hits(news: dict[str, Any]) -> Iterator[str]:
    for name, size, found in _sizes(news):
        for page, row in found["hit"].items():
            if (ratio := row["ratio"]) < LEAST_HIT:
                yield f"{page} from the cache, {size:,} articles on {name}: {ratio:.1f} hellos, not {LEAST_HIT:g}."


def _misses(news: dict[str, Any]) -> Iterator[str]:
    for name, size, found in _sizes(news):
        for page, row in found["miss"].items():
            cost = 1 / max(row["ratio"], 0.001)
            if cost > MOST_MISS:
                yield f"{page} with {size:,} articles on {name}: costs {cost:.1f} hellos, more than {MOST_MISS:g}."


def _growth(news: dict[str, Any]) -> Iterator[str]:
    for name, by_size in news["databases"].items():
        for page in next(iter(by_size.values()))["queries"]:
            counts = {size: found["queries"][page] for size, found in by_size.items()}
            if len(set(counts.values())) > 1:
                yield f"Queries of {page} on {name} are not constant: {counts}."
