"""A moment for several languages: the worker publishes all of them then or none, once, also after a stop."""

from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import PageLogEntry

from advocates.accounts.models import Person
from advocates.core import jobs
from advocates.core.models import Job, StreamEntry
from advocates.publishing.languages import actions, planning
from advocates.publishing.models import LaunchTick, NewsArticle, PlannedLaunch
from advocates.publishing.refusals import LaunchTogether, SecondPersonNeeded
from advocates.publishing.scheduling.late import PUBLISHED_LATE
from advocates.publishing.tests.test_launch import address, draft_of, live, locale, tick, translate

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class Killed(BaseException):
    """The light goes out."""


@pytest.fixture
def source(db):
    made = draft_of()
    translate(made, "es")
    translate(made, "ar")
    return made


@pytest.fixture
def planned(editor, source):
    """Three languages, in an hour."""
    actions.tick(actor=editor.person, source=source, locales=[locale("es"), locale("ar")])
    planning.plan(actor=editor.person, source=source, at=timezone.now() + HOUR)
    return source


def look(after):
    """The worker, so much later."""
    with time_machine.travel(timezone.now() + after):
        jobs.plan()
        jobs.run_due()


def in_form(moment):
    return f"{moment:%Y-%m-%dT%H:%M}"


def test_an_editor_plans_it_by_the_own_clock(editor, source):
    Person.objects.filter(pk=editor.person.pk).update(time_zone="America/Lima")
    tick(editor, source, "es", "ar")
    assert "America/Lima" in editor.get(address(source)).text
    day = timezone.now().date() + timedelta(days=3)
    assert editor.post(address(source, "plan/"), {"at": f"{day}T22:07"}).status_code == 302
    planned = PlannedLaunch.objects.get()
    assert in_form(planned.at) == f"{day + timedelta(days=1)}T03:07"
    for zone, hour in (("America/Lima", "22:07"), ("Asia/Tokyo", "12:07")):
        Person.objects.filter(pk=editor.person.pk).update(time_zone=zone)
        for path in (address(source), "/manage/scheduled/"):
            text = editor.get(path).text
            assert zone in text
            assert hour in text


def test_not_before_its_moment(planned):
    look(timedelta(minutes=59))
    assert live() == set()


def test_all_of_them_at_its_moment(planned, visitor):
    look(timedelta(minutes=61))
    assert live() == {"en", "es", "ar"}
    assert not LaunchTick.objects.exists()
    assert not PlannedLaunch.objects.exists()
    assert not PageLogEntry.objects.filter(action=PUBLISHED_LATE).exists()
    assert StreamEntry.objects.filter(kind="publishing.launch.done").count() == 1
    assert visitor.get("/news/together/").status_code == 200


def test_a_missed_run_catches_up_once_and_says_so(planned, editor):
    """The service was stopped for three days; then two workers start at once."""
    look(timedelta(days=3))
    Job.objects.all().delete()
    look(timedelta(days=3, minutes=1))
    assert live() == {"en", "es", "ar"}
    assert PageLogEntry.objects.filter(action="wagtail.publish.scheduled").count() == 3
    assert PageLogEntry.objects.filter(action=PUBLISHED_LATE).count() == 3


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_worker_that_is_killed_between_languages_leaves_none(planned, monkeypatch, after):
    whole, calls = NewsArticle.publish, []

    def dies(page, *args, **kwargs):
        calls.append(page.pk)
        if len(calls) > after:
            raise Killed
        return whole(page, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(NewsArticle, "publish", dies)
        with pytest.raises(Killed):
            planning.launch_planned(PlannedLaunch.objects.get().pk, timezone.now() + 2 * HOUR)
    assert live() == set()
    assert LaunchTick.objects.count() == 2
    look(timedelta(minutes=61))
    assert live() == {"en", "es", "ar"}


def test_without_the_one_transaction_a_part_would(planned, monkeypatch):
    """The twin."""
    whole, calls = NewsArticle.publish, []

    def dies(page, *args, **kwargs):
        calls.append(page.pk)
        if len(calls) > 1:
            raise Killed
        return whole(page, *args, **kwargs)

    monkeypatch.setattr(NewsArticle, "publish", dies)
    monkeypatch.setattr(planning, "transaction", SimpleNamespace(atomic=nullcontext))
    with pytest.raises(Killed):
        planning._launch(PlannedLaunch.objects.get().pk, timezone.now() + 2 * HOUR)
    assert live() == {"en"}


def test_what_fails_is_said_and_keeps_no_other_waiting(planned, editor, monkeypatch, caplog):
    other = draft_of("events", slug="other")
    translate(other, "es")
    actions.tick(actor=editor.person, source=other, locales=[locale("es")])
    planning.plan(actor=editor.person, source=other, at=timezone.now() + 2 * HOUR)
    whole = NewsArticle.publish

    def failing(page, *args, **kwargs):
        if page.translation_key == planned.translation_key and page.locale.language_code == "ar":
            raise ValueError("broken")
        return whole(page, *args, **kwargs)

    monkeypatch.setattr(NewsArticle, "publish", failing)
    look(timedelta(hours=3))
    assert NewsArticle.objects.live().filter(translation_key=other.translation_key).count() == 2
    assert not NewsArticle.objects.live().filter(translation_key=planned.translation_key).exists()
    assert "scheduled.failed" in caplog.text
    assert "could not be published at their moment" in editor.get(address(planned)).text
    assert "Could not be published" in editor.get("/manage/scheduled/").text


def test_a_version_that_is_gone_keeps_all_of_them_back(planned):
    spanish = NewsArticle.objects.get(locale__language_code="es")
    spanish.delete()
    look(timedelta(minutes=61))
    assert live() == set()
    assert PlannedLaunch.objects.get().failed_at


def test_what_is_written_after_it_was_planned_is_not_in_it(planned):
    planned.title = "Changed afterwards"
    planned.save_revision()
    look(timedelta(minutes=61))
    article = NewsArticle.objects.get(pk=planned.pk)
    assert (article.live, article.title) == (True, "Together")


def test_a_later_version_that_is_out_already_is_not_taken_back(planned):
    spanish = NewsArticle.objects.get(locale__language_code="es")
    spanish.title = "Nuevo"
    spanish.save_revision().publish()
    look(timedelta(minutes=61))
    assert live() == {"en", "es", "ar"}
    assert NewsArticle.objects.get(pk=spanish.pk).title == "Nuevo"


class TestRefused:
    @pytest.mark.parametrize("moment", ["", "soon", "2001-01-01T10:00", "9999-01-01T10:00"])
    def test_a_time_that_is_none_or_past(self, editor, source, moment):
        tick(editor, source, "es")
        answer = editor.post(address(source, "plan/"), {"at": moment})
        assert answer.status_code == 422
        assert moment in answer.text
        assert ("This time has passed." in answer.text) == moment.startswith("2001")
        assert not PlannedLaunch.objects.exists()

    def test_where_one_is_missing_and_the_time_is_kept(self, editor):
        source = draft_of()
        tick(editor, source, "es")
        moment = in_form(timezone.now() + 5 * HOUR)
        answer = editor.post(address(source, "plan/"), {"at": moment})
        assert answer.status_code == 409
        assert moment in answer.text
        assert not PlannedLaunch.objects.exists()

    def test_without_a_tick(self, editor, source):
        answer = editor.post(address(source, "plan/"), {"at": in_form(timezone.now() + 5 * HOUR)})
        assert answer.status_code == 409

    def test_a_medical_text_of_ones_own(self, editor):
        source = draft_of("care", editor.person)
        translate(source, "es")
        actions.tick(actor=editor.person, source=source, locales=[locale("es")])
        with pytest.raises(SecondPersonNeeded):
            planning.plan(actor=editor.person, source=source, at=timezone.now() + HOUR)
        assert not PlannedLaunch.objects.exists()

    def test_without_that_question_the_worker_would_publish_it(self, editor, monkeypatch):
        """The twin: at the moment itself nobody is asked."""
        source = draft_of("care", editor.person)
        translate(source, "es")
        actions.tick(actor=editor.person, source=source, locales=[locale("es")])
        with monkeypatch.context() as patch:
            patch.setattr(NewsArticle, "refuse_unless_publishable", lambda *_asked: None)
            planning.plan(actor=editor.person, source=source, at=timezone.now() + HOUR)
        look(timedelta(minutes=61))
        assert live() == {"en", "es"}

    def test_nobody_publishes_the_page_alone_until_then(self, planned):
        with pytest.raises(LaunchTogether):
            planned.get_latest_revision().publish()

    def test_the_ticks_stay_as_they_are_until_it_is_taken_back(self, editor, planned):
        assert tick(editor, planned, "es").status_code == 409
        assert LaunchTick.objects.count() == 2
        assert editor.post(address(planned, "plan/take-back/")).status_code == 302
        assert tick(editor, planned, "es").status_code == 302
        look(timedelta(minutes=61))
        assert live() == set()


def test_publishing_them_now_leaves_nothing_planned(editor, planned):
    assert editor.post(address(planned, "launch/")).status_code == 302
    assert live() == {"en", "es", "ar"}
    assert not PlannedLaunch.objects.exists()
