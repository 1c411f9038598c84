"""A question in the words of both databases: SQLite's FTS5 and PostgreSQL's tsquery.

Words come from `core.folding` and hold letters and digits alone, so nothing in them can be an operator. They are put
in quotation marks all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One asked word: as it stands, by its beginning, or as one of the known words that are spelt alike."""

    word: str
    is_beginning: bool = False
    alike: tuple[str, ...] = ()
    # The words that begin so where the reader reads; None: too many to be named, or not looked up.
    known: tuple[str, ...] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the database has to look for every word that begins so."""
        return self.is_beginning and self.known is None

    @property
    def others(self) -> tuple[str, ...]:
        return (*(self.known or ()), *self.alike)


def of_terms(terms: Sequence[Term]) -> tuple[str, str]:
    """All words must be there; of each any of its spellings."""
    return " AND ".join(map(_fts5, terms)), " & ".join(map(_tsquery, terms))


def _fts5(term: Term) -> str:
    first = f'"{term.word}"{"*" if term.is_open else ""}'
    return "(" + " OR ".join([first, *(f'"{word}"' for word in term.others)]) + ")"


def _tsquery(term: Term) -> str:
    first = f"'{term.word}'{':*' if term.is_open else ''}"
    return "(" + " | ".join([first, *(f"'{word}'" for word in term.others)]) + ")"
