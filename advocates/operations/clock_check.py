"""Whether the clock is right: what links, limits and retention count by."""

import ctypes
import struct
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from advocates.core.models import Job, Mail, StreamEntry
from advocates.operations.findings import Finding, How

TOLERATED = timedelta(seconds=30)
UNSYNCHRONISED = 0x40
MEND = "Set the clock by a time service, such as chrony or systemd-timesyncd: timedatectl set-ntp true"


def clock() -> Iterator[Finding]:
    """The clock against what was written before, the database server's, and the system's own time service."""
    now, bad = timezone.now(), False
    if (newest := newest_row()) and newest - now > TOLERATED:
        bad = True
        yield Finding(
            How.BAD,
            f"The clock is behind: it says {now:%Y-%m-%d %H:%M:%S} UTC, but something was written at "
            f"{newest:%Y-%m-%d %H:%M:%S}.",
            MEND,
        )
    if (other := database_clock()) and abs(other - timezone.now()) > TOLERATED:
        bad = True
        seconds = abs(other - timezone.now()).total_seconds()
        yield Finding(
            How.BAD, f"The clocks of this machine and of the database are {seconds:.0f} s apart.", MEND
        )
    if bad:
        return
    is_kept = kept_by_a_service()
    if is_kept is False:
        yield Finding(
            How.MIND, f"It is {now:%Y-%m-%d %H:%M:%S} UTC here; no time service keeps this clock.", MEND
        )
    else:
        by = "a time service keeps this clock" if is_kept else "nothing written before speaks against it"
        yield Finding(How.WELL, f"It is {now:%Y-%m-%d %H:%M:%S} UTC here; {by}.")


def newest_row() -> datetime | None:
    """When something was written the last time, as the clock of that moment said."""
    newest = (
        StreamEntry.objects.order_by("-id").values_list("at", flat=True).first(),
        Job.objects.order_by("-id").values_list("created_at", flat=True).first(),
        Mail.objects.order_by("-id").values_list("created_at", flat=True).first(),
    )
    return max((moment for moment in newest if moment), default=None)


def database_clock() -> datetime | None:
    """The database server's clock; None where the database is a file of this machine."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def kept_by_a_service() -> bool | None:
    """Whether Linux says that a time service keeps its clock; nobody elsewhere is asked. None if it cannot say."""
    if not sys.platform.startswith("linux"):
        return None
    # struct timex: `status` stands behind five long numbers; nothing is set, for `modes` is 0.
    timex = ctypes.create_string_buffer(512)
    try:
        answer = ctypes.CDLL(None).adjtimex(timex)
    except (OSError, AttributeError):
        return None
    if answer < 0 or ctypes.sizeof(ctypes.c_long) != struct.calcsize("=q"):
        return None
    (status,) = struct.unpack_from("=i", timex, 40)
    return not status & UNSYNCHRONISED
