"""The words of pages that everybody may read: read when one is published, and what nobody announced later.

Reading the same page twice changes nothing.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, Value
from django.db.models.functions import Coalesce
from wagtail.models import Locale, Page

from advocates.core.folding import words
from advocates.core.jobs import every
from advocates.core.rows import among
from advocates.publishing.models import EventPage, KnowledgeArticle, NewsArticle
from advocates.publishing.reading import listed_pages
from advocates.search.models import LONGEST_WORD, PAGES, SiteWords
from advocates.search.page_texts import body_texts

AT_ONCE = 200
EXCERPT = 200
# Of one page; PostgreSQL holds no more than a million letters.
MOST_WORDS = 50_000
KINDS = {NewsArticle: "news", KnowledgeArticle: "knowledge", EventPage: "events"}


def read_pages(ids: Collection[int]) -> None:
    """The words of pages as they stand; of one that not everybody may read none are kept."""
    languages = dict(Locale.objects.values_list("pk", "language_code"))
    # In one order, so that two who read the same pages do not wait for each other.
    pages = list(_pages().filter(pk__in=ids).order_by("pk").specific())
    SiteWords.objects.filter(pk__in=set(ids) - {page.pk for page in pages}).delete()
    SiteWords.objects.bulk_create(
        [_row(page, languages[page.locale_id]) for page in pages],
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=["kind", "language", "at", "revision", "year", "countries", "summary", "words"],
    )


def read_some() -> int:
    """Read the newest of those whose present text was not read; returns how many they were, `AT_ONCE` at most."""
    ids = list(_unread()[:AT_ONCE])
    if ids:
        read_pages(ids)
    return len(ids)


@every(seconds=3600)
def fill_gaps() -> int:
    """Read what nobody announced, as an import, and forget what left unannounced; returns how many were read."""
    SiteWords.objects.exclude(among(_pages(), "page")).delete()
    done, unread = 0, _unread()
    # Each once, even where it is changed meanwhile.
    while ids := list(unread[:AT_ONCE]):
        read_pages(ids)
        done, unread = done + len(ids), _unread().filter(pk__lt=ids[-1])
    return done


def rebuild() -> int:
    """Forget everything and read it again; searches find less until it is done."""
    SiteWords.objects.all().delete()
    return fill_gaps()


def _pages() -> Any:
    """Those of the site that everybody may read."""
    return listed_pages().public().filter(depth__gte=2)


def _unread() -> Any:
    """The keys of those whose present text was not read, the newest first."""
    present = Coalesce(OuterRef("live_revision_id"), Value(0), output_field=BigIntegerField())
    read = SiteWords.objects.filter(page=OuterRef("pk"), revision=present)
    return _pages().exclude(Exists(read)).order_by("-pk").values_list("pk", flat=True)


def _row(page: Page, language: str) -> SiteWords:
    summary = getattr(page, "summary", "") or page.search_description
    # A home page without sections is an address alone.
    is_read = page.depth > 2 or getattr(page, "sections", None)
    texts = [page.title, summary, *body_texts(page)] if is_read else []
    found = dict.fromkeys(word[:LONGEST_WORD] for text in texts for word in words(text))
    row = SiteWords(
        page_id=page.pk,
        kind=next((kind for model, kind in KINDS.items() if isinstance(page, model)), PAGES),
        language=language,
        revision=page.live_revision_id or 0,
        countries=" ".join(_countries(page)),
        summary=summary[:EXCERPT],
        words=" ".join(list(found)[:MOST_WORDS]),
    )
    row.at = page.first_published_at or page.last_published_at or row.at
    # As the lists of news and events divide them.
    row.year = (getattr(page, "listed_at", None) or getattr(page, "starts_on", None) or row.at).year
    return row


def _countries(page: Page) -> Collection[str]:
    if isinstance(page, NewsArticle):
        return sorted(set(page.country_rows.values_list("country", flat=True)))
    return [page.country] if isinstance(page, EventPage) and page.country else []
