"""Differences drawn a moment ago: a change that many are told of is worked out once, not for each who looks.

They are kept by the two texts themselves, and the language of the page. So nothing that is kept can be out of date, and
nobody is shown a difference who was not given both texts before.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock

from django.core.signals import setting_changed
from django.dispatch import receiver
from django.utils.safestring import SafeString

# Of each process, in characters; what is longer than a part of it would push out all the others.
MOST_KEPT, LONGEST = 2_000_000, 500_000
Key = tuple[bytes, bytes, str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The rows of a difference, and how many words came and went."""

    html: SafeString
    added: int
    removed: int
    moved: int
    is_empty: bool


@dataclass(slots=True)
class Kept:
    """What was looked at last."""

    drawn: "OrderedDict[Key, Drawn]" = field(default_factory=OrderedDict)
    length: int = 0
    lock: Lock = field(default_factory=Lock)

    def get(self, key: Key) -> Drawn | None:
        with self.lock:
            found = self.drawn.get(key)
            if found is not None:
                self.drawn.move_to_end(key)
            return found

    def put(self, key: Key, made: Drawn) -> None:
        if len(made.html) > LONGEST:
            return
        with self.lock:
            if key not in self.drawn:
                self.drawn[key] = made
                self.length += len(made.html)
            while self.length > MOST_KEPT:
                _oldest, gone = self.drawn.popitem(last=False)
                self.length -= len(gone.html)

    def forget(self) -> None:
        with self.lock:
            self.drawn.clear()
            self.length = 0


_kept = Kept()


def drawn_once(old: str, new: str, language: str, draw: Callable[[], Drawn]) -> Drawn:
    """What `draw` makes of two texts in a language, or made of them before."""
    key = sha256(old.encode()).digest(), sha256(new.encode()).digest(), language
    found = _kept.get(key)
    if found is None:
        found = draw()
        _kept.put(key, found)
    return found


@receiver(setting_changed)
def forget(**_kwargs: object) -> None:
    """Tests change settings, and with them what rows say."""
    _kept.forget()
