"""What it takes to answer, and to tell those who follow: `python -m benchmarks.forum_writes COOKIE TOPIC`.

Prints as JSON the milliseconds of each answer of 800 characters, from the request to the answer with everything on
the disk, and those of them that the processor worked; beside it those of a bare row of the same length, committed to
the same database, which is what the disk takes for itself; the seconds until the post
has been handed to all who follow the stream; and those in which 500 people's digests are queued, and written.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
ANSWERS, WARM_UP = 40, 5
TEXT = ("We wrote down what was said, and somebody read it to the family. " * 13)[:800]


def main(cookie: str, topic: str) -> None:
    """Answer several times, then let the stream run once."""
    django.setup()
    from django.conf import settings  # noqa: PLC0415 - needs the settings
    from django.test import Client  # noqa: PLC0415

    client = Client(headers={"host": settings.SITE.netloc})
    client.cookies.load(cookie)
    drain()
    taken, worked, bare = [], [], []
    with bare_rows() as commit:
        for number in range(ANSWERS + WARM_UP):
            began = time.thread_time()
            taken.append(answer(client, topic, number))
            worked.append(round((time.thread_time() - began) * 1000, 2))
            bare.append(milliseconds(commit))
    drain()
    answer(client, topic, ANSWERS + WARM_UP)
    told = milliseconds(drain) / 1000
    print(
        json.dumps(
            {
                "answers": taken[WARM_UP:],
                "answer_processors": worked[WARM_UP:],
                "bares": bare[WARM_UP:],
                "told_seconds": round(told, 3),
                **digests(),
            }
        )
    )


def milliseconds(function: Callable[[], object]) -> float:
    began = time.perf_counter()
    function()
    return round((time.perf_counter() - began) * 1000, 2)


@contextmanager
def bare_rows() -> Iterator[Callable[[], object]]:
    """The machine's own floor: one row of the same text, inserted and committed without Django."""
    from django.db import connection  # noqa: PLC0415 - needs the settings

    mark = "%s" if connection.vendor == "postgresql" else "?"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (text text)")
    line = connection.connection

    def commit() -> None:
        line.execute("BEGIN")
        line.execute(f"INSERT INTO bench_bare VALUES ({mark})", [TEXT])  # noqa: S608 - a mark for the text
        line.execute("COMMIT")

    try:
        yield commit
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE bench_bare")


def digests() -> dict[str, float | int]:
    """Those who were told get a daily digest instead: queued together, then each composed and handed over."""
    from django.utils import timezone  # noqa: PLC0415

    from advocates.core import jobs  # noqa: PLC0415
    from advocates.core.models import Job, Mail  # noqa: PLC0415
    from advocates.notifications import actions  # noqa: PLC0415
    from advocates.notifications.models import MailWishes, Notice, Urgency  # noqa: PLC0415

    Mail.objects.all().delete()
    Job.objects.all().delete()
    Notice.objects.update(mailed_at=None, urgency=Urgency.WISH)
    people = set(Notice.objects.values_list("person", flat=True))
    MailWishes.objects.exclude(person__in=people).delete()
    now = timezone.now()
    MailWishes.objects.bulk_create(
        [MailWishes(person_id=person, mode=MailWishes.Mode.DAILY, next_at=now) for person in people],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["mode", "next_at"],
    )
    queued = milliseconds(lambda: actions.gather(now=now, limit=len(people))) / 1000
    mails = Mail.objects.count()
    written = milliseconds(jobs.run_due) / 1000
    left = Mail.objects.filter(state=Mail.State.SENT).count()
    return {
        "digests": mails,
        "digests_left": left,
        "digest_queued_seconds": round(queued, 2),
        "digest_written_seconds": round(written, 2),
    }


def answer(client, topic: str, number: int) -> float:
    """Milliseconds of one POST as the form sends it; `seen` is far ahead, so that nothing new stands in its way."""
    name = f"bench-{time.time_ns()}-{number}"
    sent = {"text": TEXT, "lang": "en", "sending": name, "window": name, "seen": 2**31 - 1}
    began = time.perf_counter()
    status = client.post(f"/members/forum/t/{topic}/answer/", sent).status_code
    took = (time.perf_counter() - began) * 1000
    assert status == 302, f"An answer was refused: {status}"
    return round(took, 2)


def drain() -> None:
    """Until nothing waits in the stream."""
    from advocates.core import stream  # noqa: PLC0415

    while stream.dispatch():
        pass


if __name__ == "__main__":
    main(*sys.argv[1:])
