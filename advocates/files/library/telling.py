"""New versions of a file in a library: who wants to hear of them, and how they are told."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from advocates.accounts.models import Person
from advocates.accounts.views.own import person_of
from advocates.core.models import StreamEntry
from advocates.core.personal import Subject
from advocates.core.viewer import Viewer
from advocates.files.models import LIBRARY, FileUse, LibraryFile, LibraryWatch
from advocates.notifications import actions as notices
from advocates.notifications.actions import News
from advocates.notifications.bell import is_ringing, quieten
from advocates.notifications.models import Notice, Urgency
from advocates.notifications.sources import Piece, Source, Wording

REPLACED = "files.replaced"
# So many stand in the list of what one follows; the others are changed where they are read.
MOST = 100


def watch(*, person: Person, item: LibraryFile) -> None:
    """Somebody wants to hear of new versions of a file."""
    LibraryWatch.objects.get_or_create(person=person, item=item)


def stop(person_id: int, item_id: int) -> None:
    """Somebody wants to hear of it no more."""
    LibraryWatch.objects.filter(person=person_id, item=item_id).delete()


def is_watched(person: Person, item: LibraryFile) -> bool:
    return LibraryWatch.objects.filter(person=person, item=item).exists()


def tell_of_version(entry: StreamEntry) -> None:
    """Whoever watches a file hears of its new version, but for who put it there."""
    item, number = LibraryFile.in_any_state().filter(pk=entry.target_id).first(), entry.data["version"]
    use = FileUse.objects.filter(kind=LIBRARY, target=entry.target_id, position=number).first()
    if item is None or use is None:
        return
    people = (
        LibraryWatch.objects.filter(item=item).exclude(person=entry.actor_id).values_list("person", flat=True)
    )
    news = News(REPLACED, LIBRARY, item.pk, use.pk, number=number, space=item.space_id)
    notices.tell(news, dict.fromkeys(people, Urgency.WISH))


def seen(request: HttpRequest, item: LibraryFile) -> None:
    """The viewer has the file before them: what they were told of it is read."""
    if is_ringing(request, LIBRARY, item.pk):
        last = item.versions().values_list("position", flat=True).first() or 0
        notices.read_about(person=person_of(request), about=LIBRARY, about_id=item.pk, number=last)
        quieten(request, LIBRARY, item.pk)


def standing() -> Q:
    """The file is there, in the space in which it happened."""
    return Q(Exists(LibraryFile.told_of(OuterRef("about_id"), OuterRef("space"))))


def pieces(viewer: Viewer, told: Sequence[Notice]) -> list[Piece]:
    """Two statements, however many there are; of files that the viewer may open now."""
    ids = {notice.about_id for notice in told}
    found = LibraryFile.objects.visible_to(viewer).standing().filter(pk__in=ids).select_related("space")
    items = {item.pk: item for item in found}
    uses = FileUse.hanging_on(LIBRARY, list(items)).filter(pk__in={notice.item for notice in told})
    related = ("file__space", "file__person", "file__mandate__organisation")
    versions = {use.pk: use for use in uses.select_related(*related)}
    return [
        _piece(notice, items[notice.about_id], versions[notice.item])
        for notice in told
        if notice.about_id in items and notice.item in versions
    ]


def _piece(notice: Notice, item: LibraryFile, use: FileUse) -> Piece:
    by = use.file.by
    return Piece(
        notice=notice,
        title=item.title,
        title_lang=item.lang,
        by=by.name,
        organisation=by.organisation,
        text=use.note,
        html="",
        lang=item.lang,
        path=f"/members/files/l/{item.public_id}/",
        at=notice.at,
        is_silent=item.space.is_silent,
        shelf=item.space.public_id,
    )


def replaced(told: Sequence[Piece]) -> str:
    # Whichever way the title runs, it does not turn the sentence round.
    said = {"count": len(told), "title": f"\u2068{told[-1].title}\u2069"}
    return ngettext("New version of “%(title)s”", "%(count)s new versions of “%(title)s”", len(told)) % said


SOURCE = Source(
    about=LIBRARY,
    sentences={REPLACED: replaced},
    pieces=pieces,
    standing=standing,
    stop=stop,
    wording=Wording(template="files/emails/replaced", stop=gettext_lazy("No more mail about this file")),
)


def _watched(viewer: Viewer) -> list[LibraryFile]:
    person: Any = viewer.person
    mine = LibraryWatch.objects.filter(person=person).values("item")
    return list(LibraryFile.objects.visible_to(viewer).standing().filter(pk__in=mine).newest_first()[:MOST])


def followed(viewer: Viewer) -> dict[str, Any]:
    """For the page of what somebody follows."""
    return {"watched_files": _watched(viewer)}


def save_followed(viewer: Viewer, data: Mapping[str, str]) -> None:
    """A file for which the form says so is not watched any more; one that it does not know stays."""
    person: Any = viewer.person
    for item in _watched(viewer):
        if data.get(f"f-{item.public_id}") == "0":
            stop(person.pk, item.pk)


def watched_of(subject: Subject) -> Iterator[Mapping[str, Any]]:
    """For the export: ids, for titles are others' words."""
    rows = LibraryWatch.objects.filter(person=subject.person.pk).select_related("item").order_by("pk")
    for row in rows:
        yield {"file": row.item.public_id}


def erase(subject: Subject) -> None:
    """Nobody watches any more."""
    LibraryWatch.objects.filter(person=subject.person.pk).delete()
