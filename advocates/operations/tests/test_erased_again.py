"""Erased, then an older backup restored: the erasure holds."""

import shutil
import sqlite3
from datetime import timedelta

import pytest
from django.conf import settings as real_settings
from django.utils import timezone

from advocates.accounts import erasures, leaving
from advocates.accounts.erasing_again import erase_again
from advocates.accounts.models import Person
from advocates.core.viewer import Role
from advocates.operations.tests.test_serve import advocates, environment
from tests.cast import make_person

NAME = "Quixotic Canary"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def bring_back(person: Person) -> None:
    """As an older backup has them."""
    Person.objects.filter(pk=person.pk).update(
        full_name=NAME, email="canary@example.org", erased_at=None, is_active=True
    )


@pytest.mark.django_db
class TestInOneDatabase:
    def test_who_came_back_is_erased_again(self, django_capture_on_commit_callbacks):
        person = make_person("canary", full_name=NAME)
        with django_capture_on_commit_callbacks(execute=True):
            leaving.erase_person(actor=None, person=person)
        bring_back(person)
        assert erasures.come_back() == [person]
        assert erase_again() == 1
        person.refresh_from_db()
        assert (person.full_name, person.is_active) == ("", False)
        assert erase_again() == 0

    def test_without_the_file_they_would_be_back(self, django_capture_on_commit_callbacks):
        """The twin."""
        person = make_person("canary", full_name=NAME)
        with django_capture_on_commit_callbacks(execute=True):
            leaving.erase_person(actor=None, person=person)
        bring_back(person)
        erasures.path().unlink()
        assert erase_again() == 0
        assert Person.objects.filter(full_name=NAME).exists()

    def test_an_erasure_that_failed_is_not_written_down(
        self, django_capture_on_commit_callbacks, monkeypatch
    ):
        person = make_person("canary", full_name=NAME)
        monkeypatch.setattr("advocates.core.personal.erase", lambda _subject: 1 / 0)
        with pytest.raises(ZeroDivisionError), django_capture_on_commit_callbacks(execute=True):
            leaving.erase_person(actor=None, person=person)
        assert not erasures.noted()

    def test_what_a_crash_kept_from_the_file_is_made_up_for(self):
        person = make_person("canary", full_name=NAME)
        leaving.erase_person(actor=None, person=person)
        assert not erasures.noted()
        erase_again()
        assert set(erasures.noted()) == {person.public_id}

    def test_ids_alone_readable_by_nobody_else(self):
        person = make_person("canary", full_name=NAME)
        erasures.note([person.public_id])
        assert NAME not in erasures.path().read_text()
        assert erasures.path().stat().st_mode & 0o077 == 0

    def test_forgotten_after_60_days(self):
        old, new = make_person("old"), make_person("new")
        erasures.note([old.public_id], timezone.now() - timedelta(days=61))
        erasures.note([new.public_id])
        erasures.catch_up()
        assert set(erasures.noted()) == {new.public_id}

    def test_a_line_that_was_cut_off_counts_for_nothing(self):
        person = make_person("canary")
        erasures.note([person.public_id])
        with erasures.path().open("a") as file:
            file.write("0000-half")
        assert set(erasures.noted()) == {person.public_id}

    def test_the_last_who_runs_the_site_waits(self):
        staff = make_person("staff", Role.STAFF)
        erasures.note([staff.public_id])
        assert erase_again() == 0
        make_person("second", Role.STAFF)
        assert erase_again() == 1


ERASE = """
from advocates.accounts.leaving import erase_person
from advocates.accounts.models import Person
erase_person(actor=None, person=Person.objects.get(full_name="Quixotic Canary"))
"""
MAKE = """
from advocates.accounts import actions
new = actions.NewPerson("canary@example.org", "Quixotic Canary", "quilt-lantern-harbour-7")
actions.create_person(actor=None, new=new)
"""


@pytest.mark.skipif(
    "sqlite" not in real_settings.DATABASES["default"]["ENGINE"], reason="copies the file of a database"
)
def test_erase_restore_an_older_backup_start(tmp_path):
    env = environment(tmp_path, 8999)
    advocates("serve", "--first-run", env=env)
    assert advocates("shell", "-c", MAKE, env=env).returncode == 0
    (database,) = (path for path in tmp_path.glob("*.sqlite3"))
    backup = tmp_path / "backup"
    with sqlite3.connect(database) as source, sqlite3.connect(backup) as target:
        source.backup(target)
    assert advocates("shell", "-c", ERASE, env=env).returncode == 0
    for path in tmp_path.glob(f"{database.name}*"):
        path.unlink()
    shutil.copy(backup, database)
    assert NAME in names(database)
    assert advocates("serve", "--first-run", env=env).returncode == 0
    assert NAME not in names(database)


def names(database) -> set[str]:
    with sqlite3.connect(database) as found:
        return {name for (name,) in found.execute("SELECT full_name FROM accounts_person")}
