"""The search of what editors have published for everybody, by the words that are kept of each page."""

import logging
import threading
from typing import Any

from advocates.core import generations
from advocates.core.folding import asked_words, words
from advocates.core.viewer import Viewer
from advocates.publishing.addresses import address_at
from advocates.search import actions
from advocates.search.members.questions import Term, of_terms
from advocates.search.models import LONGEST_WORD, PAGES, SiteWords
from advocates.search.sources import Result

logger = logging.getLogger(__name__)
MOST = 100
# So many are compared, the newest, in the reader's language and in all others.
CANDIDATES = 400

_looked: int | None = None
_lock = threading.Lock()


def search(viewer: Viewer, text: str, language: str, kind: str = PAGES) -> list[Result]:
    """Pages of a kind that hold all the words: those in the reader's language first, then by title, then by text."""
    asked = [word[:LONGEST_WORD] for word in asked_words(text)]
    if not asked:
        return []
    catch_up()
    question = of_terms([Term(word, is_beginning=True) for word in asked])
    rows = SiteWords.objects.visible_to(viewer).filter(kind=kind).holding(*question).newest_first()
    found = _candidates(rows.filter(language=language))
    if len(found) < MOST:
        found += _candidates(rows.exclude(language=language))
    found.sort(key=lambda row: (row[0] != language, not _has_all(row[1], asked), row[1]))
    return [
        Result(title, address_at(path, code), summary, code) for code, title, path, summary in found[:MOST]
    ]


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
