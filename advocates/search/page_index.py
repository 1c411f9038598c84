"""The search of what editors have published for everybody, by the words that are kept of each page."""

import logging
import threading
from itertools import starmap
from typing import Any

from advocates.core import generations
from advocates.core.folding import asked_words, words
from advocates.core.viewer import Viewer
from advocates.publishing.addresses import address_at
from advocates.search import actions, narrowing
from advocates.search.members.questions import Term, of_terms
from advocates.search.models import LONGEST_WORD, PAGES, SiteWords
from advocates.search.narrowing import EVERYTHING, Facet, Found, Narrowed, as_filter
from advocates.search.sources import Result

logger = logging.getLogger(__name__)
MOST = 100
# So many are compared, the newest, in the reader's language and in all others.
CANDIDATES = 400
# More words are not looked for.
MOST_ASKED = 12
# The values of so many are looked at, the newest; where there are more, none are counted.
COUNTED = 5000

_looked: int | None = None
_lock = threading.Lock()


def search(
    viewer: Viewer, text: str, language: str, narrowed: Narrowed = EVERYTHING, *, kind: str = PAGES
) -> list[Result]:
    """Pages of a kind that hold all the words: those in the reader's language first, then by title, then by text."""
    asked = _asked(text)
    if not asked:
        return []
    catch_up()
    rows = _holding(viewer, asked).filter(kind=kind, **as_filter(narrowed)).newest_first()
    found = _candidates(rows.filter(language=language))
    if len(found) < MOST:
        found += _candidates(rows.exclude(language=language))
    found.sort(key=lambda row: (row[0] != language, not _has_all(row[1], asked), row[1]))
    return [
        Result(title, address_at(path, code), summary, code) for code, title, path, summary in found[:MOST]
    ]


def facets(viewer: Viewer, text: str, language: str, kind: str, narrowed: Narrowed) -> list[Facet]:
    """What the pages of a kind, or of all, that hold the words can be narrowed to."""
    asked = _asked(text)
    if not asked:
        return []
    rows = _holding(viewer, asked)
    if kind:
        rows = rows.filter(kind=kind)
    found = list(rows.newest_first().values_list("language", "year", "countries")[: COUNTED + 1])
    return narrowing.facets(starmap(Found, found), narrowed, language, is_whole=len(found) <= COUNTED)


def _asked(text: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in asked_words(text)[:MOST_ASKED]]


def _holding(viewer: Viewer, asked: list[str]) -> Any:
    question = of_terms([Term(word, is_beginning=True) for word in asked])
    return SiteWords.objects.visible_to(viewer).holding(*question)


def _candidates(rows: Any) -> list[tuple[str, str, str, str]]:
    return list(rows.values_list("language", "page__title", "page__url_path", "summary")[:CANDIDATES])


def _has_all(title: str, asked: list[str]) -> bool:
    known = list(words(title))
    return all(any(word.startswith(wanted) for word in known) for wanted in asked)


def catch_up() -> None:
    """Read some of what nobody announced, where pages have changed since this process looked last.

    What is more than some the next search reads, or the worker. Without it the search finds what is known.
    """
    global _looked  # noqa: PLW0603 - one per process, told apart by the shared counter
    generation = generations.read("pages")
    with _lock:
        if _looked == generation:
            return
        try:
            is_done = actions.read_some() < actions.AT_ONCE
        except Exception:  # a text that cannot be read, a database that somebody else writes to for long
            logger.exception("event=site_words_not_read")
            is_done = True
        _looked = generation if is_done else None


def forget() -> None:
    """Look again (tests change the table behind our back)."""
    global _looked  # noqa: PLW0603 - see catch_up
    _looked = None
