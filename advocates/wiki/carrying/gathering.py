"""The pages that somebody takes out, in the order of the tree, each with the place of its file in the archive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from advocates.core import documents
from advocates.core.viewer import Viewer
from advocates.files.models import File, LibraryFile, LibraryFileQuerySet
from advocates.spaces.bylines import Protected, signature
from advocates.spaces.models import Space
from advocates.wiki import linking
from advocates.wiki.carrying.names import Names
from advocates.wiki.models import PAGE_FILES, PageQuerySet, WikiPage

AT_ONCE = 100
# What stands at the top of every archive besides the pages.
INDEX, FILES, LIBRARY = "index", "files", "library"
_BY = ("current__person__full_name", "current__written_as", "current__mandate__organisation__name", "space__kind",
       "current__person__is_protected", "current__mandate__organisation__is_protected")  # fmt: skip
_TEXT = ("pk", "public_id", "title", "lang", "html", "changed_at", "revision", "current__source", *_BY)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is taken out: a space, a page with what lies below it, or that page alone."""

    space: Space
    page: WikiPage | None = None
    is_branch: bool = True

    def pages(self, viewer: Viewer) -> PageQuerySet:
        """Only what the viewer may see, and what stands."""
        found = WikiPage.objects.visible_to(viewer).standing().filter(space=self.space.pk)
        if self.page is None:
            return found
        below = Q(path__startswith=self.page.path_below)
        return found.filter(Q(pk=self.page.pk) | below) if self.is_branch else found.filter(pk=self.page.pk)

    def weight(self, viewer: Viewer) -> tuple[int, int]:
        """How many pages, and how many letters of text and bytes of files with them."""
        pages = self.pages(viewer)
        found = pages.aggregate(count=Count("pk"), letters=Sum("current__size"))
        files = _files(viewer, pages.values("pk")).aggregate(bytes=Sum("size"))
        library = self.library(viewer).aggregate(bytes=Sum("current__size"))
        return found["count"], sum(
            sum_of or 0 for sum_of in (found["letters"], files["bytes"], library["bytes"])
        )

    def library(self, viewer: Viewer) -> LibraryFileQuerySet:
        """With a whole space goes what its library shows to all: before its day a file goes out for nobody."""
        found = LibraryFile.objects.visible_to(viewer).standing().out(timezone.now())
        if self.page is not None:
            return found.none()
        return found.filter(space=self.space.pk, current__isnull=False, current__hidden_at=None)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page in the tree; `path` is that of its file, without an ending."""

    pk: int
    public_id: str
    title: str
    lang: str
    level: int
    path: str


def leaves(viewer: Viewer, scope: Scope) -> list[Leaf]:
    """All pages, each before those that lie below it."""
    rows = list(
        scope.pages(viewer).in_order().values_list("pk", "public_id", "title", "lang", "parent_id").iterator()
    )
    there = {row[0] for row in rows}
    below: dict[int | None, list[Any]] = {}
    for row in rows:
        below.setdefault(row[4] if row[4] in there else None, []).append(row)
    names, found = Names(INDEX, FILES, LIBRARY), []
    waiting = [(row, 0, "") for row in reversed(below.get(None, []))]
    while waiting:
        (pk, public_id, title, lang, _parent), level, folder = waiting.pop()
        path = names.give(folder, title)
        found.append(Leaf(pk, public_id, title, lang, level, path))
        waiting += [(row, level + 1, f"{path}/") for row in reversed(below.get(pk, []))]
    return found


@dataclass(frozen=True, slots=True)
class Text:
    """A page as it is written into its files: `row` is what is stored, `source` as people type it."""

    leaf: Leaf
    row: dict[str, Any]
    source: str
    files: Sequence[File]

    @property
    def byline(self) -> str:
        name, written_as, group, kind, *hidden = (self.row[column] for column in _BY)
        by = signature(name or written_as or "", group or "", "", "", Protected.where(kind, *hidden))
        return ", ".join(part for part in (by.name, by.organisation) if part)


def texts(viewer: Viewer, found: Sequence[Leaf]) -> Iterator[Text]:
    """The texts of pages, as many questions a hundred pages, whatever is in them."""
    for start in range(0, len(found), AT_ONCE):
        part = found[start : start + AT_ONCE]
        pages = WikiPage.objects.visible_to(viewer).standing().filter(pk__in=[leaf.pk for leaf in part])
        rows = {row["pk"]: row for row in pages.values(*_TEXT)}
        titles = _titles(viewer, rows.values())
        files: dict[int, list[File]] = {}
        for file in _files(viewer, list(rows)).order_by("uses__position", "pk"):
            files.setdefault(file.of_page, []).append(file)
        for leaf in part:
            if row := rows.get(leaf.pk):
                source = documents.replace_links(row["current__source"] or "", titles)
                yield Text(leaf, row, source, files.get(leaf.pk, []))


def _titles(viewer: Viewer, rows: Any) -> dict[str, str]:
    """By the targets of links that name pages by id: the titles by which people type them."""
    ids = {
        link.target.removeprefix("#")
        for row in rows
        for link in documents.links_in(row["current__source"] or "")
        if link.target.startswith("#")
    }
    found = WikiPage.objects.visible_to(viewer).filter(public_id__in=ids).values_list("public_id", "title")
    return {f"#{public_id}": title for public_id, title in found if linking.can_be_typed(title)}


def _files(viewer: Viewer, pages: Any) -> Any:
    hung = File.objects.visible_to(viewer).filter(uses__kind=PAGE_FILES, uses__target__in=pages)
    return hung.annotate(of_page=F("uses__target"))
