"""Who was erased, by id, in a file beside the database: a restored backup brings people back, this takes them away.

The file lies in the data folder and is no part of a backup of the database. It holds an id and a time a line, and
whether the name went from articles, too; nothing else. It forgets each after 60 days, when no backup is kept that is
older.
"""

import fcntl
import logging
import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from advocates.accounts.models import Person
from advocates.core.models import StreamEntry

logger = logging.getLogger(__name__)

KEPT = timedelta(days=60)
NAME = "erased.log"
NAMELESS = "nameless"


class Noted(NamedTuple):
    """When somebody was erased, and whether articles that they signed keep the name."""

    at: datetime
    keeps_name: bool

    @property
    def words(self) -> str:
        """As they stand behind the id."""
        return self.at.isoformat() if self.keeps_name else f"{self.at.isoformat()} {NAMELESS}"


def path() -> Path:
    """Where the file is."""
    return Path(settings.DATA_DIR) / NAME


def note(people: Iterable[UUID], at: datetime | None = None, *, keeps_name: bool = True) -> None:
    """Write that these people were erased; it is on the disk when this returns."""
    words = Noted(at or timezone.now(), keeps_name).words
    text = "".join(f"{public_id} {words}\n" for public_id in people)
    file = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        os.write(file, text.encode("ascii"))
        os.fsync(file)
    finally:
        os.close(file)


def noted() -> dict[UUID, Noted]:
    """Who stands in the file, and since when; a line that a crash cut off counts for nothing."""
    found: dict[UUID, Noted] = {}
    try:
        lines = path().read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return found
    for line in lines:
        try:
            public_id, moment, *name = line.split(" ")
            found[UUID(public_id)] = Noted(datetime.fromisoformat(moment), not name)
        except ValueError:
            continue
    return found


def come_back() -> list[Person]:
    """People who were erased and have their names again, because an older backup was restored."""
    ids = list(noted())
    return list(Person.objects.filter(public_id__in=ids, erased_at=None)) if ids else []


def catch_up(now: datetime | None = None) -> None:
    """Write down erasures that a crash kept from the file, and drop lines that are old enough."""
    moment, lines = now or timezone.now(), noted()
    erased = Person.objects.filter(erased_at__gt=moment - KEPT).values_list("pk", "public_id", "erased_at")
    for pk, public_id, at in erased:
        if public_id not in lines and at is not None:
            note([public_id], at, keeps_name=_kept_name(pk))
    if any(line.at <= moment - KEPT for line in lines.values()):
        _without_old(moment)


def _kept_name(person: int) -> bool:
    """As it was chosen: that stands in the stream, written in the same transaction."""
    said = StreamEntry.objects.filter(
        kind="accounts.person.erased", target_type=Person._meta.label_lower, target_id=str(person)
    ).last()
    return bool(said.data.get("keeps_name", True)) if said is not None else True


def _without_old(moment: datetime) -> None:
    left = {public_id: line for public_id, line in noted().items() if line.at > moment - KEPT}
    new = path().with_suffix(".new")
    new.write_text("".join(f"{public_id} {line.words}\n" for public_id, line in left.items()), "ascii")
    new.chmod(0o600)
    with new.open("rb") as file:
        os.fsync(file.fileno())
    new.replace(path())
