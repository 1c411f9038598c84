"""The wiki's part of the table, and which of its targets were missed."""

from collections.abc import Iterator
from typing import Any

# In hellos of the same run.
MOST = {"wiki page": 12.0, "history": 16.0}
MOST_PAGE = 20.0
MOST_SAVE_MS, MOST_COMPARE_MS = 60.0, 200.0


def table(wiki: dict[str, Any]) -> None:
    """Print everything."""
    for size, found in wiki["sizes"].items():
        print(f"\nwiki of {size:,} pages on SQLite (filled in {found['seeded_seconds']:g} s)")
        for name, row in found["pages"].items():
            cost = f"{1 / max(row['ratio'], 0.001):>7.1f}x{found['queries'][name]:>9}"
            print(f"{name:20}{'':21}   {row['page']:>11,.0f}{row['hello']:>8,.0f}{cost}")
        print(
            f"a page of 10 kB saved: {found['save_ms']} ms at the median; 100 kB compared: {found['compare_ms']} ms"
        )
    for line in wiki["left_out"]:
        print(f"not measured: {line}")


def missed(wiki: dict[str, Any]) -> list[str]:
    """One sentence for each target that was missed."""
    return [*_pages(wiki), *_writes(wiki), *_growth(wiki)]


def _pages(wiki: dict[str, Any]) -> Iterator[str]:
    for size, found in wiki["sizes"].items():
        for name, row in found["pages"].items():
            cost, most = 1 / max(row["ratio"], 0.001), MOST.get(name, MOST_PAGE)
            if cost > most:
                yield f"{name} of the wiki with {size:,} pages: costs {cost:.1f} hellos, more than {most:g}."


def _writes(wiki: dict[str, Any]) -> Iterator[str]:
    for size, found in wiki["sizes"].items():
        if found["save_ms"] > MOST_SAVE_MS:
            yield f"Saving 10 kB with {size:,} pages: {found['save_ms']} ms, more than {MOST_SAVE_MS:g}."
        if found["compare_ms"] > MOST_COMPARE_MS:
            yield f"Comparing 100 kB: {found['compare_ms']} ms, more than {MOST_COMPARE_MS:g}."


def _growth(wiki: dict[str, Any]) -> Iterator[str]:
    for name in next(iter(wiki["sizes"].values()))["queries"]:
        counts = {size: found["queries"][name] for size, found in wiki["sizes"].items()}
        if len(set(counts.values())) > 1:
            yield f"Queries of {name} in the wiki are not constant: {counts}."
