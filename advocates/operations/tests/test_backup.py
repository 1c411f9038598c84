"""`advocates backup` and `restore`: another machine becomes what the first one was, and does nothing a second time."""

import json
import os
import shutil
import sqlite3
import stat
from collections import namedtuple
from contextlib import closing

import pytest
from django.conf import settings as real_settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from advocates.core import stream
from advocates.core.models import Installation, Job, Mail, StreamEntry
from advocates.operations import in_use, restored
from advocates.operations.backups import fence, making, packing, restoring
from advocates.operations.backups.refusals import CannotBackUp, CannotRestore
from advocates.operations.tests.test_serve import advocates, environment
from tests.databases import PostgreSQL

Usage = namedtuple("Usage", "total used free")
IS_SQLITE = "sqlite" in real_settings.DATABASES["default"]["ENGINE"]

MAKE = """
from django.contrib.sessions.backends.db import SessionStore
from advocates.accounts import actions
from advocates.core.models import Job, Mail
for name in ("Stays", "Goes"):
    new = actions.NewPerson(f"{name}@example.org", f"{name} Canary", "quilt-lantern-harbour-7")
    actions.create_person(actor=None, new=new)
mail = Mail.objects.create(message_id="<1@x>", recipient="stays@example.org", subject="Once", text="only")
Job.objects.create(name="advocates.core.outbox.deliver", arguments={"mail_id": mail.pk})
SessionStore().save()
"""
CHANGE = """
from django.conf import settings
from advocates.accounts.leaving import erase_person
from advocates.accounts.models import Person
from advocates.organisations.models import Organisation
erase_person(actor=None, person=Person.objects.get(full_name="Goes Canary"))
Person.objects.filter(full_name="Stays Canary").update(full_name="Changed")
(settings.DATA_DIR / "media" / "kept.txt").write_text("changed")
(settings.DATA_DIR / "media" / "later.txt").write_text("later")
"""
LOOK = """
import json
from django.conf import settings
from django.contrib.sessions.models import Session
from advocates.accounts.models import Person
from advocates.core.models import Job, Mail, StreamEntry
print(json.dumps({
    "people": sorted(Person.objects.exclude(full_name="").values_list("full_name", flat=True)),
    "mail": list(Mail.objects.values_list("subject", "state")),
    "sessions": Session.objects.count(),
    "jobs": Job.objects.filter(state="waiting").count(),
    "restored": StreamEntry.objects.filter(kind="operations.restored").count(),
    "media": {path.name: path.read_text() for path in (settings.DATA_DIR / "media").glob("*.txt")},
}))
"""


@pytest.fixture
def place(tmp_path, django_db_setup, django_db_blocker):
    """The surroundings of an installation whose database is migrated and empty; each call makes another one."""
    made = []

    def make(name):
        folder = tmp_path / name
        folder.mkdir()
        env = environment(folder, 8999)
        if IS_SQLITE:
            copy = sqlite3.connect(folder / "advocates.sqlite3")
            with (
                closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
                closing(copy) as target,
            ):
                source.backup(target)
            return folder, env
        database = PostgreSQL(f"backup_{name}")
        with django_db_blocker.unblock():
            database.drop()
            database._run(f'CREATE DATABASE "{database.copy}" TEMPLATE "{connection.settings_dict["NAME"]}"')
        made.append(database)
        own = connection.settings_dict
        at = f"{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT'] or 5432}"
        return folder, {**env, "DATABASE_URL": f"postgresql://{at}/{database.copy}"}

    yield make
    with django_db_blocker.unblock():
        for database in made:
            database.drop()


def works(*arguments, env):
    done = advocates(*arguments, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_another_machine_becomes_what_the_first_one_was(place):
    first, env = place("first")
    works("serve", "--first-run", env=env)
    works("shell", "-c", MAKE, env=env)
    (first / "media" / "kept.txt").write_text("kept")
    said = works("backup", env=env)
    backup = first / "backups" / os.path.basename(said.splitlines()[0])
    assert "Keep a copy of the key" in said
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    works("shell", "-c", CHANGE, env=env)

    second, elsewhere = place("second")
    refused = advocates("restore", str(backup), env=elsewhere)
    assert refused.returncode == 1
    assert "--key" in refused.stderr
    assert "Nothing was changed" in refused.stderr
    # The list of erasures is copied more often than backups are made, and put beside any of them.
    shutil.copy(first / "erased.log", second / "erased.log")
    said = works("restore", str(backup), "--key", str(first / "keys" / "backup.key"), env=elsewhere)
    assert "as it was on 20" in said
    works("serve", "--first-run", env=elsewhere)
    found = json.loads(works("shell", "--no-imports", "-c", LOOK, env=elsewhere).splitlines()[-1])
    assert found == {
        "people": ["Stays Canary"],
        "mail": [["Once", "dropped"]],
        "sessions": 0,
        "jobs": 0,
        "restored": 1,
        "media": {"kept.txt": "kept"},
    }
    assert list(second.glob("before-restore-*/keys/secret_key"))
    assert not list(second.glob(".restoring-*"))
    assert (second / "keys" / "secret_key").read_text() == (first / "keys" / "secret_key").read_text()


@pytest.mark.django_db
class TestTheFence:
    @pytest.fixture
    def _waiting(self):
        for state in Mail.State:
            Mail.objects.create(
                message_id=f"<{state}>", recipient="a@example.org", state=state, text="x", html="x"
            )
        for state in Job.State:
            Job.objects.create(name="x", state=state)
        Session.objects.create(session_key="x", session_data="x", expire_date=timezone.now())
        StreamEntry.objects.create(kind="x", target_type="x", target_id="1")

    @pytest.mark.usefixtures("_waiting")
    def test_nothing_goes_out_again(self):
        with connection.cursor() as cursor:
            for statement in fence.statements(set(connection.introspection.table_names())):
                cursor.execute(statement)
        left = Mail.objects.filter(state__in=["waiting", "leaving", "unsure"])
        assert (left.count(), Mail.objects.filter(state="dropped", text="").count()) == (0, 3)
        assert Mail.objects.filter(state="sent", text="x").count() == 1
        assert set(Job.objects.values_list("state", flat=True)) == {"done", "failed"}
        assert not Session.objects.exists()
        assert not StreamEntry.objects.filter(dispatched_at=None).exists()

    def test_every_table_of_it_is_there(self):
        assert set(fence.BY_TABLE) <= set(connection.introspection.table_names())

    def test_a_table_that_the_backup_lacks_is_let_be(self):
        assert fence.statements({"core_job"}) == [fence.BY_TABLE["core_job"]]

    def test_the_start_after_it_records_it_once(self, settings, tmp_path):
        settings.DATA_DIR = tmp_path
        restored.record_if_so()
        assert not StreamEntry.objects.filter(kind=restored.KIND).exists()
        restored.note()
        restored.record_if_so()
        restored.record_if_so()
        assert StreamEntry.objects.get(kind=restored.KIND).is_audit
        assert stream.entries_about(Installation.objects.get()).count() == 1


class TestMaking:
    @pytest.fixture(autouse=True)
    def _folder(self, settings, tmp_path):
        settings.DATA_DIR = tmp_path
        for name in ("keys", "media"):
            (tmp_path / name).mkdir()

    @pytest.mark.django_db(transaction=True)
    def test_old_ones_go_and_only_ours(self, tmp_path):
        making.folder().mkdir()
        names = ["advocates-20200101-000000.backup", "my own.backup", "advocates-20260101-000000.sqlite3"]
        for name in names:
            (making.folder() / name).touch()
            os.utime(making.folder() / name, (0, 0))
        made = making.make()
        assert {path.name for path in making.folder().iterdir()} == {made.path.name, *names[1:]}

    @pytest.mark.django_db(transaction=True)
    def test_one_that_cannot_be_finished_leaves_nothing(self, monkeypatch):
        def full(*_arguments):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(packing, "write", full)
        with pytest.raises(CannotBackUp, match="No space left"):
            making.make()
        assert not list(making.folder().iterdir())

    @pytest.mark.database
    def test_too_little_room(self, monkeypatch):
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(100, 90, 10))
        with pytest.raises(CannotBackUp, match="less room"):
            making.make()
        assert not list(making.folder().iterdir())

    def test_what_is_no_file_of_ours_stays_out(self, tmp_path):
        (tmp_path / "media" / "link").symlink_to("/etc/passwd")
        (tmp_path / "media" / "one").write_text("x")
        (tmp_path / "mail").mkdir()
        (tmp_path / "mail" / "x.eml").write_text("x")
        assert [name for name, _path in making.members(tmp_path / "x")] == ["database", "media/one"]


class TestWhileTheSiteRuns:
    @pytest.fixture(autouse=True)
    def _folder(self, settings, tmp_path, monkeypatch):
        settings.DATA_DIR = tmp_path
        monkeypatch.setattr(in_use, "_held", [])
        monkeypatch.setattr(restoring.databases, "others_connected", lambda: 0)

    def test_it_is_refused(self, tmp_path):
        in_use.hold()
        with pytest.raises(CannotRestore, match="Stop it first"):
            restoring.restore(tmp_path / "no-file")
        os.close(in_use._held.pop())

    def test_without_the_lock_it_would_go_on(self, tmp_path):
        """The twin: it comes to the key."""
        with pytest.raises(CannotRestore, match="The key"):
            restoring.restore(tmp_path / "no-file")
