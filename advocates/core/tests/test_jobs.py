"""Background work: claimed once, retried with growing delay, planned once a slot, never lost with its worker."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError, connections, transaction
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from advocates.core import jobs
from advocates.core.models import Job

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
calls: Counter[int] = Counter()
seen = threading.Lock()
barrier: list[threading.Barrier] = []


def remember(number: int) -> int:
    with seen:
        calls[number] += 1
    return number


def fail(text: str = "no") -> None:
    raise RuntimeError(text)


def fail_oddly() -> None:
    raise RuntimeError("a\0b")


def give(what: str) -> object:
    return {"text": "a\0b", "number": 7, "nothing": None, "thing": object(), "truth": True}[what]


def each_slot() -> None:
    calls[0] += 1


def meet() -> None:
    barrier[0].wait(timeout=10)


@task
def add(first: int, second: int) -> int:
    return first + second


@task(priority=5)
def break_down() -> None:
    raise ValueError("the sky fell")


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The functions of this file, and no schedule but those that a test plans."""
    monkeypatch.setattr(
        jobs,
        "_functions",
        {jobs.name_of(each): each for each in (remember, fail, fail_oddly, give, each_slot, meet)},
    )
    monkeypatch.setattr(jobs, "_schedules", {})
    calls.clear()


@pytest.fixture
def clock() -> time_machine.Traveller:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def put(**fields: object) -> Job:
    return Job.objects.create(name=jobs.name_of(remember), arguments={"number": 1}, **fields)


@pytest.mark.django_db
class TestClaiming:
    def test_a_job_is_claimed_by_one_alone(self, clock):
        put()
        first, second = jobs.claim(), jobs.claim()
        assert first is not None
        assert first.state == Job.State.RUNNING
        assert first.leased_until == NOON + jobs.LEASE
        assert first.attempts == 1
        assert second is None

    def test_whoever_looked_earlier_but_wrote_later_gets_nothing(self, clock, monkeypatch):
        put()
        update = jobs.models.QuerySet.update
        rivals = []

        def overtaken(queryset, **fields):
            if not rivals:
                rivals.append("on its way")
                monkeypatch.setattr(jobs.models.QuerySet, "update", update)
                rivals.append(jobs.claim())
            return update(queryset, **fields)

        monkeypatch.setattr(jobs.models.QuerySet, "update", overtaken)
        assert jobs.claim() is None
        assert rivals[1] is not None

    def test_what_is_not_due_waits(self, clock):
        put(run_at=NOON + timedelta(seconds=1))
        assert jobs.claim() is None
        clock.shift(1)
        assert jobs.claim() is not None

    def test_urgent_work_first_then_the_oldest(self, clock):
        late, early = put(run_at=NOON - timedelta(1)), put(run_at=NOON - timedelta(2))
        urgent = put(priority=10)
        assert [jobs.claim().pk for _ in range(3)] == [urgent.pk, early.pk, late.pk]

    def test_a_killed_workers_job_is_claimed_again_when_the_lease_ended(self, clock):
        put()
        gone = jobs.claim()
        clock.shift(jobs.LEASE)
        assert jobs.claim() is None
        clock.shift(1)
        again = jobs.claim()
        assert again.pk == gone.pk
        assert again.attempts == 2

    def test_the_worker_that_lost_its_lease_cannot_finish_the_job(self, clock):
        put()
        slow = jobs.claim()
        clock.shift(jobs.LEASE + timedelta(seconds=1))
        quick = jobs.claim()
        assert jobs.run(slow)
        assert Job.objects.get().state == Job.State.RUNNING
        assert jobs.run(quick)
        assert Job.objects.get().state == Job.State.DONE

    def test_a_job_that_ends_every_worker_is_given_up(self, clock):
        put()
        for _ in range(jobs.MOST_ATTEMPTS):
            assert jobs.claim() is not None
            clock.shift(jobs.LEASE + timedelta(seconds=1))
        assert jobs.claim() is None
        given_up = Job.objects.get()
        assert given_up.state == Job.State.FAILED
        assert given_up.finished_at is not None


@pytest.mark.django_db
class TestRunning:
    def test_the_result_and_the_end_are_stored(self, clock):
        stored = jobs.enqueue(remember, number=3)
        assert jobs.run_due() == 1
        stored.refresh_from_db()
        assert (stored.state, stored.result, stored.finished_at, stored.lease) == (
            Job.State.DONE,
            3,
            NOON,
            None,
        )
        assert calls == {3: 1}

    @pytest.mark.parametrize(
        ("what", "kept"), [("text", "ab"), ("number", 7), ("nothing", None), ("thing", None), ("truth", True)]
    )
    def test_only_a_plain_result_is_kept(self, what, kept):
        stored = jobs.enqueue(give, what=what)
        jobs.run_due()
        stored.refresh_from_db()
        assert stored.state == Job.State.DONE
        assert stored.result == kept

    def test_a_failure_is_tried_again_after_a_growing_delay_and_then_given_up(self, clock):
        stored = jobs.enqueue(fail)
        delays = []
        for _ in range(jobs.MOST_ATTEMPTS):
            assert jobs.run_due() == 1
            assert jobs.run_due() == 0
            stored.refresh_from_db()
            delays.append((stored.run_at - datetime.now(UTC)).total_seconds())
            clock.move_to(stored.run_at)
        assert delays[:-1] == [15, 60, 240, 960, 3840]
        assert stored.state == Job.State.FAILED
        assert "RuntimeError: no" in stored.error
        clock.shift(timedelta(days=30))
        assert jobs.run_due() == 0

    def test_a_report_holds_no_sign_that_a_database_refuses(self, clock):
        stored = jobs.enqueue(fail_oddly)
        jobs.run_due()
        stored.refresh_from_db()
        assert stored.error
        assert "\0" not in stored.error

    def test_a_job_of_a_function_that_is_gone_fails_like_any_other(self, clock):
        Job.objects.create(name="advocates.core.gone")
        assert jobs.run_due() == 1
        assert "KeyError" in Job.objects.get().error

    def test_only_registered_functions_are_taken(self):
        with pytest.raises(LookupError):
            jobs.enqueue(len)


@pytest.mark.django_db
class TestKeys:
    def test_a_key_exists_once(self):
        assert jobs.enqueue(remember, unique_key="x", number=1) is not None
        assert jobs.enqueue(remember, unique_key="x", number=2) is None
        jobs.run_due()
        assert jobs.enqueue(remember, unique_key="x", number=3) is None
        assert calls == {1: 1}

    def test_a_key_that_exists_does_not_spoil_the_transaction_of_the_deed(self):
        jobs.enqueue(remember, unique_key="x", number=1)
        with transaction.atomic():
            assert jobs.enqueue(remember, unique_key="x", number=2) is None
            assert jobs.enqueue(remember, unique_key="y", number=3) is not None
        assert Job.objects.count() == 2

    def test_no_commit_no_job(self):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            jobs.enqueue(remember, number=1 // 0)
        assert not Job.objects.exists()


@pytest.mark.django_db
class TestSchedules:
    @pytest.fixture(autouse=True)
    def _hourly(self, monkeypatch):
        monkeypatch.setattr(jobs, "_schedules", {jobs.name_of(each_slot): 3600})

    def round(self) -> None:
        jobs.plan()
        jobs.run_due()

    def test_once_a_slot(self, clock):
        for _ in range(6):
            self.round()
            clock.shift(timedelta(minutes=20))
        assert calls[0] == 2

    def test_once_after_a_stop_of_four_days(self, clock):
        self.round()
        clock.shift(timedelta(days=4))
        for _ in range(3):
            self.round()
        assert calls[0] == 2

    def test_what_waited_during_the_stop_does_not_run_besides(self, clock):
        jobs.plan()
        clock.shift(timedelta(days=4))
        self.round()
        assert calls[0] == 1

    def test_two_planners_put_one_job(self, clock, monkeypatch):
        jobs.plan()
        nothing_known = type("Nothing", (), {"values_list": lambda *_names, **_options: []})
        original = Job.objects.filter
        monkeypatch.setattr(
            Job.objects,
            "filter",
            lambda **asked: nothing_known if "unique_key__in" in asked else original(**asked),
        )
        jobs.plan()
        assert Job.objects.count() == 1

    def test_other_jobs_of_the_same_function_are_left_alone(self, clock):
        jobs.enqueue(each_slot, run_at=NOON + timedelta(days=1))
        jobs.plan()
        clock.shift(timedelta(hours=1))
        jobs.plan()
        assert Job.objects.count() == 2


@pytest.mark.django_db(transaction=True)
class TestSeveralWorkers:
    def at_once(self, count: int, work) -> list[BaseException]:
        failures: list[BaseException] = []

        def body() -> None:
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - told to the test
                failures.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=body) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return failures

    def test_no_job_runs_twice(self):
        for number in range(1, 31):
            jobs.enqueue(remember, number=number)
        assert self.at_once(3, jobs.run_due) == []
        assert calls == dict.fromkeys(range(1, 31), 1)
        assert set(Job.objects.values_list("state", "attempts")) == {(Job.State.DONE, 1)}

    def test_without_the_condition_they_would(self, monkeypatch):
        """The twin: a worker that takes whatever it has read runs what another runs."""

        def careless() -> Job | None:
            found = Job.objects.filter(state=Job.State.WAITING).first()
            barrier[0].wait(timeout=10)
            return found

        barrier[:] = [threading.Barrier(2)]
        monkeypatch.setattr(jobs, "claim", careless)
        jobs.enqueue(remember, number=1)
        assert self.at_once(2, lambda: jobs.run_due(limit=1)) == []
        assert calls == {1: 2}

    def test_two_planners_at_the_same_moment(self, monkeypatch):
        monkeypatch.setattr(jobs, "_schedules", {jobs.name_of(each_slot): 86400})
        assert self.at_once(3, jobs.plan) == []
        assert Job.objects.count() == 1


@pytest.mark.django_db
class TestTheWorker:
    def test_it_outlives_a_database_that_is_away(self, monkeypatch, caplog):
        stop, rounds = threading.Event(), []

        def plan() -> None:
            rounds.append(len(rounds))
            if len(rounds) < 3:
                raise OperationalError("could not connect")
            if len(rounds) > 3:
                stop.set()

        monkeypatch.setattr(jobs, "plan", plan)
        monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
        jobs.enqueue(remember, number=1)
        jobs.work_forever(stop, pause=0.01)
        assert len(rounds) == 4
        assert caplog.text.count("worker_round_failed") == 2
        assert calls == {1: 1}

    def test_one_failing_job_does_not_hold_up_the_others(self):
        jobs.enqueue(fail, priority=5)
        jobs.enqueue(remember, number=1)
        assert jobs.run_due() == 2
        assert calls == {1: 1}


@pytest.mark.django_db
class TestDjangoTasks:
    def test_enqueue_run_and_read_the_result(self):
        asked = add.enqueue(2, second=3)
        assert asked.status == TaskResultStatus.READY
        jobs.run_due()
        done = add.get_result(asked.id)
        assert done.status == TaskResultStatus.SUCCESSFUL
        assert done.return_value == 5
        assert (done.args, done.kwargs) == ([2], {"second": 3})
        asked.refresh()
        assert asked.is_finished

    def test_a_task_is_retried_and_its_failure_told(self, clock):
        asked = break_down.enqueue()
        jobs.run_due()
        asked.refresh()
        assert asked.status == TaskResultStatus.READY
        for _ in range(jobs.MOST_ATTEMPTS):
            clock.shift(timedelta(days=1))
            jobs.run_due()
        asked.refresh()
        assert asked.status == TaskResultStatus.FAILED
        assert "the sky fell" in asked.errors[0].traceback
        with pytest.raises(ValueError, match="failed"):
            _ = asked.return_value

    def test_a_task_may_be_put_off(self, clock):
        add.using(run_after=NOON + timedelta(hours=1)).enqueue(1, 1)
        assert jobs.run_due() == 0
        clock.shift(timedelta(hours=1))
        assert jobs.run_due() == 1

    @pytest.mark.parametrize("unknown", ["50b9e38e-70dc-4965-a0d7-472d148568f2", "nonsense", ""])
    def test_an_unknown_result_is_said_to_be_unknown(self, unknown):
        with pytest.raises(TaskResultDoesNotExist):
            add.get_result(unknown)

    def test_our_own_jobs_are_no_tasks(self):
        stored = jobs.enqueue(remember, number=1)
        with pytest.raises(TaskResultDoesNotExist):
            add.get_result(str(stored.public_id))
