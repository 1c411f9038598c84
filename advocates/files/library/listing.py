"""Lists of a library: by place and not by number, with filters, and the overview of all libraries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Count, Max, Q
from django.http import Http404

from advocates.core.viewer import Viewer
from advocates.files.models import LIBRARY, File, FileUse, LibraryFile, LibraryFileQuerySet, LibraryUse
from advocates.files.models.library import WITH_LIBRARY
from advocates.files.uses import Place, speakers
from advocates.spaces.models import Space

ON_PAGE = 30
LATEST = 10
MOST_CHOICES = 20
MOST_USES = 100
SALT = "library"
RELATED = ("current", "person", "mandate__organisation", "space")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The library of one space: how many files, and when the last one changed."""

    space: Space
    count: int
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """A part of a longer list; `older` is where it goes on, empty at its end."""

    files: Sequence[LibraryFile]
    older: str


def shelves(viewer: Viewer) -> list[Shelf]:
    """The libraries that the viewer may read, also the empty ones; two questions however many there are."""
    standing = LibraryFile.objects.visible_to(viewer).standing().order_by()
    counted = standing.values("space").annotate(count=Count("pk"), last=Max("changed_at"))
    counts = {row["space"]: (row["count"], row["last"]) for row in counted}
    spaces = Space.objects.visible_to(viewer).filter(kind__in=WITH_LIBRARY).order_by("kind", "pk")
    order = list(WITH_LIBRARY)
    return [
        Shelf(space, *counts.get(space.pk, (0, None)))
        for space in sorted(spaces, key=lambda space: (order.index(space.kind), space.pk))  # type: ignore[arg-type]
    ]


def latest(viewer: Viewer) -> list[LibraryFile]:
    """What changed last in any of them."""
    found = LibraryFile.objects.visible_to(viewer).standing().select_related(*RELATED)
    return list(found.newest_first()[:LATEST])


def files_in(viewer: Viewer, space: Space, asked: dict[str, Any]) -> LibraryFileQuerySet:
    """Those of a space that fit: by words of title and name, kind, language; or the deleted ones."""
    found = LibraryFile.objects.visible_to(viewer).filter(space=space)
    found = found.exclude(deleted_at=None) if asked.get("deleted") else found.standing()
    if kind := asked.get("kind"):
        found = found.filter(current__kind=kind)
    if lang := asked.get("language"):
        found = found.filter(lang=lang)
    for word in str(asked.get("q") or "").split()[:8]:
        found = found.filter(
            Q(title__icontains=word) | Q(description__icontains=word) | Q(current__name__icontains=word)
        )
    return found


def page_of(found: LibraryFileQuerySet, before: str) -> LibraryPage:
    """The page that begins after a place; what is no such place is not found."""
    rows = found.filter(_before(before)) if before else found
    listed = list(rows.select_related(*RELATED).newest_first()[: ON_PAGE + 1])
    has_more = len(listed) > ON_PAGE
    shown = listed[:ON_PAGE]
    return LibraryPage(shown, place_after(shown[-1].changed_at, shown[-1].pk) if has_more else "")


def place_after(at: datetime, pk: int) -> str:
    """What goes into `?before=`."""
    return signing.dumps([at.isoformat(), pk], salt=SALT, compress=False)


def _before(text: str, field: str = "changed_at") -> Q:
    try:
        moment, pk = signing.loads(text[:300], salt=SALT)
        at: Any = datetime.fromisoformat(moment)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error
    return Q(**{f"{field}__lt": at}) | Q(**{field: at, "pk__lt": pk})


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that hangs on a thing of some app, and where."""

    file: File
    place: Place | None


def attached_in(viewer: Viewer, space: Space, before: str) -> tuple[list[Attached], str]:
    """What hangs on posts and the like of a space, the newest first; always as many questions."""
    hung = FileUse.objects.exclude(kind=LIBRARY)
    found = File.objects.visible_to(viewer).filter(space=space, pk__in=hung.values("file"))
    rows = found.filter(_before(before, "created_at")) if before else found
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
    found = files_in(viewer, space, {"q": text}).filter(current__hidden_at=None)
    return [
        item for item in found.select_related(*RELATED).newest_first()[:MOST_CHOICES] if not item.is_early
    ]


def used_in(viewer: Viewer, item: LibraryFile) -> list[Place]:
    """What speaks of a file, as far as the viewer may see it; nothing tells that there is more."""
    targets: dict[str, list[int]] = {}
    uses = LibraryUse.objects.filter(item=item).order_by("-pk").values_list("kind", "target")
    for kind, target in uses[:MOST_USES]:
        targets.setdefault(kind, []).append(target)
    known = speakers()
    return [place for kind, ids in targets.items() if kind in known for place in known[kind](viewer, ids)]
