"""What is well and what is not, in plain words, each with what mends it. Nothing is changed by asking."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.utils import timezone

from advocates.core import installation, jobs
from advocates.core.models import Job, Mail

LEAST_FREE = 0.1
LATE = timedelta(minutes=5)
RECENT = timedelta(days=7)


class How(StrEnum):
    """How something is."""

    WELL = "ok"
    MIND = "note"
    BAD = "BAD"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence on how it is, and one on what mends it."""

    how: How
    says: str
    mend: str = ""


def database() -> Iterator[Finding]:
    """Whether it answers, is whole, and has the tables that this version needs."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check" if connection.vendor == "sqlite" else "SELECT 'ok'")
            (said,) = cursor.fetchone()
        missing = MigrationExecutor(connection)
        steps = missing.migration_plan(missing.loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield Finding(
            How.BAD,
            f"The database does not answer: {' '.join(str(error).split())[:200]}",
            "Look at DATABASE_URL.",
        )
        return
    if said != "ok":
        yield Finding(How.BAD, f"The database file is damaged: {said}", "Restore the last backup.")
    if steps:
        yield Finding(
            How.BAD, f"The database lacks {len(steps)} changes of this version.", "Run: advocates migrate"
        )
    if said == "ok" and not steps:
        yield Finding(How.WELL, f"The database ({connection.vendor}) answers and is up to date.")


def disk() -> Iterator[Finding]:
    """Whether there is room where data is kept."""
    usage = shutil.disk_usage(settings.DATA_DIR)
    share = usage.free / usage.total
    says = (
        f"{usage.free / 2**30:.1f} GB ({share:.0%}) are free where the data is kept, in {settings.DATA_DIR}."
    )
    if share < LEAST_FREE:
        yield Finding(
            How.BAD, says, "Make room, or move the folder to a larger disk and set DATA_DIR to its new place."
        )
    else:
        yield Finding(How.WELL, says)


def mail() -> Iterator[Finding]:
    """Whether mail leaves, and what did not leave lately."""
    if settings.EMAIL_SERVER is None:
        yield Finding(
            How.MIND,
            f"Mail is put into {settings.DATA_DIR / 'mail'}; none of it reaches anybody.",
            "Set EMAIL_URL to a mail server: EMAIL_URL=smtp://user:password@mail.example.org:587",
        )
    else:
        server = settings.EMAIL_SERVER
        yield Finding(
            How.WELL, f"Mail leaves from {settings.EMAIL_FROM} by {server['host']}:{server['port']}."
        )
    recent = Mail.objects.filter(created_at__gt=timezone.now() - RECENT)
    failed = recent.filter(state=Mail.State.FAILED)
    if count := failed.count():
        last = failed.order_by("-id").values_list("error", flat=True)[0]
        yield Finding(
            How.BAD,
            f"{count} mails failed in the last seven days; the last one: {last}",
            "Look at EMAIL_URL.",
        )
    if count := recent.filter(state=Mail.State.UNSURE).count():
        yield Finding(
            How.MIND,
            f"Of {count} mails nobody knows whether they left, because the program was stopped at that moment.",
            "Send them again if it matters.",
        )


def worker() -> Iterator[Finding]:
    """Whether background work gets done."""
    now = timezone.now()
    late = Job.objects.filter(state=Job.State.WAITING, run_at__lt=now - LATE).count()
    if late:
        yield Finding(
            How.BAD,
            f"{late} pieces of background work wait for more than five minutes.",
            "Start the worker: advocates serve runs one, or run advocates worker beside it.",
        )
    failed = Job.objects.filter(state=Job.State.FAILED, finished_at__gt=now - RECENT).count()
    if failed:
        yield Finding(
            How.BAD,
            f"{failed} pieces of background work failed in the last seven days, after {jobs.MOST_ATTEMPTS} attempts.",
            "The server's log says why: look for event=job_failed.",
        )
    if not late and not failed:
        yield Finding(How.WELL, "Background work gets done.")


def address() -> Iterator[Finding]:
    """Whether people elsewhere can use the address that links are made with."""
    if not installation.is_reachable():
        yield Finding(
            How.MIND,
            f"Links lead to {settings.SITE_URL}, which works on this machine only.",
            "Set SITE_URL to the address that people type.",
        )
    elif not settings.IS_HTTPS:
        yield Finding(
            How.BAD,
            f"{settings.SITE_URL} is not encrypted.",
            "Put a proxy with a certificate in front, and set SITE_URL to https://…",
        )
    else:
        yield Finding(How.WELL, f"Links lead to {settings.SITE_URL}.")


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (database, disk, mail, worker, address)


def examine() -> Iterator[Finding]:
    """All findings; where the database does not answer, nothing that needs it is asked."""
    for check in CHECKS:
        findings = list(check())
        yield from findings
        if check is database and any(
            finding.how is How.BAD and "does not answer" in finding.says for finding in findings
        ):
            return
