"""The file with everything of one's own: made by the worker, once a day, opened for 48 hours by its person alone."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from advocates.accounts import leaving
from advocates.accounts.exporting import actions as exporting
from advocates.accounts.models import DataExport
from advocates.core import jobs
from advocates.core.models import Mail
from tests.cast import CastClient, cast_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> CastClient:
    return cast_client("owner")


def export(client) -> None:
    assert client.post("/account/data/export/").status_code == 302
    jobs.run_due()


def test_once_a_day(client):
    export(client)
    assert client.post("/account/data/export/").status_code == 429
    DataExport.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    assert client.post("/account/data/export/").status_code == 302


def test_for_48_hours(client, django_capture_on_commit_callbacks):
    export(client)
    made = DataExport.objects.get()
    link, stored = f"/account/data/export/{made.public_id}/", made.stored_as
    assert client.get(link).status_code == 200
    assert link in Mail.objects.get(recipient=client.person.email, subject__contains="data").text
    DataExport.objects.update(made_at=timezone.now() - timedelta(hours=48))
    assert client.get(link).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        exporting.forget_old_exports()
    assert not default_storage.exists(stored)


def test_of_nobody_else(client, pending):
    export(client)
    assert pending.get(f"/account/data/export/{DataExport.objects.get().public_id}/").status_code == 404


def test_what_lies_in_the_storage_tells_nothing(client):
    export(client)
    with default_storage.open(DataExport.objects.get().stored_as) as file:
        assert client.person.full_name.encode() not in file.read()


def test_only_after_showing_again_who_one_is(client, monkeypatch):
    export(client)
    link = f"/account/data/export/{DataExport.objects.get().public_id}/"
    monkeypatch.setattr("advocates.accounts.step_up.did_recently_reauthenticate", lambda _request: False)
    for answer in (client.get(link), client.post("/account/data/export/")):
        assert (answer.status_code, "/account/" in answer["Location"]) == (302, True)


def test_the_erasure_takes_it_along(client, django_capture_on_commit_callbacks):
    export(client)
    stored = DataExport.objects.get().stored_as
    with django_capture_on_commit_callbacks(execute=True):
        leaving.erase_person(actor=None, person=client.person)
    assert not DataExport.objects.exists()
    assert not default_storage.exists(stored)


def test_not_for_a_closed_account(client):
    assert client.post("/account/data/export/").status_code == 302
    type(client.person).objects.filter(pk=client.person.pk).update(is_active=False)
    jobs.run_due()
    assert DataExport.objects.get().made_at is None


def test_made_once_however_often_the_job_runs(client):
    export(client)
    made = DataExport.objects.get()
    exporting.make_export(made.pk)
    assert DataExport.objects.get().stored_as == made.stored_as
    assert Mail.objects.filter(recipient=client.person.email, subject__contains="data").count() == 1
