"""Generation counters: one number for each kind of data, raised when such data is committed.

Whoever keeps something derived from data (a rendered page, an index in memory) reads the number *before* reading the
data and keeps both; the copy is fresh as long as the number is the same. The numbers are shared by all processes of a
machine through a small mapped file in DATA_DIR, and by several machines through Redis where CACHE_URL names one.
"""

import fcntl
import logging
import mmap
import os
import threading
import time
import zlib
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.cache import cache
from django.core.signals import setting_changed
from django.db import transaction

logger = logging.getLogger(__name__)

SLOTS = 64
NUMBER_BYTES = 8
REMOTE_SECONDS = 1.0


class Counters(Protocol):
    """Where the numbers live."""

    def read(self, name: str) -> int: ...

    def bump(self, name: str) -> None: ...


def read(name: str) -> int:
    """The present generation of a kind of data, such as `organisations`; at most a second old across machines."""
    return _counters().read(name)


def bump(name: str) -> None:
    """Raise the generation at once. Inside a transaction use `bump_on_commit`: others must not see it too early."""
    _counters().bump(name)


def bump_on_commit(name: str) -> None:
    """Raise the generation when the present transaction is committed (at once outside of one)."""
    transaction.on_commit(partial(bump, name))


@lru_cache(maxsize=1024)
def slot_of(name: str) -> int:
    """The place of a name in the file. Two names in one place only outdate each other's copies more often."""
    return zlib.crc32(name.encode()) % SLOTS


class Mapped:
    """Numbers in a mapped file, for all processes of this machine."""

    def __init__(self, path: Path) -> None:
        self._thread_lock = threading.Lock()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if os.fstat(self._file).st_size < SLOTS * NUMBER_BYTES:
            os.ftruncate(self._file, SLOTS * NUMBER_BYTES)
        self._numbers = memoryview(mmap.mmap(self._file, SLOTS * NUMBER_BYTES)).cast("Q")

    def read(self, name: str) -> int:
        # Without a lock: eight aligned bytes are copied at once, and a torn number could only cost one rendering.
        return self._numbers[slot_of(name)]

    def bump(self, name: str) -> None:
        slot = slot_of(name)
        # flock() belongs to the open file, so it keeps other processes out, but not other threads.
        with self._thread_lock:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                self._numbers[slot] += 1
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)


class Own:
    """Numbers of this process alone, where DATA_DIR cannot be written to."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._lock = threading.Lock()

    def read(self, name: str) -> int:
        return self._numbers.get(name, 0)

    def bump(self, name: str) -> None:
        with self._lock:
            self._numbers[name] = self._numbers.get(name, 0) + 1


class Remote:
    """Numbers in Redis, for several machines; read at most once a second.

    Our own changes are added to what Redis says, so that this process never misses one, even while Redis is away.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, int]] = {}
        self._own = Own()

    def read(self, name: str) -> int:
        until, value = self._known.get(name, (0.0, 0))
        if until < time.monotonic():
            value = self._ask(name, value)
            self._known[name] = (time.monotonic() + REMOTE_SECONDS, value)
        return value + self._own.read(name)

    def bump(self, name: str) -> None:
        self._own.bump(name)
        try:
            self._start(name)
            cache.incr(self._key(name))
        except Exception:  # whatever the client library raises: other machines' copies live 60 s at most
            logger.warning("event=generation_not_shared name=%s", name, exc_info=True)

    def _ask(self, name: str, last: int) -> int:
        try:
            self._start(name)
            return int(cache.get(self._key(name)))
        except Exception:  # the last known number is better than no page
            logger.warning("event=generation_not_read name=%s", name, exc_info=True)
            return last

    def _start(self, name: str) -> None:
        # A counter that Redis lost starts from the clock in microseconds: an old number must never come back.
        cache.add(self._key(name), int(time.time() * 1_000_000), timeout=None)

    @staticmethod
    def _key(name: str) -> str:
        return f"generation:{name}"


@lru_cache(maxsize=1)
def _counters() -> Counters:
    if "RedisCache" in settings.CACHES["default"]["BACKEND"]:
        return Remote()
    try:
        return Mapped(Path(settings.DATA_DIR) / "generations.bin")
    except OSError as error:
        logger.warning("event=generations_not_shared reason=%s", error.strerror)
        return Own()


def _forget(*, setting: str, **_kwargs: Any) -> None:
    if setting in {"DATA_DIR", "CACHES"}:
        _counters.cache_clear()


setting_changed.connect(_forget)
