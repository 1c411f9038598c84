"""The list of news: what was asked for in the address, one page of it, and what else can be asked for.

A page begins behind a place in the list, not at a number: so it costs the same however far back it lies.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from advocates.core import generations
from advocates.organisations.geo.countries import COUNTRIES, country_name, sort_key
from advocates.publishing.news.listing import listed, listed_elsewhere

PARAMETERS = ("kind", "year", "country", "before")
PAGE_SIZE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
PLACE = re.compile(r"([0-9]{1,17})-([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the news is wanted; empty: all, from the newest on."""

    kind: str = ""
    year: str = ""
    country: str = ""
    before: tuple[datetime, int] | None = None

    def address(self, **changes):
        """The query string of the same with something changed; a page of it begins at its own beginning."""
        asked = {"kind": self.kind, "year": self.year, "country": self.country, **changes}
        query = urlencode([(name, value) for name, value in asked.items() if value])
        return f"?{query}" if query else "."

    @property
    def is_filtered(self):
        return bool(self.kind or self.year or self.country)


@dataclass(frozen=True, slots=True)
class Facets:
    """How many articles there are of each kind, year and country."""

    kinds: dict
    years: dict
    countries: dict


def asked_of(parameters, kinds):
    """What stands in the address; what is no kind, year, country or place is not found."""
    kind, year, country, before = (parameters.get(name, "") for name in PARAMETERS)
    if (kind and kind not in kinds) or (year and not YEAR.fullmatch(year)):
        raise Http404
    if country and country not in COUNTRIES:
        raise Http404
    return Asked(kind, year, country, place_of(before) if before else None)


def place_of(text):
    found = PLACE.fullmatch(text)
    try:
        return EPOCH + timedelta(microseconds=int(found[1])), int(found[2])
    except (TypeError, OverflowError) as error:
        raise Http404 from error


def place_after(article):
    """The place in the list behind an article, for an address."""
    return f"{(article.listed_at - EPOCH) // timedelta(microseconds=1)}-{article.pk}"


def context_of(model, locale, parameters, language):
    """One page of the list with its archive; `locale` is the id of its language."""
    kinds = model.Kind
    asked = asked_of(parameters, kinds.values)
    rows = listed(model, locale, asked, PAGE_SIZE + 1)
    shown, facets = rows[:PAGE_SIZE], facets_of(model.objects.live().of_locale(locale), language)
    return {
        "asked": asked,
        "articles": shown,
        "elsewhere": [] if facets.years else listed_elsewhere(model, locale, PAGE_SIZE),
        "older_url": asked.address(before=place_after(shown[-1])) if len(rows) > PAGE_SIZE else "",
        "newest_url": asked.address() if asked.before else "",
        "all_url": asked.address(kind=""),
        "kinds": kinds_of(asked, kinds, facets),
        "years": sorted(facets.years.items(), reverse=True),
        "countries": named(facets.countries, language),
        "chosen": in_words(asked, kinds, language),
        "feeds": feeds_of(asked, language),
    }


def kinds_of(asked, kinds, facets):
    """The kinds of which there is something, each with its count and address."""
    return [
        {
            "value": kind.value,
            "label": kind.label,
            "count": facets.kinds[kind.value],
            "url": asked.address(kind=kind.value),
        }
        for kind in kinds
        if facets.kinds[kind.value]
    ]


def named(countries, language):
    """Codes and names with their counts, in the order of the reader's alphabet."""
    rows = [(code, country_name(code, language), count) for code, count in countries.items()]
    return sorted(rows, key=lambda row: sort_key(row[1], language))


_kept = {}


def forget():
    """Drop what is counted (tests change the tables behind our back)."""
    _kept.clear()


def facets_of(articles, language):
    """Counted once for each state of the pages."""
    generation = generations.read("pages")
    kept = _kept.get(language)
    if kept is None or kept[0] != generation:
        kept = _kept[language] = (generation, _counted(articles))
    return kept[1]


def _counted(articles):
    rows = list(articles.order_by().values_list("kind", "listed_at"))
    countries = articles.order_by().values_list("country_rows__country", flat=True)
    return Facets(
        Counter(kind for kind, _at in rows),
        Counter(str(at.year) for _kind, at in rows),
        Counter(code for code in countries if code),
    )


def in_words(asked, kinds, language):
    """What was asked for, for headings; empty for everything."""
    parts = [
        str(kinds(asked.kind).label) if asked.kind else "",
        country_name(asked.country, language) if asked.country else "",
        asked.year,
    ]
    return _(", ").join(filter(None, parts))


def feeds_of(asked, language):
    """The feeds of the same kind and country in the page's language, by their format."""
    scope = {
        "country": asked.country.lower(),
        "kind": asked.kind,
        "lang": "" if language == settings.LANGUAGE_CODE else language,
    }
    query = urlencode({name: value for name, value in scope.items() if value})
    return {
        name: f"{reverse(f'feed_{name}', args=['news'])}{'?' if query else ''}{query}"
        for name in ("atom", "rss", "json")
    }
