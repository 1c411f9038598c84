"""Whether the data folder is in use: servers and workers hold a lock on it as long as they live."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

_held: list[int] = []


def hold() -> None:
    """Called by what serves or works, once; the lock goes with the process."""
    file = _open()
    fcntl.flock(file, fcntl.LOCK_SH)
    _held.append(file)


@contextmanager
def alone() -> Iterator[bool]:
    """Whether nobody uses the folder; nobody can begin to until this ends."""
    file = _open()
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        yield False
    else:
        yield True
    finally:
        os.close(file)


def _open() -> int:
    return os.open(settings.DATA_DIR / "in-use.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
