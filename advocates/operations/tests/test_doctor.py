"""The doctor finds what is planted, says what mends it, and changes nothing."""

import json
import os
import shutil
import threading
from collections import namedtuple
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.utils import OperationalError
from django.utils import timezone

from advocates.core import alive, jobs, mailin, outbox, records, seal
from advocates.core.models import Job, Mail, SignOfLife, StreamEntry
from advocates.operations import backup_check, clock_check, doctor
from advocates.operations.backups.restoring import PROVEN
from advocates.operations.findings import How
from advocates.operations.tests.nameserver import name_server

Usage = namedtuple("Usage", "total used free")

pytestmark = pytest.mark.django_db


def answers(capsys, *arguments):
    """What the command prints, and its exit status."""
    try:
        call_command("doctor", *arguments)
        status = 0
    except SystemExit as stopped:
        status = stopped.code
    return status, capsys.readouterr().out


@pytest.fixture(autouse=True)
def _room(monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(100 * 2**30, 0, 60 * 2**30))
    monkeypatch.setattr(clock_check, "kept_by_a_service", lambda: True)
    (tmp_path / "keys").mkdir()
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "today.sqlite3").write_text("data")
    note = {"backup": "today.sqlite3", "at": timezone.now().isoformat()}
    (tmp_path / "backups" / PROVEN).write_text(json.dumps(note))
    SignOfLife.objects.create(part=jobs.WORKER)


@pytest.fixture
def names(monkeypatch):
    """A name server that knows what is right for network.example."""
    monkeypatch.setattr(records, "_named", [])
    with name_server() as server:
        yield server


def test_a_healthy_installation(settings, capsys, names):
    settings.SITE, settings.SITE_URL = urlsplit("https://network.example"), "https://network.example"
    settings.IS_HTTPS = True
    settings.EMAIL_SERVER = {"host": "mail.network.example", "port": 587, "password": "hidden-word"}
    settings.EMAIL_FROM, settings.BOUNCE_ADDRESS = "no-reply@network.example", "bounces@network.example"
    settings.DKIM_SELECTOR = "mail"
    SignOfLife.objects.create(part=mailin.PART)
    name, key = seal.record()
    names.records = {
        "network.example": ["v=spf1 mx -all"],
        "_dmarc.network.example": ["v=DMARC1; p=none"],
        name: [key],
    }
    status, said = answers(capsys, "--nameserver", names.at)
    assert status == 0
    assert "BAD" not in said
    assert "note" not in said
    assert "mail.network.example:587" in said
    assert "hidden-word" not in said


def test_without_a_mail_server_it_says_where_mail_lies(capsys, tmp_path):
    status, said = answers(capsys)
    assert status == 0
    assert str(tmp_path / "mail") in said
    assert "EMAIL_URL" in said


def test_mail_that_failed(capsys):
    mail = outbox.queue("a@example.org", subject="Hello", text="Text")
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.FAILED, error="550 no such user")
    status, said = answers(capsys)
    assert status == 1
    assert "550 no such user" in said
    assert "a@example.org" not in said


def test_mail_that_may_have_left(capsys):
    mail = outbox.queue("a@example.org", subject="Hello", text="Text")
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.UNSURE)
    assert "nobody knows" in answers(capsys)[1]


def test_a_worker_that_does_not_work(capsys):
    outbox.queue("a@example.org", subject="Hello", text="Text")
    assert answers(capsys)[0] == 0
    Job.objects.update(run_at=timezone.now() - timedelta(minutes=6))
    status, said = answers(capsys)
    assert status == 1
    assert "advocates worker" in said


def test_a_worker_that_is_gone(capsys):
    SignOfLife.objects.update(at=timezone.now() - timedelta(minutes=3))
    status, said = answers(capsys)
    assert status == 1
    assert "was last seen" in said
    Job.objects.create(name="x", state=Job.State.RUNNING, leased_until=timezone.now() + timedelta(minutes=5))
    assert answers(capsys)[0] == 0


def test_a_worker_that_never_came(capsys):
    SignOfLife.objects.all().delete()
    assert "No worker has run" in answers(capsys)[1]


def test_the_worker_gives_signs_of_life(monkeypatch):
    SignOfLife.objects.all().delete()
    monkeypatch.setattr(alive, "_noted", {})
    monkeypatch.setattr(jobs, "plan", lambda: None)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    stop = threading.Event()
    monkeypatch.setattr(jobs, "_when_resting", [stop.set])
    jobs.work_forever(stop, pause=0.01)
    assert timezone.now() - alive.last_seen(jobs.WORKER) < timedelta(seconds=30)


class TestTheClock:
    @pytest.mark.parametrize(("seconds", "status"), [(-5, 0), (20, 0), (40, 1)])
    def test_that_is_behind_what_was_written(self, capsys, seconds, status):
        StreamEntry.objects.create(kind="x", at=timezone.now() + timedelta(seconds=seconds))
        found, said = answers(capsys)
        assert found == status
        assert ("The clock is behind" in said) is bool(status)

    def test_that_is_not_the_databases(self, capsys, monkeypatch):
        monkeypatch.setattr(clock_check, "database_clock", lambda: timezone.now() - timedelta(minutes=5))
        status, said = answers(capsys)
        assert status == 1
        assert "300 s apart" in said

    def test_of_the_database_is_really_asked(self):
        other = clock_check.database_clock()
        assert (other is None) is (connection.vendor == "sqlite")
        assert other is None or abs(other - timezone.now()) < timedelta(seconds=5)

    @pytest.mark.parametrize(
        ("is_kept", "words"),
        [(True, "keeps this clock"), (False, "no time service"), (None, "speaks against it")],
    )
    def test_whether_a_service_keeps_it(self, capsys, monkeypatch, is_kept, words):
        monkeypatch.setattr(clock_check, "kept_by_a_service", lambda: is_kept)
        assert words in answers(capsys)[1]

    def test_this_system_is_asked_without_an_error(self, monkeypatch):
        monkeypatch.undo()
        assert clock_check.kept_by_a_service() in {True, False, None}


class TestBackups:
    def test_none(self, capsys, tmp_path):
        shutil.rmtree(tmp_path / "backups")
        status, said = answers(capsys)
        assert status == 0
        assert "No backup was made since this installation began on 20" in said
        assert "Daily: advocates backup" in said

    def test_an_empty_file_is_none(self, tmp_path):
        (tmp_path / "backups" / "today.sqlite3").write_text("")
        assert backup_check.newest_backup() is None

    def test_an_old_one(self, capsys, tmp_path):
        old = (timezone.now() - timedelta(days=3)).timestamp()
        os.utime(tmp_path / "backups" / "today.sqlite3", (old, old))
        finding, _proof = backup_check.backups()
        assert finding.how is How.BAD
        assert answers(capsys)[0] == 1

    @pytest.mark.parametrize(
        ("days", "how"), [(1, How.WELL), (34, How.WELL), (36, How.BAD)], ids=["new", "month", "old"]
    )
    def test_when_one_was_last_proven(self, tmp_path, days, how):
        note = {"backup": "x", "at": (timezone.now() - timedelta(days=days)).isoformat()}
        (tmp_path / "backups" / PROVEN).write_text(json.dumps(note))
        assert backup_check.proof().how is how

    @pytest.mark.parametrize("note", ["", "[]", '{"at": 1}', '{"at": "today"}'])
    def test_one_that_was_never_proven(self, tmp_path, note):
        (tmp_path / "backups" / PROVEN).write_text(note)
        assert backup_check.proof().how is How.MIND


def test_work_that_failed(capsys):
    Job.objects.create(name="x", state=Job.State.FAILED, finished_at=timezone.now())
    assert answers(capsys)[0] == 1


def test_a_full_disk(capsys, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(100 * 2**30, 0, 9 * 2**30))
    status, said = answers(capsys)
    assert status == 1
    assert "9.0 GB (9%)" in said


def test_an_address_without_encryption(capsys, settings):
    settings.SITE, settings.SITE_URL = urlsplit("http://network.example"), "http://network.example"
    settings.IS_HTTPS = False
    status, said = answers(capsys)
    assert status == 1
    assert "not encrypted" in said


def test_a_database_that_is_away(capsys, monkeypatch):
    def fail(*_arguments):
        raise OperationalError("could not connect")

    monkeypatch.setattr(connection, "cursor", fail)
    status, said = answers(capsys)
    assert status == 1
    assert "could not connect" in said


def test_missing_tables(capsys, monkeypatch):
    monkeypatch.setattr(doctor.MigrationExecutor, "migration_plan", lambda _self, _targets: ["one", "two"])
    status, said = answers(capsys)
    assert status == 1
    assert "advocates migrate" in said


def test_nothing_is_changed(capsys):
    before = Mail.objects.count(), Job.objects.count()
    answers(capsys)
    assert (Mail.objects.count(), Job.objects.count()) == before
