"""Stored pages, and a shelf for them that never grows beyond its bytes."""

import threading
import time
from collections import OrderedDict
from typing import Any, Generic, TypeVar

from advocates.core import generations
from advocates.core.packed import Headers, Packed, StartResponse

OFTEN = 4
Key = tuple[str, str]
Marks = tuple[tuple[str, int], ...]


class Page(Packed):
    """A stored page. When it has been asked for some times, it is compressed better."""

    __slots__ = ("asked", "marks", "until")

    def __init__(self, headers: Headers, body: bytes, marks: Marks, seconds: float) -> None:
        super().__init__(headers, body)
        self.marks, self.until, self.asked = marks, time.monotonic() + seconds, 0

    def answer(self, environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        self.asked += 1
        if self.asked == OFTEN:
            self.pack_better()
        return Packed.answer(self, environ, start_response)

    def is_fresh(self) -> bool:
        """Whether no data changed since before it was rendered, and its time is not over."""
        if time.monotonic() >= self.until:
            return False
        for name, number in self.marks:  # noqa: SIM110 - a generator would double the time of a hit's freshness
            if generations.read(name) != number:
                return False
        return True


Kept = TypeVar("Kept", bound=Packed)


class Shelf(Generic[Kept]):
    """Bodies up to a number of bytes; those not asked for longest go first."""

    def __init__(self, most: int) -> None:
        self.most, self.weight = most, 0
        self.kept: OrderedDict[Key, Kept] = OrderedDict()
        self.lock = threading.Lock()

    def put(self, key: Key, body: Kept) -> None:
        """Keep a body, unless it would take more than a quarter of the shelf."""
        if weight_of(body) > self.most // 4:
            return
        with self.lock:
            self.weight += weight_of(body) - self._drop(key)
            self.kept[key] = body
            while self.weight > self.most:
                _, oldest = self.kept.popitem(last=False)
                self.weight -= weight_of(oldest)

    def get(self, key: Key) -> Kept | None:
        """The body that is kept under the key; it becomes the last to go."""
        body = self.kept.get(key)
        if body is not None:
            try:
                self.kept.move_to_end(key)
            except KeyError:  # another thread dropped it just now
                return None
        return body

    def _drop(self, key: Key) -> int:
        body = self.kept.pop(key, None)
        return weight_of(body) if body is not None else 0


def marks_of(watches: tuple[str, ...]) -> Marks:
    """The present generations by name."""
    return tuple((name, generations.read(name)) for name in watches)


def weight_of(body: Packed) -> int:
    """About how many bytes it holds on to: the body, the two compressed ones, headers."""
    return 2 * len(body.body) + 2048
