"""The stream: written with the deed, handed on once, a follower's failure retried."""

import threading
from collections import Counter

import pytest
from django.db import connection, connections, transaction

from advocates.core import stream
from advocates.core.models import Installation, StreamEntry
from tests.cast import make_person

followed: Counter[int] = Counter()
failing: set[int] = set()
seen = threading.Lock()


def follower(entry: StreamEntry) -> None:
    if entry.pk in failing:
        raise RuntimeError("not today")
    with seen:
        followed[entry.pk] += 1


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setattr(
        stream, "_kinds", {**stream._kinds, "tests.thing.done": False, "tests.thing.ruled": True}
    )
    monkeypatch.setattr(stream, "_followers", {})
    followed.clear()
    failing.clear()


@pytest.fixture
def thing(db) -> Installation:
    return Installation.objects.get_or_create(pk=1)[0]


def record(thing: Installation, kind: str = "tests.thing.done", **ids: int) -> StreamEntry:
    with transaction.atomic():
        return stream.record(kind, thing, **ids)


class TestRecording:
    @pytest.mark.django_db(transaction=True)
    def test_refused_outside_the_transaction_of_the_deed(self):
        with pytest.raises(RuntimeError, match="transaction of its deed"):
            stream.record("tests.thing.done", Installation(pk=1))
        assert not StreamEntry.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_gone_with_the_deed_that_failed(self):
        def deed() -> None:
            with transaction.atomic():
                stream.record("tests.thing.done", Installation(pk=1), number=1)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            deed()
        assert not StreamEntry.objects.exists()

    def test_what_an_entry_holds(self, thing):
        person = make_person("somebody")
        with transaction.atomic():
            entry = stream.record("tests.thing.ruled", thing, actor=person, from_revision=2)
        entry.refresh_from_db()
        assert (entry.target_type, entry.target_id) == ("core.installation", "1")
        assert (entry.actor_id, entry.data) == (person.pk, {"from_revision": 2})
        assert entry.is_audit
        assert entry.dispatched_at is None

    def test_an_unannounced_kind_is_refused(self, thing):
        with pytest.raises(KeyError), transaction.atomic():
            stream.record("tests.thing.unknown", thing)

    def test_the_entry_outlives_its_actor(self, thing):
        person = make_person("somebody")
        with transaction.atomic():
            entry = stream.record("tests.thing.done", thing, actor=person)
        person.delete()
        entry.refresh_from_db()
        assert entry.actor_id is None

    def test_entries_about_a_thing_newest_first(self, thing):
        first, second = record(thing), record(thing)
        assert [entry.pk for entry in stream.entries_about(thing)] == [second.pk, first.pk]


class TestDispatching:
    @pytest.fixture(autouse=True)
    def _follow(self):
        stream.follow("tests.thing.done", follower)

    def test_each_entry_once(self, thing):
        entries = [record(thing) for _ in range(3)]
        assert stream.dispatch() == 3
        assert stream.dispatch() == 0
        assert followed == {entry.pk: 1 for entry in entries}

    def test_kinds_that_nobody_follows_are_done_too(self, thing):
        record(thing, "tests.thing.ruled")
        assert stream.dispatch() == 1
        assert not StreamEntry.objects.filter(dispatched_at=None).exists()

    def test_an_entry_that_was_committed_late_is_not_overlooked(self, thing):
        """“Everything after the last id” would lose it: its id is smaller than one that was dispatched before."""
        late = record(thing)
        StreamEntry.objects.filter(pk=late.pk).delete()
        record(thing)
        stream.dispatch()
        late.save(force_insert=True)
        assert stream.dispatch() == 1
        assert followed[late.pk] == 1

    def test_a_failure_is_retried_and_holds_up_nobody(self, thing, caplog):
        bad, good = record(thing), record(thing)
        failing.add(bad.pk)
        assert stream.dispatch() == 1
        assert followed == {good.pk: 1}
        assert "follower_failed" in caplog.text
        failing.clear()
        assert stream.dispatch() == 1
        assert followed == {good.pk: 1, bad.pk: 1}

    def test_what_a_failing_follower_wrote_is_undone(self, thing):
        def writes_and_fails(entry: StreamEntry) -> None:
            Installation.objects.filter(pk=1).update(set_up_token_hash="written")
            raise RuntimeError

        stream.follow("tests.thing.done", writes_and_fails)
        record(thing)
        assert stream.dispatch() == 0
        thing.refresh_from_db()
        assert thing.set_up_token_hash == ""

    def test_a_round_is_bounded(self, thing):
        for _ in range(5):
            record(thing)
        assert [stream.dispatch(limit=2) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.django_db(transaction=True)
class TestSeveralWorkers:
    def test_none_hands_on_what_another_has_claimed(self):
        stream.follow("tests.thing.done", follower)
        thing = Installation.objects.get_or_create(pk=1)[0]
        entries = [record(thing) for _ in range(20)]
        counts: list[int] = []

        def work() -> None:
            try:
                counts.append(stream.dispatch())
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sum(counts) == 20
        assert followed == {entry.pk: 1 for entry in entries}

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
    def test_ids_that_commit_out_of_order(self):
        stream.follow("tests.thing.done", follower)
        thing = Installation.objects.get_or_create(pk=1)[0]
        written, go_on = threading.Event(), threading.Event()

        def slow_deed() -> None:
            try:
                with transaction.atomic():
                    stream.record("tests.thing.done", thing)
                    written.set()
                    go_on.wait(30)
            finally:
                connections.close_all()

        slow = threading.Thread(target=slow_deed)
        slow.start()
        written.wait(30)
        record(thing)
        assert stream.dispatch() == 1
        go_on.set()
        slow.join(30)
        assert stream.dispatch() == 1
        assert len(followed) == 2
