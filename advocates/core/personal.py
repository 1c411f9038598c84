"""What belongs to one person, across all apps: handed out on request, and taken away when the account is erased.

Apps register sections of the export, what somebody agreed to, and erasers; the deeds are in `accounts.leaving`.
Whoever adds a table with a link to a person decides in `tests/test_personal.py` what happens to it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from advocates.core import suppressions


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom it is about: the account, and every address under which something of theirs may stand."""

    person: models.Model
    name: str
    addresses: frozenset[str]
    # What is signed with the name, and shows nothing else of the person, may keep it when the account is erased.
    keeps_name: bool = True

    @property
    def hashes(self) -> set[str]:
        """The keyed hashes under which addresses are kept where they themselves are not."""
        return {suppressions.address_hash(address) for address in self.addresses}


@dataclass(frozen=True, slots=True)
class Agreed:
    """One line of the log of consents: when, to what, in exactly which words, and whether it has ended."""

    at: datetime
    words: str
    lang: str
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """A text under the person's name; without address where nobody reads it yet."""

    title: str
    lang: str
    url: str


Rows = Iterable[Mapping[str, Any]]
_sections: dict[str, Callable[[Subject], Rows]] = {}
_agreements: list[Callable[[Subject], Iterable[Agreed]]] = []
_erasers: list[Callable[[Subject], None]] = []
_signed: list[Callable[[Subject], Iterable[Signed]]] = []


def register_section(name: str, rows: Callable[[Subject], Rows]) -> None:
    """A part of the export: rows that are the person's own, with nothing of anybody else in them."""
    _sections[name] = rows


def register_agreements(source: Callable[[Subject], Iterable[Agreed]]) -> None:
    """A source of the log of consents."""
    if source not in _agreements:
        _agreements.append(source)


def register_eraser(eraser: Callable[[Subject], None]) -> None:
    """Part of the erasure's transaction: takes the name and the addresses away, keeps the words of organisations."""
    if eraser not in _erasers:
        _erasers.append(eraser)


def register_signed(source: Callable[[Subject], Iterable[Signed]]) -> None:
    """A source of texts that are signed; its eraser takes the name out where it is not to be kept."""
    if source not in _signed:
        _signed.append(source)


def signed_by(subject: Subject) -> list[Signed]:
    """All of them: whoever leaves is asked whether the name stays there."""
    return [text for source in _signed for text in source(subject)]


def everything_of(subject: Subject) -> dict[str, list[Mapping[str, Any]]]:
    """The whole export, section by section."""
    return {name: list(rows(subject)) for name, rows in sorted(_sections.items())}


def agreements_of(subject: Subject) -> list[Agreed]:
    """All that somebody agreed to, the latest first."""
    found = [line for source in _agreements for line in source(subject)]
    return sorted(found, key=lambda line: line.at, reverse=True)


def erase(subject: Subject) -> None:
    """Have every app take away what it holds; the uppermost goes first, for it leans on those below."""
    for eraser in reversed(_erasers):
        eraser(subject)


def without(value: Any, words: frozenset[str]) -> Any:
    """A stored value of any depth in which texts that are exactly one of these words are emptied."""
    if isinstance(value, dict):
        return {name: without(inner, words) for name, inner in value.items()}
    if isinstance(value, list):
        return [without(inner, words) for inner in value]
    return "" if isinstance(value, str) and value.strip().casefold() in words else value
