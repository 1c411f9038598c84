"""The forum's part of the table, and which of its targets were missed."""

from collections.abc import Iterator
from typing import Any

# In hellos of the same run.
MOST_TOPIC, MOST_PAGE = 16.0, 20.0
MOST_ANSWER_MS = 12.0
MOST_TOLD_SECONDS = 1.0
MOST_SEARCH_MS = 100.0
MOST_P95_RATIO = 1.5


def table(forum: dict[str, Any]) -> None:
    """Print everything."""
    for size, found in forum["sizes"].items():
        print(f"\nforum on {size} (filled in {found['seeded_seconds']:g} s)")
        for name, row in found["pages"].items():
            print(
                f"{name:14}{'':27}   {row['page']:>11,.0f}{row['hello']:>8,.0f}{1 / row['ratio']:>7.1f}x"
                f"{found['queries'][name]:>9}{'   OVER ITS BAR' if 1 / row['ratio'] > _most(name) else ''}"
            )
        _writes_of(found)
        for name, times in found["searches"].items():
            print(
                f"search, {name:22} {times['median_ms']:>8.1f} ms (p95 {times['p95_ms']:.1f}){_over(times)}"
            )
    for name, times in forum["p95"].items():
        print(f"p95 of {name}, ms: {times}{_ratio(times)}")
    for line in forum["left_out"]:
        print(f"not measured: {line}")


def _ratio(times: dict[int, float]) -> str:
    small, large = times[min(times)], times[max(times)]
    return f", {large / max(small, 0.1):.2f} times as much"


def _over(times: dict[str, float]) -> str:
    return "   OVER ITS BAR" if times["median_ms"] > MOST_SEARCH_MS else ""


def _writes_of(found: dict[str, Any]) -> None:
    ratio = found["answer_ms"] / max(found["bare_ms"], 0.1)
    print(
        f"an answer of 800 characters: {found['answer_ms']} ms at the median (p95 {found['answer_p95_ms']}), "
        f"{found['answer_processor_ms']} ms of them the processor's; a bare row, committed: {found['bare_ms']} ms "
        f"(p95 {found['bare_p95_ms']}), so {ratio:.1f} times as much\n"
        f"told to 500 followers in {found['told_seconds']} s; their {found['digests']} digests queued in "
        f"{found['digest_queued_seconds']} s, {found['digests_left']} written and handed over in "
        f"{found['digest_written_seconds']} s; load of the machine: {found['load_average']:.1f}"
    )


def missed(forum: dict[str, Any]) -> list[str]:
    """One sentence for each target that was missed."""
    return [*_pages(forum), *_writes(forum), *_growth(forum)]


def _most(name: str) -> float:
    return MOST_TOPIC if name == "topic" else MOST_PAGE


def _pages(forum: dict[str, Any]) -> Iterator[str]:
    for size, found in forum["sizes"].items():
        for name, row in found["pages"].items():
            cost, most = 1 / row["ratio"], _most(name)
            if cost > most:
                yield f"{name} of the forum on {size}: costs {cost:.1f} hellos, more than {most:g}."


def _writes(forum: dict[str, Any]) -> Iterator[str]:
    for size, found in forum["sizes"].items():
        if found["answer_ms"] > MOST_ANSWER_MS:
            yield f"An answer on {size}: {found['answer_ms']} ms, more than {MOST_ANSWER_MS:g}."
        for name, times in found["searches"].items():
            if times["median_ms"] > MOST_SEARCH_MS:
                yield f"Search for {name} on {size}: {times['median_ms']} ms, more than {MOST_SEARCH_MS:g}."
        if found["told_seconds"] > MOST_TOLD_SECONDS:
            yield f"A post to 500 followers on {size}: {found['told_seconds']} s, more than {MOST_TOLD_SECONDS:g}."


def _growth(forum: dict[str, Any]) -> Iterator[str]:
    for name in next(iter(forum["sizes"].values()))["queries"]:
        counts = {size: found["queries"][name] for size, found in forum["sizes"].items()}
        if len(set(counts.values())) > 1:
            yield f"Queries of {name} in the forum are not constant: {counts}."
    for name, times in {**forum["p95"], **_posting(forum)}.items():
        small, large = times[min(times)], times[max(times)]
        if name != "hello" and large > small * MOST_P95_RATIO:
            yield f"p95 of {name}: {large} ms at {max(times):,} posts, {small} ms at {min(times):,}."


def _posting(forum: dict[str, Any]) -> dict[str, dict[int, float]]:
    """Of an answer what is not the disk's own, by the number of posts on PostgreSQL."""
    found = {
        size: max(0.1, row["answer_p95_ms"] - row["bare_p95_ms"])
        for name, row in forum["sizes"].items()
        if (size := _posts_on_postgresql(name))
    }
    return {"an answer without the disk": found} if found else {}


def _posts_on_postgresql(name: str) -> int:
    database, _comma, posts = name.partition(", ")
    return int(posts.partition(" ")[0].replace(",", "")) if database == "PostgreSQL" else 0
