"""People and groups by their names: folded and compared here, as nothing about people is kept in an index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from advocates.core.asking import written_once
from advocates.core.folding import words
from advocates.core.viewer import Viewer
from advocates.organisations import directory
from advocates.organisations.models import Mandate, Organisation
from advocates.organisations.wordindex import one_error_apart
from advocates.search.members.asking import SHORTEST_WITH_ERROR, terms_of
from advocates.search.members.questions import Term

MOST = 500
FIELDS = (
    "person_id", "person__full_name", "organisation_id", "organisation__name", "organisation__slug",
    "organisation__city", "organisation__country", "role",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """A group as it is listed."""

    id: int
    name: str
    slug: str
    city: str
    countries: Sequence[str]


def people(viewer: Viewer, text: str) -> list[dict[str, Any]]:
    """Mandates of people whose own name fits; those who are protected are not among them."""
    terms = terms_of(text)
    if not terms:
        return []
    rows = [dict(zip(FIELDS, row, strict=True)) for row in _listed(viewer, timezone.now())]
    return _best(rows, lambda row: (row["person__full_name"],), terms)


@written_once
def _listed(viewer: Viewer, now: datetime) -> QuerySet[Mandate, Any]:
    listed = Mandate.objects.listed_for(viewer, now).order_by("person__full_name", "id")
    return listed.values_list(*FIELDS)


def groups(viewer: Viewer, text: str, language: str) -> list[Group]:
    """Those of the public directory as it finds them itself; before them those that only this viewer sees."""
    terms = terms_of(text)
    if not terms:
        return []
    index = directory.index()
    positions = index.positions(index.select(directory.Query(text=text)), language)[:MOST]
    public = [index.entries[position] for position in positions]
    found = [Group(entry.id, entry.name, entry.slug, entry.city, entry.countries) for entry in public]
    return [*_own(viewer, terms, {group.id for group in found}), *found]


def _own(viewer: Viewer, terms: Sequence[Term], known: Iterable[int]) -> list[Group]:
    own = [held.organisation for held in viewer.mandates]
    rows = Organisation.objects.visible_to(viewer).filter(pk__in=own).exclude(pk__in=known)
    names = ("id", "name", "slug", "city", "country", "local_name", "acronym")
    found = _best(
        list(rows.values(*names)), lambda row: (row["name"], row["local_name"], row["acronym"]), terms
    )
    return [Group(row["id"], row["name"], row["slug"], row["city"], [row["country"]]) for row in found]


def writers(viewer: Viewer, text: str, language: str) -> tuple[frozenset[int], frozenset[int]]:
    """Whom a name means, as a filter: people and groups."""
    return (
        frozenset(row["person_id"] for row in people(viewer, text)),
        frozenset(group.id for group in groups(viewer, text, language)),
    )


def _best(rows: list[dict[str, Any]], names: Any, terms: Sequence[Term]) -> list[dict[str, Any]]:
    """Those in which all words are found; with a typing error only where nobody fits without."""
    spelt = [(row, set(words(" ".join(names(row))))) for row in rows]
    for fits in (_begins, _is_alike):
        found = [row for row, known in spelt if all(fits(term.word, known) for term in terms)]
        if found:
            return found[:MOST]
    return []


def _begins(wanted: str, known: set[str]) -> bool:
    return wanted in known or any(word.startswith(wanted) for word in known)


def _is_alike(wanted: str, known: set[str]) -> bool:
    if _begins(wanted, known):
        return True
    return len(wanted) >= SHORTEST_WITH_ERROR and any(one_error_apart(wanted, word) for word in known)
