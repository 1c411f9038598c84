"""Whether the header leads to the page of donations: only where that page says where money can go."""

from django.conf import settings

from advocates.core import generations
from advocates.core.i18n import in_language
from advocates.publishing.models import DonatePage, donate_page_of

_kept = {}


def forget():
    """Drop what is known (tests change the tables behind our back)."""
    _kept.clear()


def donate_url(language):
    """The address of the page in a language, empty where nobody could give; asked once for each state of the pages."""
    generation = generations.read("pages")
    kept = _kept.get(language)
    if kept is None or kept[0] != generation:
        kept = _kept[language] = (generation, _address(language))
    return kept[1]


def _address(language):
    """Where a language has no page of its own, that of the first language is shown at the same address."""
    page = donate_page_of(language) or donate_page_of(settings.LANGUAGE_CODE)
    where_to = page.first_language if page is not None else None
    if where_to is None or not (where_to.accounts or where_to.providers):
        return ""
    return in_language(f"/{DonatePage.SLUG}/", language)
