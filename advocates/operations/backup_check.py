"""Whether there is a backup, and whether one was proven to restore."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min
from django.utils import timezone

from advocates.accounts import erasures
from advocates.operations.backups.making import folder
from advocates.operations.backups.restoring import PROVEN
from advocates.operations.findings import Finding, How

OLD = timedelta(days=2)
PROVEN_LONG_AGO = timedelta(days=35)
TRY = "advocates restore --check FILE"


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
            f"The last backup is of {newest:%Y-%m-%d %H:%M} UTC.",
        )
    if newest is not None:
        yield proof()


def proof() -> Finding:
    """When `advocates restore --check` last found that a backup can be put back."""
    try:
        noted = json.loads((folder() / PROVEN).read_text(encoding="utf-8"))
        at = datetime.fromisoformat(noted["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return Finding(How.MIND, "Whether a backup can be put back was never tried.", TRY)
    how = How.WELL if timezone.now() - at < PROVEN_LONG_AGO else How.BAD
    said = f"That a backup can be put back was last tried on {at:%Y-%m-%d}."
    return Finding(how, said, "" if how is How.WELL else TRY)


def newest_backup() -> datetime | None:
    """When the newest file was written that has anything in it."""
    files = [path.stat() for path in folder().glob("*") if path.name != PROVEN] if folder().is_dir() else []
    times = [found.st_mtime for found in files if found.st_size]
    return datetime.fromtimestamp(max(times), tz=UTC) if times else None


def how_to() -> str:
    """What makes one."""
    return (
        "Daily: advocates backup, and copy what it writes to another machine, the key to a third place. "
        f"Copy {erasures.path()} every hour, and put the newest copy back with any backup: "
        "a start erases again who was erased since."
    )


def _since() -> str:
    began = MigrationRecorder.Migration.objects.aggregate(began=Min("applied"))["began"]
    return f" since this installation began on {began:%Y-%m-%d}" if began else ""
