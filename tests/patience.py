"""How long a test waits for what must not be slow: what is allowed on this machine, at this moment.

A test tells work that grows with the square of what it is given from work that does not: the first needs minutes where
the second needs a part of a second. How fast a quiet machine is, the benchmarks say.
"""

import time

QUIET = 0.025  # Processor seconds that `_work` takes on the machine that the bars of the tests were made on.


def _work() -> list[dict[str, int]]:
    return [{"number": number} for number in range(100_000)]


def patience(seconds: float) -> float:
    """The seconds that are allowed where a quiet machine needs `seconds`: four times as many, more on a slow one."""
    began = time.process_time()
    _work()
    return 4 * seconds * max(1.0, (time.process_time() - began) / QUIET)
