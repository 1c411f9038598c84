"""Lines that say what is happening and how long it has taken so far."""

import os
import time

STARTED = time.monotonic()
# The server reads it, so that its "ready after" counts from the moment the command was typed.
os.environ.setdefault("ADVOCATES_STARTED_AT", f"{time.time():.3f}")


def say(line: str) -> None:
    """Print one line with the seconds since the command began."""
    print(f"{time.monotonic() - STARTED:6.1f} s  {line}", flush=True)
