"""Deeds on files that come in parts: take the next one, make the file of all, delete what nobody went on with."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core import limits
from advocates.core.jobs import every
from advocates.core.personal import Subject
from advocates.core.secrets import new_file_key
from advocates.files import storing
from advocates.files.actions import AT_ONCE, upload
from advocates.files.models import Arriving, File
from advocates.spaces.bylines import Author
from advocates.spaces.models import Space

# Bytes; the form sends half of that at once.
MOST_OF_PART = 2**20


@dataclass(frozen=True, slots=True)
class Part:
    """Some bytes of a file: from which on, and how many the whole file has."""

    sending: str
    at: int
    size: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Named:
    """How the whole file is called, and in which language its form is written."""

    name: str
    lang: str


def take_part(*, person_id: int, part: Part) -> Arriving:
    """Keep the next part of a file. One that was kept already, or comes too early, changes nothing.

    What is returned says how much there is, and so where to go on. Raises `ValidationError` and `TooOften`.
    """
    limits.count("upload-part", str(person_id))
    storing.refuse_large(part.size)
    length = len(part.content)
    if not part.sending or not 0 < length <= MOST_OF_PART or part.at + length > part.size:
        raise ValidationError(_("This file could not be taken in. Load the page again."), code="part")
    fields = {"size": part.size, "sealed_key": new_file_key(purpose=storing.PURPOSE)}
    row, _is_new = Arriving.objects.get_or_create(person_id=person_id, sending=part.sending, defaults=fields)
    if not _is_next(row, part):
        return row
    name = storing.store(part.content, row.sealed_key)
    with transaction.atomic():
        current = Arriving.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if _is_next(current, part):
            current.parts, current.received = [*current.parts, name], current.received + length
            current.save(update_fields=["parts", "received"])
        else:
            storing.drop_names_on_commit([name])
    return current


def _is_next(row: Arriving, part: Part) -> bool:
    return (row.received, row.size) == (part.at, part.size)


def complete(*, author: Author, space: Space, arriving: Arriving, named: Named) -> File | None:
    """Make the file of its parts, once however often it is asked; None where its owner has deleted it since.

    Raises what `upload` raises; then the parts are gone, and it has to be sent anew.
    """
    if arriving.file is not None or not arriving.parts:
        return arriving.file
    whole = ContentFile(storing.whole_of(arriving), name=named.name)
    try:
        file = upload(author=author, space=space, uploaded=whole, lang=named.lang)
    except ValidationError:
        _delete([arriving])
        raise
    with transaction.atomic():
        storing.drop_names_on_commit(arriving.parts)
        Arriving.objects.filter(pk=arriving.pk).update(file=file, parts=[])
    return file


def _delete(rows: list[Arriving]) -> None:
    with transaction.atomic():
        storing.drop_names_on_commit(name for row in rows for name in row.parts)
        Arriving.objects.filter(pk__in=[row.pk for row in rows]).delete()


@every(seconds=3600)
def sweep_parts() -> int:
    """Delete what nobody went on with for a day, and the memory of what was made; returns how many."""
    left = list(Arriving.left_over(timezone.now())[:AT_ONCE])
    _delete(left)
    return len(left)


def erase(subject: Subject) -> None:
    """With an account it goes what it had begun to send."""
    _delete(list(Arriving.objects.filter(person=subject.person.pk)))
