"""Lists of pages: the spaces with their first pages, and all pages at one place of the tree. Each is one question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from advocates.core.asking import written_once
from advocates.core.rows import Rows
from advocates.core.viewer import Viewer
from advocates.spaces.models import Space, SpaceQuerySet
from advocates.wiki import policies
from advocates.wiki.models import PageQuerySet, WikiPage

# Of a space on the wiki's first page, and of a place on a page of its own.
FIRST_PAGES, ON_PAGE = 12, 50
SALT = "wiki list"
# What is shown of a page, and what says where it stands.
LINE = ("public_id", "title", "lang", "has_below")
PLACE = ("position", "pk")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A space with its first pages, each of them `LINE`."""

    space: Space
    pages: Sequence[Any]
    has_more: bool


def shelves(viewer: Viewer) -> list[Shelf]:
    """The spaces with pages, or in which somebody may begin one; one question, whatever there is."""
    ranks = list(Space.Kind)
    found: list[Any] = _shelves(viewer)
    return [
        Shelf(each, each.first[:FIRST_PAGES], len(each.first) > FIRST_PAGES)
        for each in sorted(found, key=lambda each: (ranks.index(Space.Kind(each.kind)), each.name))
        if each.first or policies.can_begin_page(viewer, each)
    ]


@written_once
def _shelves(viewer: Viewer) -> SpaceQuerySet:
    spaces = Space.objects.visible_to(viewer).filter(kind__in=sorted(policies.WITH_PAGES))
    first = _first(viewer).filter(space=OuterRef("pk")).in_order()
    return spaces.annotate(first=Rows(first[: FIRST_PAGES + 1], *LINE))


def _first(viewer: Viewer) -> PageQuerySet:
    below = (
        WikiPage.objects.visible_to(viewer).standing().filter(parent=OuterRef("pk"), space=OuterRef("space"))
    )
    return (
        WikiPage.objects.visible_to(viewer).standing().filter(parent=None).annotate(has_below=Exists(below))
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a longer list, each page of it `LINE`; `after` is where it goes on, empty at its end."""

    pages: Sequence[Any]
    after: str


def space_with_pages(viewer: Viewer, public_id: str) -> Space | None:
    """A space with pages that the viewer reads."""
    return next(iter(_space(viewer, public_id)), None)


@written_once
def _space(viewer: Viewer, public_id: str) -> SpaceQuerySet:
    spaces = Space.objects.visible_to(viewer).filter(kind__in=sorted(policies.WITH_PAGES))
    return spaces.filter(public_id=public_id)


def first_pages(viewer: Viewer, space: Space, after: str) -> Part:
    """The pages of a space that lie under no other, in their order."""
    rows = _rows_after(viewer, space.pk, *place_in(after)) if after else _rows(viewer, space.pk)
    shown = [row[: len(LINE)] for row in rows[:ON_PAGE]]
    return Part(shown, place_after(*rows[ON_PAGE - 1][len(LINE) :]) if len(rows) > ON_PAGE else "")


@written_once
def _rows(viewer: Viewer, space: int) -> "QuerySet[WikiPage, Any]":
    return _first(viewer).filter(space=space).in_order().values_list(*LINE, *PLACE)[: ON_PAGE + 1]


@written_once
def _rows_after(viewer: Viewer, space: int, position: int, pk: int) -> "QuerySet[WikiPage, Any]":
    further = Q(position__gt=position) | Q(position=position, pk__gt=pk)
    rows = _first(viewer).filter(further, space=space).in_order()
    return rows.values_list(*LINE, *PLACE)[: ON_PAGE + 1]


def place_after(*place: int | str, of: str = "") -> str:
    """What goes into `?after=`: where a list goes on; `of` names a list with another order than the tree's."""
    return signing.dumps(place, salt=f"{SALT}{of}", compress=False)


def place_in(text: str, of: str = "") -> list[Any]:
    """The place again; what we did not make for this list is not found."""
    try:
        place: list[Any] = signing.loads(text[:600], salt=f"{SALT}{of}")
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    return place
