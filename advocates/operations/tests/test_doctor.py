"""The doctor finds what is planted, says what mends it, and changes nothing."""

import shutil
from collections import namedtuple
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.utils import OperationalError
from django.utils import timezone

from advocates.core import outbox
from advocates.core.models import Job, Mail
from advocates.operations import doctor

Usage = namedtuple("Usage", "total used free")

pytestmark = pytest.mark.django_db


def answers(capsys):
    """What the command prints, and its exit status."""
    try:
        call_command("doctor")
        status = 0
    except SystemExit as stopped:
        status = stopped.code
    return status, capsys.readouterr().out


@pytest.fixture(autouse=True)
def _room(monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(100 * 2**30, 0, 60 * 2**30))


def test_a_healthy_installation(settings, capsys):
    settings.SITE, settings.SITE_URL = urlsplit("https://network.example"), "https://network.example"
    settings.IS_HTTPS = True
    settings.EMAIL_SERVER = {"host": "mail.network.example", "port": 587, "password": "hidden-word"}
    status, said = answers(capsys)
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
