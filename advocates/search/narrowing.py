"""What a search of the site is narrowed to, and what it can be narrowed to among what was found."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from advocates.organisations.geo.countries import COUNTRIES, country_name, language_own_name, sort_key

YEAR = re.compile(r"(?:19|20)[0-9]{2}")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Empty: everything."""

    language: str = ""
    year: str = ""
    country: str = ""

    def __bool__(self) -> bool:
        return bool(self.language or self.year or self.country)


EVERYTHING = Narrowed()
PARAMETERS = tuple(asdict(EVERYTHING))


@dataclass(frozen=True, slots=True)
class Found:
    """What a page can be narrowed by."""

    language: str
    year: int
    countries: str

    def values(self, name: str) -> list[str]:
        if name == "country":
            return self.countries.split()
        return [str(getattr(self, name))]

    def is_in(self, narrowed: Narrowed, besides: str = "") -> bool:
        """Whether it is wanted, whatever is chosen in one facet."""
        asked = asdict(narrowed).items()
        return all(value in self.values(name) for name, value in asked if value and name != besides)


@dataclass(frozen=True, slots=True)
class Facet:
    """Values to choose from, each with its name and how many pages it would give; a count of -1 is not known."""

    name: str
    label: str
    everything: str
    chosen: str
    options: list[tuple[str, str, int]]


def narrowed_by(parameters: Mapping[str, str]) -> Narrowed:
    """As the address says; what is no language, year or country is not found (`Http404`)."""
    found = Narrowed(**{name: parameters.get(name, "") for name in PARAMETERS})
    is_known = (
        (not found.language or LANGUAGE.fullmatch(found.language))
        and (not found.year or YEAR.fullmatch(found.year))
        and (not found.country or found.country in COUNTRIES)
    )
    if not is_known:
        raise Http404
    return found


def facets(rows: Iterable[Found], narrowed: Narrowed, language: str, *, is_whole: bool) -> list[Facet]:
    """Those in which there is something to choose, or something is chosen. Counts only where all rows are here."""
    rows = list(rows)
    made = []
    for name, (label, everything) in _words().items():
        chosen = getattr(narrowed, name)
        counts = Counter(value for row in rows if row.is_in(narrowed, name) for value in row.values(name))
        if chosen:
            counts.setdefault(chosen, 0)
        if len(counts) > 1 or chosen:
            options = [
                (value, _name(name, value, language), count if is_whole else -1)
                for value, count in counts.items()
            ]
            made.append(Facet(name, label, everything, chosen, _in_order(name, options, language)))
    return made


def _words() -> dict[str, tuple[str, str]]:
    return {
        "language": (_("Language"), _("All languages")),
        "year": (_("Year"), _("All years")),
        "country": (_("Country"), _("All countries")),
    }


def _name(name: str, value: str, language: str) -> str:
    if name == "country":
        return country_name(value, language)
    return language_own_name(value) if name == "language" else value


def _in_order(name: str, options: list[tuple[str, str, int]], language: str) -> list[tuple[str, str, int]]:
    if name == "year":
        return sorted(options, reverse=True)
    return sorted(options, key=lambda option: sort_key(option[1], language))


def as_filter(narrowed: Narrowed) -> dict[str, Any]:
    """The same as conditions on `SiteWords`."""
    asked = {
        "language": narrowed.language,
        "year": int(narrowed.year or 0),
        "countries__contains": narrowed.country,
    }
    return {name: value for name, value in asked.items() if value}
