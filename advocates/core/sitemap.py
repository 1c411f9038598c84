"""The sitemap: apps register what of theirs robots may find; `/sitemap.xml` lists the parts.

A source returns places; each is written once for each language in which it answers. Places are cut into parts, so
that no file grows beyond what robots accept.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from advocates.core.i18n import in_language

EVERY_LANGUAGE = tuple(code for code, _name in settings.INTERFACE_LANGUAGES)
# Robots accept 50,000 addresses a file; a smaller file is made faster.
PLACES_A_PART = 1000


@dataclass(frozen=True, slots=True)
class Place:
    """A public address without language prefix, when it last changed, and the languages in which it answers.

    What has an address of its own in each language names them in `addresses`, by language, with their prefixes.
    """

    path: str
    changed_at: datetime | None = None
    languages: tuple[str, ...] = EVERY_LANGUAGE
    addresses: Mapping[str, str] = field(default_factory=dict)

    def urls(self) -> list[tuple[str, str]]:
        """Language and absolute address, for each language."""
        own = self.addresses or {code: in_language(self.path, code) for code in self.languages}
        return [(language, settings.SITE_URL + address) for language, address in own.items()]


Source = Callable[[], Iterable[Place]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a section (lower-case letters); `source` is called for each answer and must not need a query per place."""
    _sources[name] = source


def parts() -> list[tuple[str, int]]:
    """Name of the section and number of the part, from 1; an empty section has none."""
    return [
        (name, start // PLACES_A_PART + 1)
        for name, source in sorted(_sources.items())
        for start in range(0, len(list(source())), PLACES_A_PART)
    ]


def part(name: str, number: int) -> Sequence[Place]:
    """The places of a part; nothing for a section or part that does not exist."""
    source = _sources.get(name)
    if source is None or number < 1:
        return []
    start = (number - 1) * PLACES_A_PART
    return list(source())[start : start + PLACES_A_PART]
