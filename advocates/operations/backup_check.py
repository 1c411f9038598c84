"""Whether there is a backup. This version has no command that makes one, and says so."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min
from django.utils import timezone

from advocates.accounts import erasures
from advocates.operations.findings import Finding, How

OLD = timedelta(days=2)


def backups() -> Iterator[Finding]:
    """How old the newest file in the folder of backups is."""
    newest = newest_backup()
    if newest is None:
        yield Finding(How.MIND, f"No backup was made{_since()}: {folder()} has none.", how_to())
    elif timezone.now() - newest > OLD:
        yield Finding(How.BAD, f"The last backup is of {newest:%Y-%m-%d %H:%M} UTC.", how_to())
    else:
        yield Finding(
            How.WELL,
            f"The last backup is of {newest:%Y-%m-%d %H:%M} UTC. Whether it can be restored was not tried.",
        )


def folder() -> Path:
    """Where backups are looked for."""
    return Path(settings.DATA_DIR) / "backups"


def newest_backup() -> datetime | None:
    """When the newest file was written that has anything in it."""
    files = [path.stat() for path in folder().glob("*")] if folder().is_dir() else []
    times = [found.st_mtime for found in files if found.st_size]
    return datetime.fromtimestamp(max(times), tz=UTC) if times else None


def how_to() -> str:
    """What makes one, today."""
    copy = (
        f'sqlite3 {connection.settings_dict["NAME"]} ".backup {folder()}/$(date +%F).sqlite3"'
        if connection.vendor == "sqlite"
        else f"pg_dump --format=custom --file={folder()}/$(date +%F).dump …"
    )
    return (
        f"This version has no command for it yet. Daily: mkdir -p {folder()}; {copy}, and copy that, "
        f"{settings.DATA_DIR}/keys and {settings.DATA_DIR}/media to another machine. "
        f"Copy {erasures.path()} every hour, and put the newest copy back with any backup: "
        "a start erases again who was erased since."
    )


def _since() -> str:
    began = MigrationRecorder.Migration.objects.aggregate(began=Min("applied"))["began"]
    return f" since this installation began on {began:%Y-%m-%d}" if began else ""
