"""What is well and what is not, in plain words, each with what mends it. Nothing is changed by asking."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.utils import timezone

from advocates.core import alive, installation, jobs
from advocates.core.models import Job
from advocates.operations.audit_check import acts
from advocates.operations.backup_check import backups
from advocates.operations.channel_check import channels
from advocates.operations.clock_check import clock
from advocates.operations.findings import Finding, How
from advocates.operations.mail_check import RECENT, SILENT, mail

LEAST_FREE = 0.1
LATE = timedelta(minutes=5)


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
    missing = _missing_worker()
    if missing:
        yield missing
    elif not late and not failed:
        yield Finding(How.WELL, "Background work gets done.")


def _missing_worker() -> Finding | None:
    seen, now = alive.last_seen(jobs.WORKER), timezone.now()
    start = "Start it: advocates serve runs one, or run advocates worker beside it."
    if seen is None:
        return Finding(How.MIND, "No worker has run here yet, so background work waits.", start)
    # One that is busy with a long job says nothing meanwhile.
    is_busy = Job.objects.filter(state=Job.State.RUNNING, leased_until__gt=now).exists()
    if now - seen > SILENT and not is_busy:
        return Finding(How.BAD, f"The worker was last seen at {seen:%Y-%m-%d %H:%M} UTC.", start)
    return None


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


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    database, disk, mail, clock, worker, acts, backups, channels, address,
)  # fmt: skip


def examine() -> Iterator[Finding]:
    """All findings; where the database does not answer, nothing that needs it is asked."""
    for check in CHECKS:
        findings = list(check())
        yield from findings
        if check is database and any(
            finding.how is How.BAD and "does not answer" in finding.says for finding in findings
        ):
            return
