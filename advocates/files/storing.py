"""Contents in the storage: sealed with a key of their own, under random names that have no address."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.base import File as Uploaded
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from advocates.core import uploads
from advocates.core.secrets import new_file_key, seal, unseal
from advocates.files.models import Arriving, File
from advocates.files.names import clean_name
from advocates.files.office import office
from advocates.files.properties import without_properties

FOLDER = "files"
PURPOSE = "file in a space"
# Pixels: a photographed page can be read; a small picture fits a telephone's width.
LARGEST_SIDE, SMALL_SIDE = 2400, 480
WEBP = "image/webp"


@dataclass(frozen=True, slots=True)
class Made:
    """A file as it is kept, made of what was sent."""

    kind: str
    name: str
    content_type: str
    content: bytes
    small: bytes = b""
    size: tuple[int, int] = (0, 0)


def made_of(uploaded: Uploaded[Any]) -> Made:
    """Read what was sent by its first bytes; raises `ValidationError` with a sentence for whoever sent it."""
    name = uploaded.name or ""
    refuse_large(uploaded.size or 0)
    start = uploaded.read(5)
    uploaded.seek(0)
    if start == b"%PDF-":
        paper = uploads.paper(uploaded, largest_side=LARGEST_SIDE)
        return Made(File.Kind.PDF, clean_name(name, "pdf"), paper.content_type, paper.content)
    if start[:2] == b"PK":
        found = office(uploaded)
        content = without_properties(uploaded)
        return Made(File.Kind.OFFICE, clean_name(name, found.ending), found.content_type, content)
    return _picture(uploaded, name)


def refuse_large(size: int) -> None:
    """Raises `ValidationError`."""
    if size > uploads.MOST_BYTES:
        raise ValidationError(
            _("This file is too large. Choose one of at most %(most)s MB."),
            code="size",
            params={"most": uploads.MOST_BYTES // 2**20},
        )


def _picture(uploaded: Uploaded[Any], name: str) -> Made:
    try:
        large = uploads.picture(uploaded, largest_side=LARGEST_SIDE)
        small = uploads.picture(ContentFile(large.content), largest_side=SMALL_SIDE)
    except ValidationError as error:
        if error.code == "kind":
            raise ValidationError(
                _(
                    "We cannot take this kind of file. Choose a picture, a PDF, or a document in one of the formats "
                    "docx, xlsx, pptx, odt, ods or odp."
                ),
                code="kind",
            ) from error
        raise
    size = (large.width, large.height)
    return Made(File.Kind.PICTURE, clean_name(name, "webp"), WEBP, large.content, small.content, size)


@contextmanager
def stored(made: Made) -> Iterator[dict[str, Any]]:
    """Store it before a deed, and yield fields of its row; if the deed fails, it is gone again."""
    key = new_file_key(purpose=PURPOSE)
    names = [store(content, key) for content in (made.content, made.small) if content]
    try:
        yield {
            "kind": made.kind,
            "name": made.name,
            "content_type": made.content_type,
            "size": len(made.content) + len(made.small),
            "stored_as": names[0],
            "small_stored_as": names[1] if made.small else "",
            "sealed_key": key,
            "sha256": hashlib.sha256(made.content).hexdigest(),
            "width": made.size[0],
            "height": made.size[1],
        }
    except BaseException:
        for name in names:
            default_storage.delete(name)
        raise


def store(content: bytes, key: str) -> str:
    """Seal it under a random name, which is returned."""
    sealed = ContentFile(seal(content, key, purpose=PURPOSE))
    return default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}", sealed)


def content_of(file: File, is_small: bool) -> bytes:
    """The content; raises `FileNotFoundError` and `Unreadable`."""
    with default_storage.open(file.small_stored_as if is_small else file.stored_as) as sealed:
        return unseal(sealed.read(), file.sealed_key, purpose=PURPOSE)


def whole_of(arriving: Arriving) -> bytes:
    """All parts that have come, one after the other."""
    parts = []
    for name in arriving.parts:
        with default_storage.open(name) as sealed:
            parts.append(unseal(sealed.read(), arriving.sealed_key, purpose=PURPOSE))
    return b"".join(parts)


def drop_on_commit(files: Iterable[File]) -> None:
    """Delete what is stored of files whose rows are gone, once that is committed; a failure is only logged."""
    drop_names_on_commit(name for file in files for name in (file.stored_as, file.small_stored_as) if name)


def drop_names_on_commit(found: Iterable[str]) -> None:
    """The same by the names in the storage."""
    names = list(found)

    def delete() -> None:
        for name in names:
            default_storage.delete(name)

    transaction.on_commit(delete, robust=True)
