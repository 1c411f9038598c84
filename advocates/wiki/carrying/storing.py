"""Archives in the storage: each sealed with a key of its own, under a random name that has no address."""

import secrets
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from advocates.core.secrets import new_file_key, seal, unseal
from advocates.wiki.models import Archive

FOLDER = "archives"
PURPOSE = "archive of pages"


def store(content: bytes) -> tuple[str, str]:
    """Name and sealed key of what was stored."""
    key = new_file_key(purpose=PURPOSE)
    sealed = ContentFile(seal(content, key, purpose=PURPOSE))
    return default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}", sealed), key


def content_of(archive: Archive) -> bytes:
    """Of one that was sent. Raises `FileNotFoundError` and `Unreadable`."""
    return _opened(archive.stored_as, archive.sealed_key)


def part_of(archive: Archive, number: int) -> bytes:
    """One of the parts of what was taken out, from 1. Raises `FileNotFoundError` and `Unreadable`."""
    return _opened(*archive.parts[number - 1])


def _opened(name: str, key: str) -> bytes:
    with default_storage.open(name) as sealed:
        return unseal(sealed.read(), key, purpose=PURPOSE)


def drop(names: Iterable[str]) -> None:
    """Delete what is stored, once that its rows are gone is committed; a failure is only logged."""
    gone = [name for name in names if name]

    def delete() -> None:
        for name in gone:
            default_storage.delete(name)

    transaction.on_commit(delete, robust=True)
