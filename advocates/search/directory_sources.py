"""Groups and countries, from the index of the public directory."""

from bisect import bisect_left
from functools import lru_cache
from itertools import islice, takewhile
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import ngettext

from advocates.core.folding import asked_words, words
from advocates.core.viewer import Viewer
from advocates.organisations import directory
from advocates.organisations.geo.countries import COUNTRIES, country_name, country_search_names, sort_key
from advocates.search.narrowing import Narrowed
from advocates.search.sources import Result

MOST = 20


def organisations(viewer: Viewer, text: str, language: str, narrowed: Narrowed) -> list[Result]:
    """Groups whose name, place or disease is asked for, as the directory itself finds them; they have no year."""
    if narrowed.language or narrowed.year:
        return []
    index = directory.index()
    selection = index.select(directory.Query(text=text, country=narrowed.country))
    found = index.positions(selection, language)
    return [_result(index.entries[position], language) for position in islice(found, MOST)]


def directory_url(text: str) -> str:
    """The directory with the same question."""
    return f"{reverse('directory')}?{urlencode({'q': text})}"


def _result(entry: directory.Entry, language: str) -> Result:
    places = [entry.city, *(country_name(code, language) for code in entry.countries[:3])]
    text = ", ".join(place for place in places if place)
    return Result(entry.name, reverse("organisation", args=[entry.slug]), text)


def countries(viewer: Viewer, text: str, language: str, narrowed: Narrowed) -> list[Result]:
    """Countries of whose names in all languages every asked word is a beginning."""
    asked = asked_words(text)
    if not asked or narrowed:
        return []
    codes = frozenset.intersection(*(_beginning_with(word) for word in asked))
    counts = directory.index().facts.by_country
    named = sorted(
        ((country_name(code, language), code) for code in codes), key=lambda row: sort_key(row[0], language)
    )
    return [
        Result(name, reverse("country", args=[code.lower()]), _groups(counts.get(code, 0)))
        for name, code in named[:MOST]
    ]


def _beginning_with(wanted: str) -> frozenset[str]:
    known = _words()
    start = bisect_left(known, (wanted,))
    return frozenset(
        code
        for _word, code in takewhile(lambda entry: entry[0].startswith(wanted), islice(known, start, None))
    )


@lru_cache(maxsize=1)
def _words() -> list[tuple[str, str]]:
    """Every word of every name of every country, with its code, in order."""
    return sorted(
        {(word, code) for code in COUNTRIES for name in country_search_names(code) for word in words(name)}
    )


def _groups(count: int) -> str:
    return ngettext("%(count)d group", "%(count)d groups", count) % {"count": count}
