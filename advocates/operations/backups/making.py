"""Making a backup."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from advocates.operations.backups import databases, keys, packing
from advocates.operations.backups.refusals import CannotBackUp

# As SECURITY's table of retention says; the file of erasures forgets later.
KEPT = timedelta(days=35)
PREFIX, SUFFIX = "advocates-", ".backup"
ROOM = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that is on the disk, and whether its key was made with it."""

    path: Path
    size: int
    files: int
    rows: int
    has_new_key: bool


def folder() -> Path:
    """Where backups are put, unless another place is named."""
    return Path(settings.DATA_DIR) / "backups"


def make(target: Path | None = None) -> Made:
    """Write one backup while the site runs, and delete our own that are older than 35 days.

    Raises `CannotBackUp`; nothing half is left then.
    """
    place = target or folder()
    moment = timezone.now()
    path = place / f"{PREFIX}{moment:%Y%m%d-%H%M%S}{SUFFIX}"
    part, copy = path.with_suffix(".part"), place / f".{path.stem}.database"
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        _need_room(place)
        key, is_new = keys.own()
        _touch(copy)
        with databases.snapshot(copy) as (migrations, rows):
            manifest = packing.Manifest(
                moment.isoformat(), connection.vendor, migrations, rows, _secret_mark()
            )
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            packing.write(file, members(copy), manifest, key)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError as error:
        raise CannotBackUp(f"The backup cannot be written to {place} ({error.strerror or error}).") from error
    finally:
        for left in (part, copy, copy.with_name(copy.name + "-journal")):
            left.unlink(missing_ok=True)
    _forget_old(place)
    return Made(path, path.stat().st_size, len(manifest.files), sum(rows.values()), is_new)


def members(database: Path) -> Iterator[tuple[str, Path]]:
    """What goes in: the database first, then files and keys, so that every file the database knows was there."""
    yield packing.DATABASE, database
    root = Path(settings.DATA_DIR)
    for part in ("media", "keys"):
        for path in sorted((root / part).rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith(".writable"):
                yield path.relative_to(root).as_posix(), path


def _secret_mark() -> str:
    mark: Path = settings.DATA_DIR / "keys" / "secret_key.mark"
    return mark.read_text(encoding="ascii") if mark.exists() else ""


def _touch(path: Path) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _need_room(place: Path) -> None:
    """Twice the database and once the files, at most: one copy of it waits while it is packed."""
    database = connection.settings_dict["NAME"]
    is_file = connection.vendor == "sqlite" and Path(database).exists()
    own = 2 * Path(database).stat().st_size if is_file else 0
    media = sum(
        path.stat().st_size for path in (Path(settings.DATA_DIR) / "media").rglob("*") if path.is_file()
    )
    if shutil.disk_usage(place).free < own + media + ROOM:
        raise CannotBackUp(
            f"{place} has less room than a backup may take ({(own + media + ROOM) // 1_000_000} MB)."
        )


def _forget_old(place: Path) -> None:
    oldest = timezone.now().timestamp() - KEPT.total_seconds()
    for path in place.glob(f"{PREFIX}*{SUFFIX}"):
        if path.stat().st_mtime < oldest:
            path.unlink()
