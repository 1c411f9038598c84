"""How long ten thousand mails take to be queued: `python -m benchmarks.wave` prints it as JSON.

The ceiling is measured in the same run: as many rows with the same content, written by SQLite's own executemany into
the same tables, in one transaction of the same durability.
"""

import json
import os
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
COUNT, ROUNDS = 10_000, 3


def main() -> None:
    """Both in turns, the best of each."""
    django.setup()
    queued, raw = [], []
    for _ in range(ROUNDS):
        queued.append(seconds(queue_wave))
        rows = {table: rows_of(table) for table in ("core_mail", "core_job")}
        empty()
        raw.append(seconds(lambda: write_raw(rows)))  # noqa: B023 - called at once
        empty()
    print(
        json.dumps({"mails": COUNT, "seconds": round(min(queued), 2), "ceiling_seconds": round(min(raw), 3)})
    )


def seconds(function: Callable[[], object]) -> float:
    began = time.perf_counter()
    function()
    return time.perf_counter() - began


def queue_wave() -> None:
    """What a wave is: its rows and its jobs, committed."""
    from advocates.core import outbox  # noqa: PLC0415 - Django is loaded first

    outbox.register_purpose(
        outbox.Purpose("bench.wave", is_bulk=True, compose=lambda _mail: outbox.Composed("never", "never"))
    )
    people = (outbox.Recipient(f"p{n}@example.org", "en", {"person": n}) for n in range(COUNT))
    assert outbox.send_later_many("bench.wave", people) == COUNT


def rows_of(table: str) -> list[Any]:
    from django.db import connection  # noqa: PLC0415 - as above

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - one of two names of our own
        return list(cursor.fetchall())


def write_raw(rows: dict[str, list[Any]]) -> None:
    from django.db import connection, transaction  # noqa: PLC0415 - as above

    with transaction.atomic():
        line = connection.connection
        for table, each in rows.items():
            marks = ", ".join("?" * len(each[0]))
            line.executemany(f"INSERT INTO {table} VALUES ({marks})", each)  # noqa: S608 - as above


def empty() -> None:
    from advocates.core.models import Job, Mail  # noqa: PLC0415 - as above

    Mail.objects.all().delete()
    Job.objects.all().delete()


if __name__ == "__main__":
    main()
