"""`python -m benchmarks`: everything, as a table and as `results/latest.json`; exit status 1 for a missed target."""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import (
    forum,
    forum_report,
    load,
    members_report,
    news,
    news_report,
    report,
    server,
    wiki,
    wiki_report,
)
from benchmarks.measure import Measured, cold_starts, measure_directory, measure_size, measure_wave, prepare

RESULTS = Path(__file__).resolve().parent / "results" / "latest.json"
SIZES = (114, 1_000, 10_000)


def members(installations: dict[int, Path], place: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Signed-in pages on both databases, by the number of organisations."""
    seconds, rounds = options.seconds, options.rounds
    on_sqlite = {
        size: members_report.measure_members(folder, seconds, rounds)
        for size, folder in installations.items()
    }
    return {
        "SQLite": on_sqlite,
        **members_report.on_postgresql(place, options.sizes, seconds, rounds, say),
    }


def table(result: Measured) -> None:
    """Everything that was measured."""
    report.table(result)
    members_report.table(result.members)
    forum_report.table(result.forum)
    wiki_report.table(result.wiki)
    news_report.table(result.news)


def arguments() -> argparse.ArgumentParser:
    """What can be said on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="length of one measurement")
    parser.add_argument("--rounds", type=int, default=9, help="how often each page and the hello take turns")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="numbers of organisations")
    parser.add_argument("--forum", action="store_true", help="the forum alone, into results/forum.json")
    parser.add_argument(
        "--posts", type=int, nargs="*", default=forum.ON_POSTGRESQL, help="numbers of posts on PostgreSQL"
    )
    parser.add_argument("--posts-on-sqlite", type=int, default=forum.ON_SQLITE, help="number of posts there")
    parser.add_argument(
        "--wiki", type=int, nargs="*", help="the wiki alone, of so many pages, into results/wiki.json"
    )
    parser.add_argument("--news", action="store_true", help="the news alone, into results/news.json")
    return parser


def main() -> int:
    """Measure, print, judge."""
    options = arguments().parse_args()
    print(f"Load: {load.name()}; cores: {len(server.cores())}; durability: synchronous=FULL.", flush=True)
    with tempfile.TemporaryDirectory(prefix="advocates-bench-") as place:
        if options.forum:
            return only_forum(Path(place), options)
        if options.news:
            return only_news(Path(place), options)
        if options.wiki is not None:
            return only_wiki(Path(place), options)
        installations = prepare(Path(place), options.sizes, say)
        result = Measured(load=load.name(), cold_starts=cold_starts(installations[min(options.sizes)], say))
        for size, folder in installations.items():
            say(f"{size} organisations")
            result.sizes[size] = measure_size(folder, options.seconds, options.rounds)
        result.members = members(installations, Path(place), options)
        result.p95 = measure_directory(installations, say)
        result.wave = measure_wave(installations[min(options.sizes)], say)
        result.forum = forum.measure(Path(place) / "first", Path(place), how(options), say)
        result.wiki = wiki.measure(Path(place) / "first", Path(place), options.seconds, options.rounds, say)
        result.news = news.measure(Path(place) / "first", Path(place), options.seconds, options.rounds, say)
    table(result)
    missed = [
        *report.missed(result),
        *members_report.missed(result.members),
        *forum_report.missed(result.forum),
        *wiki_report.missed(result.wiki),
        *news_report.missed(result.news),
    ]
    RESULTS.write_text(json.dumps({**result.as_dict(), "missed": missed}, indent=1))
    for sentence in missed:
        print(f"MISSED  {sentence}")
    print("All targets are met." if not missed else f"{len(missed)} targets are missed.")
    return 1 if missed else 0


def how(options: argparse.Namespace) -> forum.How:
    """The forum is measured."""
    return forum.How(options.seconds, options.rounds, options.posts, options.posts_on_sqlite)


def only_forum(place: Path, options: argparse.Namespace) -> int:
    """The forum's part of the run."""
    prepare(place, (), say)
    found = forum.measure(place / "first", place, how(options), say)
    forum_report.table(found)
    missed = list(forum_report.missed(found))
    RESULTS.with_name("forum.json").write_text(json.dumps({**found, "missed": missed}, indent=1))
    for sentence in missed:
        print(f"MISSED  {sentence}")
    return 1 if missed else 0


def only_wiki(place: Path, options: argparse.Namespace) -> int:
    """The wiki's part of the run."""
    prepare(place, (), say)
    sizes = options.wiki or wiki.SIZES
    found = wiki.measure(place / "first", place, options.seconds, options.rounds, say, sizes)
    wiki_report.table(found)
    missed = wiki_report.missed(found)
    RESULTS.with_name("wiki.json").write_text(json.dumps({**found, "missed": missed}, indent=1))
    for sentence in missed:
        print(f"MISSED  {sentence}")
    return 1 if missed else 0


def only_news(place: Path, options: argparse.Namespace) -> int:
    """The news' part of the run."""
    prepare(place, (), say)
    found = news.measure(place / "first", place, options.seconds, options.rounds, say)
    news_report.table(found)
    missed = news_report.missed(found)
    RESULTS.with_name("news.json").write_text(json.dumps({**found, "missed": missed}, indent=1))
    for sentence in missed:
        print(f"MISSED  {sentence}")
    return 1 if missed else 0


def say(line: str) -> None:
    """Progress, at once."""
    print(f"… {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
