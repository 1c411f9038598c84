"""Articles as a list shows them: rows of what stands there, not pages with all their text."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.conf import settings

from advocates.core.asking import written_once

COLUMNS = (
    "pk",
    "translation_key",
    "locale__language_code",
    "url_path",
    "title",
    "summary",
    "kind",
    "listed_at",
    "last_published_at",
    "correction",
    "corrected_on",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One article of a list."""

    pk: int
    translation_key: UUID
    language: str
    url_path: str
    title: str
    summary: str
    kind: str
    listed_at: datetime
    last_published_at: datetime | None
    correction: str
    corrected_on: date | None


def listed(model, locale, asked, most):
    """The newest live articles of a language that were asked for, behind a place where there is one; one statement."""
    years = None
    if asked.year:
        first = datetime(int(asked.year), 1, 1, tzinfo=UTC)
        years = (first, first.replace(year=first.year + 1))
    wanted = (asked.kind or None, asked.country or None, years, asked.before)
    return [Listed(*row) for row in _rows(locale, wanted, model=model, most=most)]


def listed_elsewhere(model, locale, most):
    """The newest of the other languages, each article once: better than to hear that nothing was published."""
    return in_first_language([Listed(*row) for row in _rows_elsewhere(locale, model=model, most=most)])


def in_first_language(rows):
    """Of each article with its translations one row, in the language that comes first among those of the site."""
    order = {code: number for number, (code, _name) in enumerate(settings.LANGUAGES)}
    first = {}
    for row in rows:
        known = first.setdefault(row.translation_key, row)
        if order.get(row.language, len(order)) < order.get(known.language, len(order)):
            first[row.translation_key] = row
    return list(first.values())


@written_once
def _rows_elsewhere(locale, *, model, most):
    return model.objects.live().exclude(locale=locale).newest_first().values_list(*COLUMNS)[:most]


@written_once
def _rows(locale, wanted, *, model, most):
    kind, country, years, before = wanted
    found = model.objects.live().of_locale(locale)
    if kind is not None:
        found = found.filter(kind=kind)
    if country is not None:
        found = found.filter(country_rows__country=country)
    if years is not None:
        found = found.filter(listed_at__gte=years[0], listed_at__lt=years[1])
    if before is not None:
        found = found.before(*before)
    return found.newest_first().values_list(*COLUMNS)[:most]
