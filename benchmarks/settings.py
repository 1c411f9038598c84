"""The product's settings with a bare view beside its own, without limits of rate, with or without the page cache."""

import os

from advocates.config.settings import *  # noqa: F403


class NoLimits(dict[str, tuple[int, int]]):
    """So many uses of anything that no run reaches them."""

    def __missing__(self, kind: str) -> tuple[int, int]:
        return 10**9, 60


ROOT_URLCONF = "benchmarks.urls"
LIMITS = NoLimits()
# With a shelf of no bytes every request reaches Django, as a miss does.
PAGE_CACHE_BYTES = 16 * 2**20 if os.environ.get("BENCH_KEEP_PAGES", "yes") == "yes" else 0
