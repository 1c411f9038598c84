"""Deeds on files: take one in, hang it on something, take it away."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.files.base import File as Uploaded
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.accounts.models import Person
from advocates.core import limits, stream
from advocates.core.identifiers import random_id
from advocates.core.jobs import every
from advocates.core.refused import Refused
from advocates.files import storing, uses
from advocates.files.models import File, FileUse
from advocates.spaces.bylines import Author
from advocates.spaces.models import Space

# Bytes that one organisation may keep.
MOST_OF_ORGANISATION = 2**30
# Bytes that one space may hold, of all organisations together.
MOST_OF_SPACE = 4 * 2**30
AT_ONCE = 100
# What the stream hears of: `files.file.…`. `read`: its words are known now.
DEEDS = ("uploaded", "removed", "hidden", "read")


class QuotaFull(Refused):
    """The organisation keeps as much as it may, or the space holds as much."""


def upload(*, author: Author, space: Space, uploaded: Uploaded[Any], lang: str, alt: str = "") -> File:
    """Take in a file as `take_in` does, so many in an hour. Raises `TooOften` besides."""
    limits.count("upload", str(author.person_id))
    return take_in(author=author, space=space, uploaded=uploaded, alts={lang: alt}, lang=lang)


def take_in(
    *, author: Author, space: Space, uploaded: Uploaded[Any], lang: str, alts: Mapping[str, str]
) -> File:
    """Take in a file, which for a day is its uploader's alone; `alts` say by language what a picture shows.

    Raises `ValidationError` with a sentence about the file, and `QuotaFull`. Whether the same file is there already is
    never looked up, so nobody learns it.
    """
    if File.bytes_of(author.organisation_id) + (uploaded.size or 0) > MOST_OF_ORGANISATION:
        raise QuotaFull(
            _(
                "Your organisation keeps %(most)s GB of files, which is the most. Delete some before you add more."
            )
            % {"most": MOST_OF_ORGANISATION // 2**30}
        )
    if File.bytes_in(space.pk) + (uploaded.size or 0) > MOST_OF_SPACE:
        raise QuotaFull(
            _("This space holds %(most)s GB of files, which is the most. Ask who runs it to make room.")
            % {"most": MOST_OF_SPACE // 2**30}
        )
    made = storing.made_of(uploaded)
    told = {each: words[:500] for each, words in alts.items() if words} if made.size[0] else {}
    alt = told.pop(lang, "")
    with storing.stored(made) as fields, transaction.atomic():
        file = File.objects.create(space=space, lang=lang, alt=alt, alts=told, **author.fields(), **fields)
        stream.record("files.file.uploaded", file, actor=Person(pk=author.person_id), space=space.pk)
    return file


def describe(*, person: Person, alts: Mapping[str, str], lang: str) -> None:
    """Say what one's own pictures show, by their ids; only before they are sent, and afterwards by who sent them."""
    for public_id, alt in alts.items():
        own = File.objects.filter(public_id=public_id, person=person, kind=File.Kind.PICTURE)
        own.exclude(alt=alt).update(alt=alt[:500], lang=lang)


def describe_hanging(*, kind: str, target: int, alts: Mapping[str, str], lang: str) -> None:
    """Say in a language what pictures on a thing show, by their ids; in other languages they keep their words."""
    hung = FileUse.objects.filter(kind=kind, target=target).values("file")
    found = File.objects.filter(pk__in=hung, public_id__in=list(alts), kind=File.Kind.PICTURE)
    for file in found.select_for_update(of=("self",)):
        words = alts[file.public_id][:500]
        if lang == file.lang or not (file.alt or file.alts):
            file.lang, file.alt = lang, words
        else:
            others = {each: told for each, told in file.alts.items() if each != lang}
            file.alts = {**others, lang: words} if words else others
        file.save(update_fields=["lang", "alt", "alts"])


def attach(*, person_id: int, space: Space, kind: str, target: int, public_ids: Sequence[str]) -> int:
    """Hang one's own waiting files on a thing, in the transaction in which that is made; returns how many.

    What is another's or hangs already is left where it is. A file belongs to the space to which its owner sends it,
    also where the topic was moved after the file was chosen.
    """
    if not public_ids:
        return 0
    waiting = File.objects.waiting().filter(person_id=person_id, public_id__in=public_ids)
    found = sorted(waiting.select_for_update(), key=lambda file: public_ids.index(file.public_id))
    File.objects.filter(pk__in=[file.pk for file in found]).exclude(space=space).update(space=space)
    first = FileUse.objects.filter(kind=kind, target=target).count()
    FileUse.objects.bulk_create(
        FileUse(file=file, kind=kind, target=target, position=first + at) for at, file in enumerate(found)
    )
    return len(found)


class StillHangs(Refused):
    """It is part of something, where others would miss it."""


def discard(*, actor: Person, file: File) -> None:
    """Delete one's own file that waits. Raises `StillHangs` where it hangs on something: there it is taken off."""
    if file.uses.exists():
        raise StillHangs(_("This file is on a page or in a post. Take it off there."))
    remove(actor=actor, file=file)


def remove(*, actor: Person, file: File) -> None:
    """Delete one's own file, wherever it hangs."""
    with transaction.atomic():
        hung: dict[str, list[int]] = {}
        for kind, target in file.uses.values_list("kind", "target"):
            hung.setdefault(kind, []).append(target)
        stream.record("files.file.removed", file, actor=actor, hung=hung)
        _delete([file])


def move(*, kind: str, targets: Any, space: Space) -> int:
    """Things went to another space, and their files with them. Part of the transaction of the deed."""
    hung = FileUse.objects.filter(kind=kind, target__in=targets)
    return File.objects.filter(pk__in=hung.values("file")).exclude(space=space).update(space=space)


def drop(*, kind: str, targets: Iterable[int]) -> int:
    """Things are erased: their files, which hang on nothing else, go with them. Call it in the deed's transaction."""
    targets = list(targets)
    hung = FileUse.objects.filter(kind=kind, target__in=targets)
    ids = list(hung.values_list("file", flat=True))
    hung.delete()
    gone = list(File.objects.waiting().filter(pk__in=ids))
    _delete(gone)
    return len(gone)


def take_off(*, kind: str, target: int, public_ids: Sequence[str]) -> None:
    """Take files off a thing. Part of the transaction of the deed, which keeps them: else the sweep deletes them."""
    FileUse.objects.filter(kind=kind, target=target, file__public_id__in=public_ids).delete()


def replace(*, person_id: int, kind: str, target: int, old: str, new: str) -> None:
    """One's own file that waits takes the place of one on a thing, under its name and address, with its words.

    The earlier one gets another address. What is not there, or of another type, changes nothing. Part of the
    transaction of the deed, which keeps the earlier one: else the sweep deletes it.
    """
    hung = FileUse.objects.filter(kind=kind, target=target, file__public_id=old).select_related("file")
    waiting = File.objects.waiting().filter(person_id=person_id, public_id=new).select_for_update()
    use, file = hung.first(), waiting.first()
    if use is None or file is None or file.content_type != use.file.content_type:
        return
    told = {name: getattr(use.file, name) for name in ("space_id", "name", "lang", "alt", "alts")}
    File.objects.filter(pk=file.pk).update(**told)
    FileUse.objects.filter(pk=use.pk).update(file=file)
    _exchange_addresses(use.file, file)


def hang_exactly(*, kind: str, target: int, files: Sequence[File]) -> None:
    """These hang on a thing from now on, and no others. What comes back for one of the same name has its address.

    Part of the transaction of the deed, which keeps what came off.
    """
    hung = FileUse.objects.filter(kind=kind, target=target).select_related("file")
    there = {use.file_id: use.file for use in hung}
    wanted = {file.pk for file in files}
    gone = {file.name: file for pk, file in there.items() if pk not in wanted}
    for position, file in enumerate(files):
        if file.pk not in there:
            if (earlier := gone.pop(file.name, None)) is not None:
                _exchange_addresses(earlier, file)
            FileUse.objects.create(file=file, kind=kind, target=target, position=position)
    hung.exclude(file__in=wanted).delete()


def _exchange_addresses(one: File, other: File) -> None:
    """Who follows a link to one of them comes to the other from now on."""
    for file, address in ((one, random_id()), (other, one.public_id), (one, other.public_id)):
        File.objects.filter(pk=file.pk).update(public_id=address)


def carry(*, kind: str, source: int, target: int) -> None:
    """What hangs on one thing hangs on another one of the same kind and space, too. Part of the deed's transaction."""
    hung = FileUse.objects.filter(kind=kind, target=source).order_by("position", "pk")
    FileUse.objects.bulk_create(
        (FileUse(file_id=use.file_id, kind=kind, target=target, position=use.position) for use in hung),
        ignore_conflicts=True,
    )


def hang_too(*, person_id: int, kind: str, target: int, public_ids: Sequence[str]) -> None:
    """One's own files that hang already hang on another thing of that kind and space, too. Part of the deed."""
    there = FileUse.objects.filter(kind=kind).values("file")
    found = File.objects.filter(public_id__in=public_ids, person_id=person_id, pk__in=there)
    first = FileUse.objects.filter(kind=kind, target=target).count()
    FileUse.objects.bulk_create(
        (FileUse(file=file, kind=kind, target=target, position=first + at) for at, file in enumerate(found)),
        ignore_conflicts=True,
    )


def hide(*, actor: Person, file: File) -> bool:
    """Nobody opens it any more; False where it was hidden."""
    with transaction.atomic():
        done = File.objects.filter(pk=file.pk, hidden_at=None).update(hidden_at=timezone.now())
        if done:
            stream.record("files.file.hidden", file, actor=actor)
    return bool(done)


def _delete(files: list[File]) -> None:
    storing.drop_on_commit(files)
    File.objects.filter(pk__in=[file.pk for file in files]).delete()


@every(seconds=3600)
def sweep() -> int:
    """Delete what hung on nothing for a day, or on what was erased; returns how many."""
    _unhang_from_nothing()
    with transaction.atomic():
        left = list(File.left_over(timezone.now()).select_for_update()[:AT_ONCE])
        _delete(left)
    return len(left)


def _unhang_from_nothing() -> None:
    """A conversation that is erased by its age takes no look at what hung on it."""
    for kind, existing in uses.existing().items():
        there = existing().filter(pk=OuterRef("target"))
        FileUse.objects.filter(~Exists(there), kind=kind).delete()
