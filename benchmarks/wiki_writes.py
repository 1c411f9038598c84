"""What it takes to save a page of 10 kB, and to compare 100 kB: `python -m benchmarks.wiki_writes COOKIE PAGE`.

Prints as JSON the milliseconds of each saving, from the request to the answer with everything on the disk, those of
them that the processor worked, those of a bare row of the same text in the same database, and those of comparing two
texts of 100 kB.
"""

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
SAVES, WARM_UP, COMPARISONS = 40, 5, 9


def main(cookie: str, page: str) -> None:
    """Save several times, each from the newest revision."""
    django.setup()
    from django.conf import settings  # noqa: PLC0415 - needs the settings
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from advocates.wiki.models import WikiPage  # noqa: PLC0415

    client = Client(headers={"host": settings.SITE.netloc})
    client.cookies.load(cookie)
    base = WikiPage.objects.get(public_id=page).revision
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (text text)")
    saves, bare = [], []
    for number in range(SAVES + WARM_UP):
        saves.append(save(client, page, base + number))
        bare.append(insert(connection))
    took, worked = zip(*saves[WARM_UP:], strict=True)
    comparisons = [compare() for _ in range(COMPARISONS)]
    print(
        json.dumps({"save": took, "save_processor": worked, "bare": bare[WARM_UP:], "compare": comparisons})
    )


def save(client, page: str, base: int) -> tuple[float, float]:
    """Milliseconds of one POST with a changed paragraph, as a browser sends it: all, and the processor's."""
    from benchmarks.wiki_seed import long_text  # noqa: PLC0415

    text = long_text().replace("patients pay", f"patients pay {base} times", 1)
    sent = {"text": text, "lang": "en", "summary": "A figure", "base_revision": base}
    sent["sending"] = sent["window"] = f"bench-{time.time_ns()}"
    began, worked = time.perf_counter(), time.process_time()
    status = client.post(f"/members/wiki/{page}/edit/", sent).status_code
    took, worked = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    assert status == 302, f"A page was refused: {status}"
    return round(took, 2), round(worked, 2)


def insert(connection) -> float:
    """Milliseconds of one row of the text, committed without Django's models."""
    from benchmarks.wiki_seed import long_text  # noqa: PLC0415

    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_bare VALUES (%s)", [long_text()])
    return round((time.perf_counter() - began) * 1000, 2)


def compare() -> float:
    """Milliseconds for two texts of 100 kB, of which every tenth paragraph differs and one was moved."""
    from advocates.wiki.difference import compare as difference  # noqa: PLC0415
    from benchmarks.wiki_seed import long_text  # noqa: PLC0415

    old = long_text(100_000)
    parts = old.split("\n\n")
    new = [
        part.replace("patients pay", "nobody pays") if at % 10 == 0 else part for at, part in enumerate(parts)
    ]
    new.append(new.pop(5))
    began = time.perf_counter()
    found = difference(old, "\n\n".join(new))
    took = (time.perf_counter() - began) * 1000
    assert not found.is_empty
    return round(took, 2)


if __name__ == "__main__":
    main(*sys.argv[1:])
