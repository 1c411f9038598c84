"""Who watches a page, and how closely: what somebody said of the page itself, else of the nearest page above it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from advocates.accounts.models import Person
from advocates.core.asking import written_once
from advocates.core.viewer import Viewer
from advocates.wiki.models import How, Watching, WatchWish, WikiPage


@dataclass(frozen=True, slots=True)
class Watched:
    """How somebody watches a page. `above` is the page of whose branch it is a part, where that decides."""

    how: How = How.NONE
    with_branch: bool = False
    seen: int = 0
    is_own: bool = False
    above: int | None = None

    @property
    def is_watched(self) -> bool:
        return self.how > How.NONE


def watchers_of(page: WikiPage) -> dict[int, int]:
    """By person; those who said that they do not want to know are not among them."""
    rows = Watching.objects.filter(Q(page=page.pk) | Q(page__in=page.above, with_branch=True))
    return _nearest(page, rows.values_list("person", "page", "how"))


def _nearest(page: WikiPage, rows: Iterable[tuple[int, int, int]]) -> dict[int, int]:
    depth = {pk: number for number, pk in enumerate([*page.above, page.pk])}
    found: dict[int, tuple[int, int]] = {}
    for person, on, how in rows:
        found[person] = max(found.get(person, (-1, 0)), (depth[on], how))
    return {person: how for person, (_depth, how) in found.items() if how > How.NONE}


def watched_by(viewer: Viewer, page: WikiPage) -> Watched:
    """How the viewer watches a page; one small statement."""
    if viewer.person is None:
        return Watched()
    on = [page.pk, *reversed(page.above)]
    rows = {row.page_id: row for row in _rows(viewer.person.pk, on)}
    if own := rows.get(page.pk):
        return Watched(How(own.how), own.with_branch, own.seen, is_own=True)
    near = next((rows[pk] for pk in on if pk in rows and rows[pk].with_branch), None)
    return Watched(How(near.how), above=near.page_id) if near is not None else Watched()


@written_once
def _rows(person: int, pages: list[int]) -> QuerySet[Watching]:
    return Watching.objects.filter(person=person, page__in=pages)


def watches_own(person: Person) -> bool:
    """Whether somebody watches what they change."""
    return not WatchWish.objects.filter(person=person, watches_own=False).exists()
