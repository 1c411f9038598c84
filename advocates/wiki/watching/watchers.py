"""Who watches a page, and how closely: what somebody said of the page itself, else of the nearest page above it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from advocates.accounts.models import Person
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


def watched_by(page: WikiPage) -> Watched:
    """How the viewer for whom a page was fetched (`models.shown`) watches it."""
    rows = {pk: (How(how), bool(branch), seen) for pk, how, branch, seen in vars(page)["watched"]}
    if own := rows.get(page.pk):
        return Watched(*own, is_own=True)
    near = next((pk for pk in reversed(page.above) if pk in rows and rows[pk][1]), None)
    return Watched() if near is None else Watched(rows[near][0], above=near)


def watches_own(person: Person) -> bool:
    """Whether somebody watches what they change."""
    return not WatchWish.objects.filter(person=person, watches_own=False).exists()
