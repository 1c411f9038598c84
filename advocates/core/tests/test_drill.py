"""The drill: ten thousand mails, a worker that is killed a hundred times, a mail server in a bad mood. None is lost."""

import asyncio
import os
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.conf import settings as real_settings
from django.db import connection, connections
from django.utils import timezone

from advocates.core import jobs, outbox
from advocates.core.models import Job, Mail
from advocates.core.outbox import Composed, Purpose, Recipient
from advocates.core.tests.drill_worker import GAP, POINTS
from advocates.core.tests.test_transport import free_port

ROOT = Path(__file__).resolve().parents[3]
OWN, BULK = "drill.own", "drill.bulk"
MESSAGE_ID = re.compile(rb"^Message-ID: *(?:\r\n )?(\S+)", re.MULTILINE)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "sqlite" not in real_settings.DATABASES["default"]["ENGINE"],
        reason="its worker is a program of its own, on the file of the tests",
    ),
]


class Sink:
    """Takes mails; now and then it says 451, hangs up after it took one, or is too slow to say so."""

    def __init__(self, moody=True):
        self.taken, self.untold, self.count, self.moody = defaultdict(list), set(), 0, moody

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802 - the library's name
        self.count += 1
        mood = self.count if self.moody else 1
        if mood % 500 == 0:
            return "451 4.3.0 try again"
        (recipient,) = envelope.rcpt_tos
        self.taken[recipient].append(MESSAGE_ID.search(envelope.content)[1])
        if mood % 1234 == 0:
            self.untold.add(recipient)
            server.transport.close()
        if mood % 2345 == 0:
            self.untold.add(recipient)
            await asyncio.sleep(2.6)
        return "250 taken"


@pytest.fixture
def purposes(monkeypatch):
    monkeypatch.setattr(outbox, "_purposes", dict(outbox._purposes))
    for name in (OWN, BULK):
        outbox.register_purpose(
            Purpose(name, is_bulk=name == BULK, compose=lambda _mail: Composed("never here", "never here"))
        )


def drill(folder, count, *, kills, mode="", points=(), longest_life=150, moody=True):
    """Queue so many mails of each purpose, and have them sent by workers that die."""
    for purpose in (OWN, BULK):
        outbox.send_later_many(
            purpose, [Recipient(f"{purpose}{n}@example.org", "en", {"n": n}) for n in range(count)]
        )
    sink = Sink(moody)
    deaths = survive(sink, folder, [str(kills), mode, *points], longest_life)
    return SimpleNamespace(
        sink=sink,
        deaths=deaths,
        lost=lost(sink),
        twice=twice(sink),
        ids=set(map(len, map(set, sink.taken.values()))),
    )


def survive(sink, folder, arguments, longest_life):
    """Have what waits be done by workers that die, with a mail server that takes what they send; where they died."""
    connections.close_all()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        subprocess.run(
            [sys.executable, "-m", "advocates.core.tests.drill_worker", folder, *arguments],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "advocates.config.settings",
                "DATA_DIR": str(folder),
                "SECRET_KEY": real_settings.SECRET_KEY,
                "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
                "EMAIL_URL": f"smtp://127.0.0.1:{controller.port}",
                "DRILL_LONGEST_LIFE": str(longest_life),
            },
            check=True,
            stderr=subprocess.DEVNULL,
            timeout=1800,
        )
    finally:
        controller.stop()
    lines = (folder / "kills").read_text().splitlines()
    return [(point, int(mail)) for point, mail in (line.split("\t") for line in lines)]


def lost(sink):
    """Mails that nobody got and that nobody is told about."""
    told = set(Mail.objects.exclude(state=Mail.State.SENT).values_list("recipient", flat=True))
    return set(Mail.objects.values_list("recipient", flat=True)) - set(sink.taken) - told


def twice(sink):
    """Who got a mail more than once, and how often too many."""
    return Counter({recipient: len(ids) - 1 for recipient, ids in sink.taken.items() if len(ids) > 1})


def test_ten_thousand_mails_and_a_hundred_deaths(tmp_path, purposes):
    done = drill(tmp_path, 5000, kills=100)
    assert len(done.deaths) == 100
    assert {point for point, _mail in done.deaths} == set(POINTS)
    assert done.lost == set()
    # Under the same Message-ID, a mailbox shows a mail once.
    assert done.ids == {1}
    recipients = dict(Mail.objects.values_list("pk", "recipient"))
    in_the_gap = Counter(recipients[mail] for point, mail in done.deaths if point == GAP)
    untold = Counter(done.sink.untold)
    assert done.twice <= in_the_gap + untold
    assert [recipient for recipient in done.twice if recipient.startswith(BULK)] == []
    states = Counter(Mail.objects.values_list("purpose", "state"))
    assert states[OWN, Mail.State.SENT] == 5000
    assert states[BULK, Mail.State.SENT] + states[BULK, Mail.State.UNSURE] == 5000
    assert 0 < states[BULK, Mail.State.UNSURE] <= len(done.deaths) + len(untold)
    assert not Job.objects.exclude(state=Job.State.DONE).exists()
    assert done.sink.count >= 10_000


class TestTheDrillCanFail:
    """The twins: each takes one guard out of the worker, and the drill sees it."""

    def test_as_it_is_nothing_happens(self, tmp_path, purposes):
        done = drill(tmp_path, 20, kills=8, longest_life=3, moody=False)
        assert (done.lost, len(done.deaths)) == (set(), 8)

    def test_one_of_many_that_is_sent_again(self, tmp_path, purposes):
        done = drill(tmp_path, 20, kills=8, mode="bulk again", points=[GAP], longest_life=9, moody=False)
        assert [recipient for recipient in done.twice if recipient.startswith(BULK)]

    def test_a_mail_that_is_marked_before_it_is_sent(self, tmp_path, purposes):
        done = drill(
            tmp_path, 20, kills=8, mode="sent first", points=["connected"], longest_life=9, moody=False
        )
        assert done.lost


@jobs.job
def write_a_digest() -> None:
    outbox.queue("rosa@example.org", subject="What happened", text="Text")


def test_three_workers_after_a_stop_of_four_days_send_one_mail_and_not_four(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    (tmp_path / "mail").mkdir()
    monkeypatch.setattr(jobs, "_schedules", {jobs.name_of(write_a_digest): 86_400})
    began = timezone.now()
    for day in range(1, 5):
        with time_machine.travel(began + timedelta(days=day), tick=True):
            jobs.plan()

    def work():
        jobs.plan()
        while jobs.run_due() or Job.objects.exclude(state=Job.State.DONE).exists():
            time.sleep(0.01)
        connections.close_all()

    with time_machine.travel(began + timedelta(days=4), tick=True):
        workers = [Thread(target=work) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
    assert Mail.objects.count() == 1
    assert len(list((tmp_path / "mail").iterdir())) == 1
