"""The wiki's part of the table, and which of its targets were missed."""

from collections.abc import Iterator
from typing import Any

# In hellos of the same run.
MOST = {"wiki page": 12.0, "history": 16.0}
MOST_PAGE = 20.0
MOST_SAVE_MS, MOST_COMPARE_MS, MOST_SEARCH_MS = 60.0, 200.0, 100.0


def table(wiki: dict[str, Any]) -> None:
    """Print everything."""
    for name, size, found in _sizes(wiki):
        print(f"\nwiki of {size:,} pages on {name} (filled in {found['seeded_seconds']:g} s)")
        for page, row in found["pages"].items():
            cost = f"{1 / max(row['ratio'], 0.001):>7.1f}x{found['queries'][page]:>9}"
            print(f"{page:20}{'':21}   {row['page']:>11,.0f}{row['hello']:>8,.0f}{cost}")
        for text, times in found["searches"].items():
            print(f"pages found, {text:22} {times['median_ms']:>8.1f} ms (p95 {times['p95_ms']:.1f})")
        print(
            f"a page of 10 kB saved: {found['save_ms']} ms at the median, {found['save_processor_ms']} ms of them the "
            f"processor's; a bare row of its size: {found['bare_ms']} ms; 100 kB compared: {found['compare_ms']} ms; "
            f"load average {found['load_average']:.1f}"
        )
    for line in wiki["left_out"]:
        print(f"not measured: {line}")


def _sizes(wiki: dict[str, Any]) -> Iterator[tuple[str, int, Any]]:
    for name, by_size in wiki["databases"].items():
        for size, found in by_size.items():
            yield name, size, found


def missed(wiki: dict[str, Any]) -> list[str]:
    """One sentence for each target that was missed."""
    return [*_pages(wiki), *_writes(wiki), *_searches(wiki), *_growth(wiki)]


def _pages(wiki: dict[str, Any]) -> Iterator[str]:
    for name, size, found in _sizes(wiki):
        for page, row in found["pages"].items():
            cost, most = 1 / max(row["ratio"], 0.001), MOST.get(page, MOST_PAGE)
            if cost > most:
                yield f"{page} of the wiki with {size:,} pages on {name}: costs {cost:.1f} hellos, more than {most:g}."


def _writes(wiki: dict[str, Any]) -> Iterator[str]:
    for name, size, found in _sizes(wiki):
        if found["save_ms"] > MOST_SAVE_MS:
            took = found["save_ms"]
            yield f"Saving 10 kB with {size:,} pages on {name}: {took} ms, more than {MOST_SAVE_MS:g}."
        if found["compare_ms"] > MOST_COMPARE_MS:
            yield f"Comparing 100 kB: {found['compare_ms']} ms, more than {MOST_COMPARE_MS:g}."


def _searches(wiki: dict[str, Any]) -> Iterator[str]:
    for name, size, found in _sizes(wiki):
        for text, times in found["searches"].items():
            if times["median_ms"] > MOST_SEARCH_MS:
                took = times["median_ms"]
                yield f"Search in {size:,} pages on {name}, {text}: {took} ms, more than {MOST_SEARCH_MS:g}."


def _growth(wiki: dict[str, Any]) -> Iterator[str]:
    for name, by_size in wiki["databases"].items():
        for page in next(iter(by_size.values()))["queries"]:
            counts = {size: found["queries"][page] for size, found in by_size.items()}
            if len(set(counts.values())) > 1:
                yield f"Queries of {page} in the wiki on {name} are not constant: {counts}."
