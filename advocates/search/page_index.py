"""Words of all live pages, in memory: there are few of them, and every script is folded by our own rules.

Made anew when the generation of pages has moved. Holds what every visitor may read.
"""

import threading
from dataclasses import dataclass
from itertools import islice

from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

from advocates.core import generations
from advocates.core.folding import asked_words, words
from advocates.core.viewer import Viewer
from advocates.publishing.addresses import address_of
from advocates.publishing.models import EventPage, KnowledgeArticle, NewsArticle
from advocates.publishing.reading import listed_pages
from advocates.search.sources import Result

MOST = 100
EXCERPT = 200
PAGES = "pages"
KINDS = {NewsArticle: "news", KnowledgeArticle: "knowledge", EventPage: "events"}


@dataclass(frozen=True, slots=True)
class Indexed:
    """One page: what is shown of it, and its words."""

    kind: str
    title: str
    url: str
    summary: str
    language: str
    title_words: frozenset[str]
    all_words: frozenset[str]


_kept: tuple[int, list[Indexed]] | None = None
_lock = threading.Lock()


def pages() -> list[Indexed]:
    """All live pages of the present generation."""
    global _kept  # noqa: PLW0603 - one copy per process, told apart by the shared counter
    generation = generations.read("pages")
    if _kept is None or _kept[0] != generation:
        with _lock:
            _kept = (generation, [_indexed(page) for page in _live_pages()])
    return _kept[1]


def forget() -> None:
    """Drop the index (tests change the table behind our back)."""
    global _kept  # noqa: PLW0603 - see pages
    _kept = None


def _live_pages() -> list[Page]:
    found = listed_pages().public().filter(depth__gte=2).select_related("locale").specific()
    return [page for page in found if page.depth > 2 or getattr(page, "sections", None)]  # noqa: PLR2004 - depth of a home page


def _indexed(page: Page) -> Indexed:
    summary = getattr(page, "summary", "") or page.search_description
    text = " ".join([page.title, summary, *body_texts(page)])
    return Indexed(
        kind=next((kind for model, kind in KINDS.items() if isinstance(page, model)), PAGES),
        title=page.title,
        url=address_of(page),
        summary=summary[:EXCERPT],
        language=page.locale.language_code,
        title_words=frozenset(words(page.title)),
        all_words=frozenset(words(text)),
    )


def body_texts(page: Page) -> list[str]:
    """What can be searched of a page's blocks."""
    stream = getattr(page, "body", None) or getattr(page, "sections", None)
    if stream is None:
        return []
    return [get_text_for_indexing(str(text)) for text in stream.stream_block.get_searchable_content(stream)]


def search(viewer: Viewer, text: str, language: str, kind: str = PAGES) -> list[Result]:
    """Pages of a kind that hold all the words: those in the reader's language first, then by title, then by text."""
    asked = asked_words(text)
    if not asked:
        return []
    found = [(_rank(page, asked, language), page) for page in pages() if page.kind == kind]
    hits = sorted(
        ((rank, page) for rank, page in found if rank), key=lambda hit: (hit[0], hit[1].title), reverse=False
    )
    return [
        Result(page.title, page.url, page.summary, page.language) for _rank_of, page in islice(hits, MOST)
    ]


def _rank(page: Indexed, asked: list[str], language: str) -> tuple[bool, bool] | None:
    """Smaller is better; None when a word is missing."""
    if not all(_has(page.all_words, wanted) for wanted in asked):
        return None
    return (page.language != language, not all(_has(page.title_words, wanted) for wanted in asked))


def _has(known: frozenset[str], wanted: str) -> bool:
    return wanted in known or any(word.startswith(wanted) for word in known)
