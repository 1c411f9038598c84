"""What is published or taken back by itself: in which zone, at its moment, and once after a stop."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import PageLogEntry

from advocates.accounts.models import Person
from advocates.core import jobs
from advocates.core.models import Job
from advocates.publishing.models import NewsArticle
from advocates.publishing.scheduling import jobs as scheduling
from advocates.publishing.tests.articles import make_news
from advocates.publishing.tests.office import edit_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned():
    """A draft that is to be published in an hour."""
    article = make_news("Planned", live=False)
    article.go_live_at = timezone.now() + timedelta(hours=1)
    article.save_revision().publish()
    assert not NewsArticle.objects.get().live
    return article


def look(after):
    """The worker, so much later."""
    with time_machine.travel(timezone.now() + after):
        jobs.plan()
        jobs.run_due()


def test_it_is_looked_for_every_minute():
    assert jobs._schedules[jobs.name_of(scheduling.keep_schedules)] == 60


def test_not_before_its_moment(planned, visitor):
    look(timedelta(minutes=59))
    assert not NewsArticle.objects.get().live
    assert visitor.get("/news/planned/").status_code == 404


def test_at_its_moment_and_nothing_was_late(planned, visitor):
    look(timedelta(minutes=61))
    assert "Planned" in visitor.get("/news/planned/").text
    assert not PageLogEntry.objects.filter(action=scheduling.PUBLISHED_LATE).exists()


def test_detail_2_a_missed_run_catches_up_once_and_says_so(planned, editor):
    """The service was stopped for three days; then two workers start at once."""
    look(timedelta(days=3))
    Job.objects.all().delete()
    look(timedelta(days=3, minutes=1))
    assert NewsArticle.objects.get().live
    assert PageLogEntry.objects.filter(action="wagtail.publish.scheduled").count() == 1
    assert PageLogEntry.objects.filter(action=scheduling.PUBLISHED_LATE).count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=2)):
        PageLogEntry.objects.filter(action=scheduling.PUBLISHED_LATE).update(timestamp=timezone.now())
    text = editor.get("/manage/scheduled/").text
    assert "Published late" in text
    assert "Planned" in text
    assert "because the service was stopped" in editor.get(f"/manage/pages/{planned.pk}/history/").text


def test_one_that_fails_keeps_no_other_waiting(planned, monkeypatch, caplog):
    other = make_news("Other", live=False)
    other.go_live_at = timezone.now() + timedelta(minutes=90)
    other.save_revision().publish()
    whole = NewsArticle.publish

    def failing(self, revision, **options):
        if self.title == "Planned":
            raise ValueError("broken")
        return whole(self, revision, **options)

    monkeypatch.setattr(NewsArticle, "publish", failing)
    look(timedelta(hours=2))
    assert list(NewsArticle.objects.live().values_list("title", flat=True)) == ["Other"]
    assert "scheduled.failed" in caplog.text


def test_it_is_taken_back_when_it_ends(visitor):
    article = make_news("Short")
    article.expire_at = timezone.now() + timedelta(hours=1)
    article.save_revision().publish()
    look(timedelta(minutes=61))
    assert visitor.get("/news/short/").status_code == 404


def test_detail_2_the_form_says_in_which_zone_its_hours_are(editor, planned):
    Person.objects.filter(pk=editor.person.pk).update(time_zone="America/Lima")
    assert "By the clock of your time zone, America/Lima. There it is" in editor.get(edit_url(planned)).text


def test_the_panel_beside_the_page_says_whose_hours_it_shows(editor, planned):
    Person.objects.filter(pk=editor.person.pk).update(time_zone="America/Lima")
    said = 'All hours are those of your time zone, <bdi dir="ltr">America/Lima</bdi>.'
    assert said in editor.get(edit_url(planned)).text
    assert said not in editor.get(edit_url(make_news("Not planned"))).text


def test_the_list_shows_the_same_moment_by_the_clock_of_whoever_looks(editor, planned):
    moment = timezone.now().replace(hour=3, minute=7) + timedelta(days=2)
    planned.go_live_at = moment
    planned.save_revision().publish()
    for zone, hour in (("America/Lima", "22:07"), ("Asia/Tokyo", "12:07")):
        Person.objects.filter(pk=editor.person.pk).update(time_zone=zone)
        text = editor.get("/manage/scheduled/").text
        assert zone in text
        assert hour in text
