"""“Read now”: only by a form of ours, and not so often that it is a burden to whoever runs the source."""

import pytest

from advocates.core.models import Job
from advocates.publishing.models import Source
from tests.cast import CastClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return Source.objects.create(name="Example Journal", address="https://journal.example/feed", lang="en")


def path(source, deed="read"):
    return f"/manage/sources/{source.public_id}/{deed}/"


def test_it_is_read_soon(editor, source):
    assert editor.post(path(source)).status_code == 302
    assert Job.objects.filter(arguments__source_id=source.pk).exists()


def test_one_source_is_not_read_without_end_whoever_asks(editor, staff, source, settings):
    settings.LIMITS = {"source-read": (1, 3600), "source-read-by": (9, 3600)}
    other = Source.objects.create(name="Other", address="https://other.example/feed", lang="en")
    assert editor.post(path(source)).status_code == 302
    answer = staff.post(path(source))
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) <= 3600
    assert staff.post(path(other)).status_code == 302


def test_one_editor_does_not_have_all_of_them_read_without_end(editor, staff, source, settings):
    settings.LIMITS = {"source-read": (9, 3600), "source-read-by": (1, 3600)}
    assert editor.post(path(source)).status_code == 302
    assert editor.post(path(source)).status_code == 429
    assert staff.post(path(source)).status_code == 302


def test_stopping_and_resuming_is_no_way_round(editor, source, settings):
    settings.LIMITS = {"source-read": (1, 3600), "source-read-by": (9, 3600)}
    for status in (302, 429):
        editor.post(path(source, "stop"))
        assert editor.post(path(source, "resume")).status_code == status


def test_nothing_is_put_down_where_it_was_too_often(editor, source, settings):
    settings.LIMITS = {"source-read": (0, 3600), "source-read-by": (9, 3600)}
    assert editor.post(path(source)).status_code == 429
    assert not Job.objects.filter(arguments__source_id=source.pk).exists()


@pytest.mark.parametrize("deed", ["read", "stop", "resume"])
def test_another_site_cannot_ask_in_an_editors_name(editor, source, deed):
    strict = CastClient(enforce_csrf_checks=True)
    strict.cookies = editor.cookies
    assert strict.post(path(source, deed)).status_code == 403
    source.refresh_from_db()
    assert source.stopped_at is None
    assert not Job.objects.filter(arguments__source_id=source.pk).exists()


def test_without_that_check_it_could(editor, source):
    """The twin: the same cookies alone are enough for a client that does not ask for the ticket."""
    loose = CastClient()
    loose.cookies = editor.cookies
    assert loose.post(path(source)).status_code == 302
