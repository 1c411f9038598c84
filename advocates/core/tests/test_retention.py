"""Every field has a class and a period, and what is due is deleted: exactly that, and once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import DatabaseError, models
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from advocates.core import retention
from advocates.core.models import Job, LimitCount, Mail, StreamEntry

NOW = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _midnight():
    with time_machine.travel(NOW, tick=False):
        yield


class TestTheRegistry:
    def test_every_field_of_the_whole_project_has_a_class_and_a_period(self):
        assert retention.unclassified() == []

    def test_a_new_field_is_missed(self, monkeypatch):
        """The twin: without its line in the registry, a field of each of our own tables turns the build red."""
        ours = [model for model in apps.get_models() if model.__module__.startswith("advocates.")]
        for model in ours:
            monkeypatch.setattr(
                model._meta, "local_fields", [*model._meta.local_fields, models.TextField(name="forgotten")]
            )
        assert set(retention.unclassified()) == {f"{model._meta.label}.forgotten" for model in ours}

    def test_a_new_table_is_missed(self, monkeypatch):
        rules = {name: rule for name, rule in retention._rules.items() if name != "sessions.session"}
        monkeypatch.setattr(retention, "_rules", rules)
        assert "sessions.Session.session_key" in retention.unclassified()

    def test_a_line_for_what_is_gone_is_told(self, monkeypatch):
        monkeypatch.setattr(retention, "_rules", dict(retention._rules))
        kept = retention.Kept(retention.DataClass.PUBLIC, "for ever")
        retention.register("core.Telegram", "gone", {"id": kept})
        retention.register(
            "core.LimitCount", "limits", dict.fromkeys(("id", "digest", "uses", "created_at", "gone"), kept)
        )
        assert retention.unclassified() == ["core.LimitCount.gone", "core.Telegram"]

    def test_secrets_are_of_the_highest_class(self):
        classes = {
            (rule.model, name): kept.data_class
            for rule in retention.rules()
            for name, kept in rule.fields.items()
        }
        assert classes["accounts.Person", "password"] == retention.DataClass.HIGHEST
        assert classes["mfa.Authenticator", "*"] == retention.DataClass.HIGHEST
        assert classes["sessions.Session", "*"] == retention.DataClass.HIGHEST

    def test_every_period_is_a_sentence_for_people(self):
        for rule in retention.rules():
            assert rule.purpose
            assert all(kept.period for kept in rule.fields.values())


def job(days: float, state: str = Job.State.DONE) -> Job:
    ended = NOW - timedelta(days=days)
    return Job.objects.create(
        name="x", state=state, finished_at=ended if state in {"done", "failed"} else None
    )


def mail(number: int, days: float, sent: bool = True) -> Mail:
    when = NOW - timedelta(days=days)
    return Mail.objects.create(
        message_id=f"<{number}>",
        sender="a@example.org",
        recipient="b@example.org",
        subject="Hello",
        text="Text",
        state=Mail.State.SENT if sent else Mail.State.WAITING,
        created_at=when,
        sent_at=when if sent else None,
    )


@pytest.mark.django_db
class TestThePurge:
    def test_exactly_what_is_due(self):
        StreamEntry.objects.create(kind="old", at=NOW - timedelta(days=731))
        StreamEntry.objects.create(kind="young", at=NOW - timedelta(days=729))
        old_job, young_job, waiting = job(7.1), job(6.9), job(100, Job.State.WAITING)
        old_mail, young_mail, unsent, hopeless = (
            mail(1, 7.1),
            mail(2, 6.9),
            mail(3, 29, sent=False),
            mail(4, 31, sent=False),
        )
        Session.objects.create(session_key="old", expire_date=NOW - timedelta(seconds=1))
        Session.objects.create(session_key="young", expire_date=NOW + timedelta(seconds=1))
        LimitCount.objects.create(digest="old", created_at=NOW - timedelta(hours=25))
        LimitCount.objects.create(digest="young", created_at=NOW - timedelta(hours=23))
        assert retention.purge() == 6
        assert set(StreamEntry.objects.values_list("kind", flat=True)) == {"young"}
        assert set(Job.objects.values_list("pk", flat=True)) == {young_job.pk, waiting.pk}
        assert set(Mail.objects.values_list("pk", flat=True)) == {young_mail.pk, unsent.pk}
        assert set(Session.objects.values_list("pk", flat=True)) == {"young"}
        assert set(LimitCount.objects.values_list("digest", flat=True)) == {"young"}
        assert old_job.pk != old_mail.pk or hopeless.pk

    def test_again_deletes_nothing_more(self):
        job(8)
        mail(1, 8)
        assert retention.purge() == 2
        assert retention.purge() == 0

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(ages=some.lists(some.floats(0, 4000), max_size=12), later=some.floats(0, 4000))
    def test_for_any_ages_and_any_day(self, ages, later):
        StreamEntry.objects.all().delete()
        for age in ages:
            StreamEntry.objects.create(kind="x", at=NOW - timedelta(days=age))
        retention.purge(NOW + timedelta(days=later))
        assert StreamEntry.objects.count() == sum(age + later <= 730 for age in ages)

    def test_one_table_that_fails_does_not_keep_the_others(self, monkeypatch):
        def broken(_now):
            raise DatabaseError("locked")

        rules = {"a.a": retention.Rule("A", "broken", {}, broken), **retention._rules}
        monkeypatch.setattr(retention, "_rules", rules)
        job(8)
        with pytest.raises(RuntimeError, match="not purged: A"):
            retention.purge()
        assert not Job.objects.exists()

    def test_every_private_table_that_grows_by_itself_is_purged(self):
        purged = {rule.model for rule in retention.rules() if rule.due}
        assert {"core.StreamEntry", "core.Job", "core.Mail", "core.LimitCount", "sessions.Session"} <= purged

    def test_it_is_planned(self):
        from advocates.core import jobs  # noqa: PLC0415 - beside what it is about

        assert jobs._schedules[jobs.name_of(retention.purge)] <= 86_400
        assert timezone.now() == NOW
