"""The table, and which targets were missed."""

from statistics import median

from benchmarks.measure import PAGES, Measured

LEAST_HIT = 10.0
MOST_MISS = 20.0
MOST_P95_RATIO = 1.5
MOST_MEMORY_MB = 200.0
MOST_COLD_START = 2.5
MOST_WAVE = 10.0


def table(result: Measured) -> None:
    """Print everything."""
    columns = f"{'hit/CPU-s':>11}{'hello':>8}{'ratio':>8}   {'miss/CPU-s':>11}{'hello':>8}{'cost':>8}"
    head = f"{'':14}{columns}{'queries':>9}"
    for size, found in result.sizes.items():
        print(f"\n{size} organisations\n{head}")
        for name in PAGES:
            hit, miss = found["hit"][name], found["miss"][name]
            print(
                f"{name:14}{hit['page']:>11,.0f}{hit['hello']:>8,.0f}{hit['ratio']:>7.1f}x   "
                f"{miss['page']:>11,.0f}{miss['hello']:>8,.0f}{1 / miss['ratio']:>7.1f}x{found['queries'][name]:>9}"
            )
        print(
            f"memory of web and worker after load: {found['hit_memory_mb']:.0f} MB with hits, "
            f"{found['miss_memory_mb']:.0f} MB without"
        )
    print(f"\np95 of the directory without the cache, ms: {result.p95}")
    print(f"cold start to the first page, s: {result.cold_starts} (median {median(result.cold_starts)})")
    wave = result.wave
    print(
        f"a wave of {wave['mails']:,} mails queued: {wave['seconds']} s "
        f"(the same rows raw: {wave['ceiling_seconds']} s)\n"
    )


def missed(result: Measured) -> list[str]:
    """One sentence for each target that was missed."""
    sentences = []
    for size, found in result.sizes.items():
        for name in PAGES:
            ratio, cost = found["hit"][name]["ratio"], 1 / found["miss"][name]["ratio"]
            if ratio < LEAST_HIT:
                sentences.append(f"{name} from the cache at {size}: {ratio:.1f} hellos, not {LEAST_HIT:g}.")
            if cost > MOST_MISS:
                sentences.append(f"{name} at {size}: costs {cost:.1f} hellos, more than {MOST_MISS:g}.")
        memory = max(found["hit_memory_mb"], found["miss_memory_mb"])
        if memory > MOST_MEMORY_MB:
            sentences.append(f"Memory at {size}: {memory:.0f} MB, more than {MOST_MEMORY_MB:g}.")
    return [*sentences, *_growth(result), *_start(result), *_wave(result)]


def _growth(result: Measured) -> list[str]:
    sentences = []
    for name in PAGES:
        counts = {size: found["queries"][name] for size, found in result.sizes.items()}
        if len(set(counts.values())) > 1:
            sentences.append(f"Queries of {name} are not constant: {counts}.")
    small, large = min(result.p95), max(result.p95)
    if result.p95[large] > result.p95[small] * MOST_P95_RATIO:
        sentences.append(
            f"p95 of the directory: {result.p95[large]} ms at {large}, {result.p95[small]} ms at {small}."
        )
    return sentences


def _start(result: Measured) -> list[str]:
    seconds = median(result.cold_starts)
    return [f"Cold start: {seconds} s, more than {MOST_COLD_START:g}."] if seconds > MOST_COLD_START else []


def _wave(result: Measured) -> list[str]:
    seconds = result.wave["seconds"]
    return [f"A wave of mails: {seconds} s, more than {MOST_WAVE:g}."] if seconds > MOST_WAVE else []
