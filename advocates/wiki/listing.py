"""Lists of pages: the spaces with their first pages, and all pages at one place of the tree."""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Count, Exists, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.http import Http404

from advocates.core.viewer import Viewer
from advocates.spaces.models import Space
from advocates.wiki import policies
from advocates.wiki.models import PageQuerySet, WikiPage

# Of a space on the wiki's first page, and of a place on a page of its own.
FIRST_PAGES, ON_PAGE = 12, 50
SALT = "wiki list"
SHOWN = ("pk", "public_id", "title", "lang", "space_id", "position", "has_below")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A space with its first pages; `count` is of all that stand there, whatever lies above them."""

    space: Space
    pages: list[Any]
    has_more: bool


def shelves(viewer: Viewer) -> list[Shelf]:
    """The spaces with pages, or in which somebody may begin one; two questions, whatever there is."""
    spaces = [each for each in Space.objects.visible_to(viewer) if each.kind in policies.WITH_PAGES]
    found: dict[int, list[Any]] = {}
    numbered = (
        _first(viewer)
        .filter(space__in=spaces)
        .annotate(place=Window(RowNumber(), partition_by="space_id", order_by=("position", "id")))
    )
    for row in (
        numbered.filter(place__lte=FIRST_PAGES + 1).values(*SHOWN).order_by("space_id", "position", "pk")
    ):
        found.setdefault(row["space_id"], []).append(row)
    ranks = list(Space.Kind)
    spaces.sort(key=lambda each: (ranks.index(Space.Kind(each.kind)), each.name))
    return [
        Shelf(each, found.get(each.pk, [])[:FIRST_PAGES], len(found.get(each.pk, [])) > FIRST_PAGES)
        for each in spaces
        if each.pk in found or policies.can_begin_page(viewer, each)
    ]


def _first(viewer: Viewer) -> PageQuerySet:
    below = (
        WikiPage.objects.visible_to(viewer).standing().filter(parent=OuterRef("pk"), space=OuterRef("space"))
    )
    return (
        WikiPage.objects.visible_to(viewer).standing().filter(parent=None).annotate(has_below=Exists(below))
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a longer list; `after` is where it goes on, empty at its end."""

    pages: list[Any]
    after: str


def first_pages(viewer: Viewer, space: Space, after: str) -> Part:
    """The pages of a space that lie under no other, in their order."""
    rows = _first(viewer).filter(space=space)
    if after:
        rows = rows.filter(_after(after))
    found = list(rows.in_order().values(*SHOWN)[: ON_PAGE + 1])
    return Part(found[:ON_PAGE], place_after(found[ON_PAGE - 1]) if len(found) > ON_PAGE else "")


def place_after(row: dict[str, Any]) -> str:
    """What goes into `?after=`."""
    return signing.dumps([row["position"], row["pk"]], salt=SALT, compress=False)


def _after(text: str) -> Q:
    try:
        position, pk = signing.loads(text[:300], salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error
    return Q(position__gt=position) | Q(position=position, pk__gt=pk)


def count_of(viewer: Viewer, space: Space) -> int:
    """How many pages stand in a space."""
    found = WikiPage.objects.visible_to(viewer).standing().filter(space=space)
    return int(found.aggregate(count=Count("pk"))["count"])
