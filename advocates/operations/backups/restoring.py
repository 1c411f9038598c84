"""Putting a backup back: looked through whole before anything that lives is touched, and nothing old is thrown away."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from advocates.core import audit
from advocates.operations import in_use, restored
from advocates.operations.backups import databases, fence, keys, making, packing
from advocates.operations.backups.refusals import CannotRestore
from advocates.operations.firststart import migration_names, stamp_path

PROVEN = "proven.json"


@dataclass(frozen=True, slots=True)
class Found:
    """A backup that was looked through, unpacked in `folder`."""

    manifest: packing.Manifest
    folder: Path


def check(file: Path, key_file: Path | None = None) -> packing.Manifest:
    """Look whether a backup could be put back, and note that it was proven. Changes nothing else."""
    with _looked_through(file, key_file) as found:
        note = making.folder() / PROVEN
        note.parent.mkdir(mode=0o700, exist_ok=True)
        note.write_text(json.dumps({"backup": file.name, "at": timezone.now().isoformat()}), encoding="utf-8")
        return found.manifest


def restore(file: Path, key_file: Path | None = None) -> tuple[packing.Manifest, Path]:
    """Let the installation be what the backup says; gives that, and where lies what was there before.

    No mail that waits in it leaves, no session in it counts, who was erased since is erased again by the next start.
    Raises `CannotRestore`, and nothing is changed then.
    """
    with in_use.alone() as is_alone:
        if not is_alone or databases.others_connected():
            raise CannotRestore("The site is running on this database. Stop it first, its worker too.")
        with _looked_through(file, key_file) as found:
            old = _old_folder()
            _swap(found, old)
            return found.manifest, old


@contextmanager
def _looked_through(file: Path, key_file: Path | None) -> Iterator[Found]:
    key = keys.read(key_file or keys.path())
    folder = Path(settings.DATA_DIR) / f".restoring-{os.getpid()}"
    try:
        with file.open("rb") as source:
            folder.mkdir(mode=0o700)
            manifest = packing.unpack(source, folder, key)
        _fits(manifest, folder)
        yield Found(manifest, folder)
    except OSError as error:
        raise CannotRestore(f"{file} cannot be read or unpacked ({error.strerror or error}).") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fits(manifest: packing.Manifest, folder: Path) -> None:
    """Refuse what this program, this database or this key cannot use."""
    if manifest.vendor != connection.vendor:
        raise CannotRestore(
            f"The backup is of a {manifest.vendor} database, this installation has {connection.vendor}: "
            "set DATABASE_URL as it was."
        )
    if strange := set(manifest.migrations) - set(migration_names()):
        raise CannotRestore(
            f"The backup was made by a newer version ({sorted(strange)[0]} is not known here): update first."
        )
    own = os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE")
    if own and manifest.secret_mark != mark_of(settings.SECRET_KEY):
        raise CannotRestore(
            "The backup was made with another SECRET_KEY: set that one, or second factors are lost."
        )
    if not own and not (folder / "keys" / "secret_key").exists():
        raise CannotRestore("The backup was made with a SECRET_KEY from outside: set the same one.")
    if not (folder / packing.DATABASE).exists():
        raise CannotRestore("There is no database in the backup.")
    if manifest.vendor == "sqlite":
        databases.check_sqlite(folder / packing.DATABASE, manifest.rows)


def mark_of(secret: str) -> str:
    """As the start writes it beside the key."""
    return hashlib.sha256(b"mark:" + secret.encode()).hexdigest()


def _old_folder() -> Path:
    old = Path(settings.DATA_DIR) / f"before-restore-{timezone.now():%Y%m%d-%H%M%S}"
    old.mkdir(mode=0o700)
    return old


def _swap(found: Found, old: Path) -> None:
    """The database first where it can refuse as a whole; then files and keys, by renaming."""
    statements = fence.statements(set(found.manifest.rows))
    database = found.folder / packing.DATABASE
    if found.manifest.vendor == "sqlite":
        databases.run_sqlite(database, statements)
    else:
        with databases.snapshot(old / "database.dump"):
            pass
        databases.put_postgresql(database, statements)
    root = Path(settings.DATA_DIR)
    for part in ("media", "keys"):
        shutil.move(root / part, old / part)
        new = found.folder / part
        new.mkdir(mode=0o700, exist_ok=True)
        shutil.move(new, root / part)
    if found.manifest.vendor == "sqlite":
        databases.put_sqlite(database, old)
    stamp_path().unlink(missing_ok=True)
    audit.head_path().unlink(missing_ok=True)
    restored.note()
