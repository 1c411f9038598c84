"""Lists of a library: by place and not by number, with filters, and the overview of all libraries.

Their questions are written once, and none of them reads more of a library than it shows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from heapq import nlargest
from operator import or_
from typing import Any, NamedTuple

from django.core import signing
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from advocates.core.asking import written_once
from advocates.core.patterns import Like, anywhere
from advocates.core.rows import Counted, Rows
from advocates.core.viewer import Viewer
from advocates.files.models import LIBRARY, File, FileUse, LibraryFile, LibraryFileQuerySet, LibraryUse
from advocates.files.models.library import WITH_LIBRARY
from advocates.files.uses import Place, speakers
from advocates.spaces.models import Space, SpaceQuerySet

Files = QuerySet[LibraryFile, Any]
# After which place, with which words, in which language.
Wanted = tuple[tuple[datetime, int] | None, tuple[str, ...], str | None]
ON_PAGE = 30
LATEST = 10
MOST_CHOICES = 20
MOST_USES = 100
MOST_WORDS = 8
# A longer library says “more than”: to count all would cost more than to show any part of it.
MOST_COUNTED = 300
SALT = "library"
RELATED = ("current", "person", "mandate__organisation", "space")
COLUMNS = (
    "pk", "public_id", "space", "title", "lang", "changed_at", "not_before", "deleted_at", "current__kind",
    "current__size", "current__hidden_at", "person__full_name", "written_as", "mandate__organisation__name",
    "person__is_protected", "mandate__organisation__is_protected",
)  # fmt: skip


class Listed(NamedTuple):
    """A file in a list, as the database has it: `COLUMNS`."""

    pk: int
    public_id: str
    space: int
    title: str
    lang: str
    changed_at: datetime
    not_before: datetime | None
    deleted_at: datetime | None
    kind: str | None
    size: int | None
    hidden_at: datetime | None
    full_name: str | None
    written_as: str
    organisation: str | None
    is_person_protected: bool | None
    is_group_protected: bool | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The library of one space: how many files, at most one more than are counted, and when the last one changed."""

    space: Space
    count: int
    changed_at: datetime | None
    # Of the files that changed last: when, and which.
    newest: Sequence[tuple[datetime, int]] = ()


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """A part of a longer list; `older` is where it goes on, empty at its end."""

    files: Sequence[Listed]
    older: str


def space_with_library(viewer: Viewer, public_id: str) -> Space | None:
    """A space with a library that the viewer reads."""
    return next(iter(_space(viewer, public_id)), None)


@written_once
def _space(viewer: Viewer, public_id: str) -> SpaceQuerySet:
    return _spaces(viewer).filter(public_id=public_id)


def _spaces(viewer: Viewer) -> SpaceQuerySet:
    return Space.objects.visible_to(viewer).filter(kind__in=WITH_LIBRARY)


def shelves(viewer: Viewer, now: datetime | None = None) -> list[Shelf]:
    """The libraries that the viewer may read, also the empty ones; one question however many there are."""
    order = list(WITH_LIBRARY)
    found: list[Any] = _shelves(viewer, now or timezone.now())
    found.sort(key=lambda space: (order.index(space.kind), space.pk))
    return [_shelf(space, [(_moment(at), pk) for at, pk in space.newest]) for space in found]


def _shelf(space: Any, newest: list[tuple[datetime, int]]) -> Shelf:
    return Shelf(space, space.counted, newest[0][0] if newest else None, newest)


@written_once
def _shelves(viewer: Viewer, now: datetime) -> SpaceQuerySet:
    here = _standing(viewer, now).filter(space=OuterRef("pk"))
    newest = Rows(here.newest_first()[:LATEST], "changed_at", "pk")
    counted = Counted(here.newest_first()[: MOST_COUNTED + 1])
    return _spaces(viewer).annotate(newest=newest, counted=counted)


def _standing(viewer: Viewer, now: datetime) -> LibraryFileQuerySet:
    return LibraryFile.objects.visible_to(viewer, now).standing()


def _moment(text: str) -> datetime:
    """As it stands in a row that came as a column: SQLite does not say that it is in UTC."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def latest(viewer: Viewer, shelves: Iterable[Shelf], now: datetime) -> list[Listed]:
    """What changed last in any of them."""
    newest = nlargest(LATEST, (each for shelf in shelves for each in shelf.newest))
    chosen = [pk for _at, pk in newest]
    return [Listed(*row) for row in _chosen(viewer, now, chosen)] if chosen else []


@written_once
def _chosen(viewer: Viewer, now: datetime, chosen: list[int]) -> Files:
    return _standing(viewer, now).filter(pk__in=chosen).newest_first().values_list(*COLUMNS)


def page_of(
    viewer: Viewer, space: Space, asked: Mapping[str, Any], before: str, now: datetime
) -> LibraryPage:
    """Those of a space that fit, from a place on; what is no such place is not found."""
    place = _place(before) if before else None
    wanted = place, _patterns(asked.get("q")), asked.get("language") or None
    kind, is_deleted = asked.get("kind") or "", bool(asked.get("deleted"))
    rows = [Listed(*row) for row in _rows(viewer, now, space.pk, wanted, kind=kind, is_deleted=is_deleted)]
    shown = rows[:ON_PAGE]
    return LibraryPage(shown, place_after(shown[-1].changed_at, shown[-1].pk) if len(rows) > ON_PAGE else "")


@written_once
def _rows(viewer: Viewer, now: datetime, space: int, wanted: Wanted, *, kind: str, is_deleted: bool) -> Files:
    place, patterns, lang = wanted
    found = LibraryFile.objects.visible_to(viewer, now).filter(space=space)
    found = found.exclude(deleted_at=None) if is_deleted else found.standing()
    if kind:
        found = found.filter(current__kind=kind)
    if lang is not None:
        found = found.filter(lang=lang)
    found = with_words(found, patterns)
    if place is not None:
        found = found.filter(_before("changed_at", *place))
    return found.newest_first().values_list(*COLUMNS)[: ON_PAGE + 1]


def with_words(found: LibraryFileQuerySet, patterns: Iterable[str]) -> LibraryFileQuerySet:
    """Those with each word in the title, in what is said of it, or in the name."""
    for pattern in patterns:
        fits = (Like(F(name), pattern) for name in ("title", "description", "current__name"))
        found = found.filter(reduce(or_, map(Q, fits)))
    return found


def _patterns(text: Any) -> tuple[str, ...]:
    return tuple(map(anywhere, str(text or "").split()[:MOST_WORDS]))


def place_after(at: datetime, pk: int) -> str:
    """What goes into `?before=`."""
    return signing.dumps([at.isoformat(), pk], salt=SALT, compress=False)


def _place(text: str) -> tuple[datetime, int]:
    try:
        moment, pk = signing.loads(text[:300], salt=SALT)
        return datetime.fromisoformat(moment), int(pk)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error


def _before(field: str, at: datetime, pk: int) -> Q:
    return Q(**{f"{field}__lt": at}) | Q(**{field: at, "pk__lt": pk})


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that hangs on a thing of some app, and where."""

    file: File
    place: Place | None


def attached_in(viewer: Viewer, space: Space, before: str) -> tuple[list[Attached], str]:
    """What hangs on posts and the like of a space, the newest first; always as many questions."""
    # What a page had once is in its history, and has no place here.
    hung = Exists(FileUse.objects.filter(kind__in=list(speakers()), file=OuterRef("pk")))
    found = File.objects.visible_to(viewer).filter(hung, space=space, is_shelved=False)
    rows = found.filter(_before("created_at", *_place(before))) if before else found
    related = rows.select_related("person", "mandate__organisation").order_by("-created_at", "-pk")
    listed = list(related[: ON_PAGE + 1])
    shown = listed[:ON_PAGE]
    places = _places_of(viewer, shown)
    more = place_after(shown[-1].created_at, shown[-1].pk) if len(listed) > ON_PAGE else ""
    return [Attached(file, places.get(file.pk)) for file in shown], more


def _places_of(viewer: Viewer, files: Sequence[File]) -> dict[int, Place]:
    """The first place of each that the viewer may see."""
    uses = FileUse.objects.filter(file__in=[file.pk for file in files]).exclude(kind=LIBRARY)
    by_kind: dict[str, dict[int, int]] = {}
    for kind, target, file in uses.values_list("kind", "target", "file"):
        by_kind.setdefault(kind, {})[target] = file
    found: dict[int, Place] = {}
    for kind, targets in by_kind.items():
        for place in speakers()[kind](viewer, list(targets)) if kind in speakers() else ():
            if place.target in targets:
                found.setdefault(targets[place.target], place)
    return found


def choosable(viewer: Viewer, space: Space, text: str = "") -> list[LibraryFile]:
    """What a text in this space can speak of so that all its readers may open it; the newest first."""
    standing = LibraryFile.objects.visible_to(viewer).standing().filter(space=space, current__hidden_at=None)
    found = with_words(standing, _patterns(text)).select_related(*RELATED).newest_first()
    return [item for item in found[:MOST_CHOICES] if not item.is_early]


def used_in(viewer: Viewer, item: LibraryFile) -> list[Place]:
    """What speaks of a file, as far as the viewer may see it; nothing tells that there is more."""
    targets: dict[str, list[int]] = {}
    uses = LibraryUse.objects.filter(item=item).order_by("-pk").values_list("kind", "target")
    for kind, target in uses[:MOST_USES]:
        targets.setdefault(kind, []).append(target)
    known = speakers()
    return [place for kind, ids in targets.items() if kind in known for place in known[kind](viewer, ids)]
