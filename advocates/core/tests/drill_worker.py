"""A worker that dies again and again: `python -m advocates.core.tests.drill_worker FOLDER KILLS MODE POINT…`.

Django is loaded once; each life is a fork of that, and ends by SIGKILL at one of the points, which are put around the
product's functions from here. The points take turns. The last life lives until nothing is left to do. In FOLDER/kills
stands where each life ended, and with which mail.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

POINTS = (
    "before claim", "after claim", "before leaving", "after leaving", "connected", "envelope said", "taken",
    "after sent", "before finish", "after finish",
)  # fmt: skip
GAP = "taken"


class Life:
    """Where this life ends, and after how many times passing there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.point, self.left, self.mail = folder, "", 0, 0

    def passes(self, point: str) -> None:
        if point != self.point:
            return
        self.left -= 1
        if self.left <= 0:
            with (self.folder / "kills").open("a") as file:
                file.write(f"{point}\t{self.mail}\n")
            os.kill(os.getpid(), signal.SIGKILL)


def around(place: Any, name: str, before: Callable[..., None], after: Callable[..., None]) -> None:
    """Call something before and after a function of the product."""
    function = getattr(place, name)

    def wrapped(*arguments: Any, **named: Any) -> Any:
        before(*arguments)
        returned = function(*arguments, **named)
        after(returned)
        return returned

    setattr(place, name, wrapped)


def put_points(life: Life) -> None:
    from advocates.core import jobs, outbox, transport  # noqa: PLC0415 - Django is loaded first

    def at(point: str) -> Callable[..., None]:
        return lambda *_: life.passes(point)

    def with_mail(mail: Any, _leave: Any) -> None:
        life.mail = mail.pk
        life.passes("after leaving")

    def nothing(*_arguments: Any) -> None:
        pass

    around(jobs, "claim", at("before claim"), at("after claim"))
    around(outbox, "_ready", nothing, at("before leaving"))
    around(outbox, "_hand_over", with_mail, nothing)
    around(transport, "_line_to", nothing, at("connected"))
    around(transport, "_say", nothing, at("envelope said"))
    around(transport, "hand_over", nothing, at(GAP))
    around(outbox, "_close", nothing, at("after sent"))
    around(jobs, "_finish", at("before finish"), at("after finish"))


def prepare(mode: str) -> None:
    """The purposes of the drill and short times; `mode` names the guard that a twin takes out."""
    from django.conf import settings  # noqa: PLC0415 - as above

    from advocates.core import jobs, outbox, transport  # noqa: PLC0415 - as above

    # Lives end by SIGKILL, which takes nothing back that was written: no need to wait for the disk.
    settings.DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

    def compose(mail: Any) -> Any:
        return outbox.Composed(f"Mail {mail.about['n']}", "What it says.\n")

    outbox.register_purpose(outbox.Purpose("drill.own", compose=compose))
    outbox.register_purpose(outbox.Purpose("drill.bulk", is_bulk=mode != "bulk again", compose=compose))
    jobs.LEASE, transport.SECONDS = timedelta(seconds=6), 2
    outbox.PAUSES = (0.02,) * 16
    if mode == "sent first":

        def mark(mail: Any, _leave: Any) -> None:
            outbox.Mail.objects.filter(pk=mail.pk).update(state="sent")

        around(outbox, "_hand_over", mark, lambda _returned: None)


def live(life: Life) -> None:
    from advocates.core import jobs  # noqa: PLC0415 - as above
    from advocates.core.models import Job  # noqa: PLC0415 - as above

    while Job.objects.filter(state__in=("waiting", "running")).exists():
        if not jobs.run_due(limit=50):
            time.sleep(0.05)


def main(folder: Path, kills: int, mode: str, points: list[str]) -> None:
    django.setup()
    prepare(mode)
    chance = random.Random(11)  # noqa: S311 - the same every time
    for number in range(kills + 1):
        life = Life(folder)
        if number < kills:
            life.point = points[number % len(points)]
            life.left = chance.randint(1, int(os.environ["DRILL_LONGEST_LIFE"]))
        child = os.fork()
        if child == 0:
            put_points(life)
            live(life)
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:] or list(POINTS))
