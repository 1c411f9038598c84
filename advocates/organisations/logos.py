"""Files of logos: each under a random key of its own in the storage, never changed, deleted when it is replaced."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from advocates.core.uploads import Picture

FOLDER = "logos"
CONTENT_TYPE = "image/webp"
# Pixels of the stored file, enough for sharp screens.
LARGEST_SIDE = 320
# The largest width and height beside a heading, in pixels of the style sheet.
BOX = (128, 72)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page says about a logo, so that nothing moves when it comes."""

    url: str
    width: int
    height: int


def shown(slug: str, key: str, size: tuple[int, int]) -> Shown | None:
    """A logo in its box, at an address that changes with the file and is the same in all languages."""
    if not key:
        return None
    scale = min(most / max(side, 1) for most, side in zip(BOX, size, strict=True))
    width, height = (max(1, round(side * scale)) for side in size)
    with translation.override(settings.LANGUAGE_CODE):
        return Shown(f"{reverse('organisation_logo', args=[slug])}?v={version(key)}", width, height)


def version(key: str) -> str:
    """Made from the random key, so that it tells nothing about the content."""
    return key.removeprefix(f"{FOLDER}/")[:12]


@contextmanager
def stored(picture: Picture | None) -> Iterator[str]:
    """Store the file before a deed, and yield its key; if the deed fails, the file is gone again."""
    if picture is None:
        yield ""
        return
    name = f"{FOLDER}/{secrets.token_hex(16)}.webp"
    key = default_storage.save(name, ContentFile(picture.content))
    try:
        yield key
    except BaseException:
        default_storage.delete(key)
        raise


def drop_on_commit(key: str) -> None:
    """Delete a file that nobody shows any more once that is committed; a storage that fails is only logged."""

    def delete() -> None:
        default_storage.delete(key)

    if key:
        transaction.on_commit(delete, robust=True)
