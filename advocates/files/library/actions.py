"""Deeds on the libraries: add a file, a new version, change what is said of it, delete it, bring it back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.base import File as Uploaded
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import jobs, stream, uploads
from advocates.core.jobs import every
from advocates.core.mailable import storable
from advocates.core.refused import Refused
from advocates.files import actions as files
from advocates.files import storing
from advocates.files.models import LIBRARY, File, FileText, FileUse, LibraryFile, LibraryUse, LibraryWatch
from advocates.files.models.library import UNDO
from advocates.spaces.bylines import Author
from advocates.spaces.models import Space

# What the stream hears of: `files.library.…`. `read`: its words are known now.
DEEDS = ("added", "replaced", "changed", "deleted", "restored", "read", "hidden", "shown")
MOST_VERSIONS = 100


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a file; `alts` by language."""

    title: str
    description: str = ""
    lang: str = "en"
    alts: Mapping[str, str] = field(default_factory=dict)
    not_before: datetime | None = None


class IsDeleted(Refused):
    """The file was deleted meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("This file was deleted. Bring it back first."))


def add_file(*, author: Author, space: Space, uploaded: Uploaded[Any], told: Told, once: str) -> LibraryFile:
    """Take a file into the library of a space; sent twice with one `once`, it is there once.

    Its words are read by the worker. Raises what `files.actions.upload` raises.
    """
    if (known := _sent_before(author, once)) is not None:
        return known
    file = files.upload(author=author, space=space, uploaded=uploaded, lang=told.lang)
    try:
        with transaction.atomic():
            made = LibraryFile.objects.create(
                space=space, current=file, once=once, **_fields(told), **author.fields()
            )
            _shelve(file, made, 1)
            LibraryWatch.objects.create(person_id=author.person_id, item=made)
            _record("added", made, author.person_id)
            have_read([file])
    except IntegrityError:
        known = _sent_before(author, once)
        if known is None:
            raise
        files.remove(actor=Person(pk=author.person_id), file=file)
        return known
    return made


def _sent_before(author: Author, once: str) -> LibraryFile | None:
    return LibraryFile.objects.filter(person=author.person_id, once=once).first()


def _fields(told: Told) -> dict[str, Any]:
    return {
        "title": told.title,
        "description": told.description,
        "lang": told.lang,
        "alts": {lang: alt for lang, alt in told.alts.items() if alt},
        "not_before": told.not_before,
    }


def replace_file(
    *, author: Author, item: LibraryFile, uploaded: Uploaded[Any], note: str = "", based_on: int
) -> int:
    """A new version: every link leads to it from now on, and the old ones stay; returns its number.

    Whoever watches the file is told by the worker. Raises `Refused` where somebody else was faster than the version
    `based_on`, where the file was deleted, or where there are too many versions; and what `files.actions.upload`
    raises.
    """
    _refuse_version(item, based_on)
    file = files.upload(author=author, space=item.space, uploaded=uploaded, lang=item.lang)
    try:
        with transaction.atomic():
            current = LibraryFile.objects.select_for_update().get(pk=item.pk)
            _refuse_version(current, based_on)
            number = based_on + 1
            _shelve(file, current, number, note)
            current.current, current.changed_at = file, timezone.now()
            current.save(update_fields=["current", "changed_at"])
            LibraryWatch.objects.get_or_create(person_id=author.person_id, item=current)
            _record("replaced", current, author.person_id, version=number)
            have_read([file])
    except Refused:
        files.remove(actor=Person(pk=author.person_id), file=file)
        raise
    return number


def _shelve(file: File, item: LibraryFile, number: int, note: str = "") -> None:
    """The file becomes the version with this number."""
    FileUse.objects.create(file=file, kind=LIBRARY, target=item.pk, position=number, note=note)
    File.objects.filter(pk=file.pk).update(is_shelved=True)


def _refuse_version(item: LibraryFile, based_on: int) -> None:
    if item.deleted_at is not None:
        raise IsDeleted
    last = FileUse.objects.filter(kind=LIBRARY, target=item.pk).aggregate(last=Max("position"))["last"] or 0
    if last != based_on:
        raise Refused(
            _(
                "Somebody else has put a newer version here. Look at it, and send yours again if it is still needed."
            )
        )
    if last >= MOST_VERSIONS:
        raise Refused(
            _("This file has as many versions as it may have. Add the next one as a file of its own.")
        )


def change_file(*, actor: Person, item: LibraryFile, told: Told) -> bool:
    """Say something else of it; False where nothing differs."""
    with transaction.atomic():
        current = LibraryFile.objects.select_for_update().get(pk=item.pk)
        if current.deleted_at is not None:
            raise IsDeleted
        fields = _fields(told)
        changed = [name for name, value in fields.items() if getattr(current, name) != value]
        for name in changed:
            setattr(current, name, fields[name])
        if changed:
            current.save(update_fields=changed)
            _record("changed", current, actor.pk)
    return bool(changed)


def delete_file(*, actor: Person, item: LibraryFile, reason: str) -> None:
    """Nobody opens it any more; its page says since when and why. For 30 days it can be brought back."""
    with transaction.atomic():
        standing = LibraryFile.objects.filter(pk=item.pk, deleted_at=None)
        if standing.update(deleted_at=timezone.now(), deleted_by=actor.pk, deleted_reason=reason):
            _record("deleted", item, actor.pk)


def restore_file(*, actor: Person, item: LibraryFile) -> None:
    """Bring a deleted one back, with all versions; raises `Refused` after 30 days."""
    with transaction.atomic():
        found = LibraryFile.objects.filter(pk=item.pk, deleted_at__gt=timezone.now() - UNDO)
        if not found.update(deleted_at=None, deleted_by=None, deleted_reason=""):
            if LibraryFile.objects.filter(pk=item.pk, deleted_at=None).exists():
                return
            raise Refused(_("This was more than 30 days ago, and the file is gone for good."))
        _record("restored", item, actor.pk)


def hide_file(*, item: LibraryFile) -> None:
    """Nobody sees it any more, nor that it was there. Part of the transaction of a decision with its reasons."""
    if LibraryFile.objects.filter(pk=item.pk, hidden_at=None).update(hidden_at=timezone.now()):
        _record("hidden", item, None)


def show_file(*, item: LibraryFile) -> None:
    """It is there again."""
    if LibraryFile.objects.filter(pk=item.pk, hidden_at__isnull=False).update(hidden_at=None):
        _record("shown", item, None)


def note_uses(*, kind: str, target: int, public_ids: Sequence[str]) -> None:
    """A thing of some app speaks of these files now, and of no others; call it again whenever it changes.

    Only files of libraries count, whoever may read them: who uses a file is asked through `visible_to` again.
    """
    with transaction.atomic():
        wanted = set(LibraryFile.objects.filter(public_id__in=public_ids).values_list("pk", flat=True))
        known = LibraryUse.objects.filter(kind=kind, target=target)
        known.exclude(item__in=wanted).delete()
        new = wanted - set(known.values_list("item", flat=True))
        LibraryUse.objects.bulk_create(
            (LibraryUse(item_id=pk, kind=kind, target=target) for pk in sorted(new)), ignore_conflicts=True
        )


def forget_uses(*, kind: str, targets: Sequence[int]) -> None:
    """Things are erased and speak of nothing any more."""
    LibraryUse.objects.filter(kind=kind, target__in=targets).delete()


def _record(deed: str, item: LibraryFile, person_id: int | None, **more: int) -> None:
    actor = Person(pk=person_id) if person_id else None
    stream.record(f"files.library.{deed}", item, actor=actor, space=item.space_id, **more)


def have_read(found: Iterable[File]) -> None:
    """Have the words of documents read by the worker, for the search; what was read once is not read again."""
    for file in found:
        if file.kind != File.Kind.PICTURE:
            jobs.enqueue(read_text, unique_key=f"files.text:{file.pk}", file_id=file.pk)


@jobs.job
def read_text(file_id: int) -> None:
    """Read the words of a PDF or document in the limited child, for the search; what cannot be read has none."""
    file = File.objects.filter(pk=file_id, text=None).first()
    if file is None:
        return
    text = uploads.text_of(storing.content_of(file, False), is_pdf=file.kind == File.Kind.PDF)
    with transaction.atomic():
        FileText.objects.get_or_create(file=file, defaults={"text": storable(text)})
        item = LibraryFile.objects.filter(current=file).first()
        if item is not None:
            _record("read", item, None)
        else:
            stream.record("files.file.read", file, space=file.space_id)


@every(seconds=3600)
def sweep_deleted() -> int:
    """Delete for good what was deleted 30 days ago: contents and words; title and reason stay on its page."""
    done = 0
    for item in LibraryFile.due(timezone.now())[: files.AT_ONCE]:
        with transaction.atomic():
            files.drop(kind=LIBRARY, targets=[item.pk])
            LibraryFile.objects.filter(pk=item.pk).update(description="", alts={}, current=None)
        done += 1
    return done
