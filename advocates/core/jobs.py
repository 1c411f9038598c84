"""Background work: one table, one worker loop, the same code on SQLite and PostgreSQL.

A job names a registered function and carries ids, never content. It is claimed by a conditional update with a lease
(a killed worker's job is claimed again when the lease ends), retried with growing delay, and exists once where it has
a key. Schedules put at most one job per slot, so a worker that was stopped for days runs each of them once.
The table is also the backend of django-tasks, to which Wagtail and its search hand their work.
"""

import logging
import threading
import traceback
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, close_old_connections, models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from advocates.core import alive
from advocates.core.models import Job

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 6
FIRST_DELAY = timedelta(seconds=15)
TASK = "django_tasks"
ROWS_AT_ONCE = 500
# So many jobs, then a look at what is planned.
ROUND = 50
WORKER = "worker"
# Stands in the key of a job that a schedule made, before the number of its slot.
SLOT_MARK = "@"

Function = TypeVar("Function", bound=Callable[..., Any])
_functions: dict[str, Callable[..., Any]] = {}
_schedules: dict[str, int] = {}
_when_resting: list[Callable[[], None]] = []


def job(function: Function) -> Function:
    """Decorator: make a module-level function known to the worker by its dotted name."""
    _functions[name_of(function)] = function
    return function


def every(*, seconds: int) -> Callable[[Function], Function]:
    """Decorator: a job that the worker runs once in each slot of so many seconds."""

    def schedule(function: Function) -> Function:
        _schedules[name_of(job(function))] = seconds
        return function

    return schedule


def name_of(function: Callable[..., Any]) -> str:
    """The stable name under which a job is stored."""
    return f"{function.__module__}.{function.__qualname__}"


def enqueue(
    function: Callable[..., Any],
    *,
    unique_key: str | None = None,
    run_at: datetime | None = None,
    priority: int = 0,
    **arguments: Any,
) -> Job | None:
    """Store a job in the current transaction; None if a job with this key exists or ever ran (keys are kept 7 days)."""
    name = name_of(function)
    if name not in _functions:
        raise LookupError(f"{name} is not a registered job")
    return _store(name, arguments, unique_key, run_at or timezone.now(), priority)


def _store(
    name: str, arguments: dict[str, Any], key: str | None, run_at: datetime, priority: int
) -> Job | None:
    try:
        with transaction.atomic():
            return Job.objects.create(
                name=name, arguments=arguments, unique_key=key, run_at=run_at, priority=priority
            )
    except IntegrityError:
        return None


def enqueue_many(
    function: Callable[..., Any], arguments_by_key: dict[str, dict[str, Any]], *, priority: int = 0
) -> None:
    """As `enqueue`, for keys that nobody has used yet; IntegrityError for one that somebody has."""
    name = name_of(function)
    if name not in _functions:
        raise LookupError(f"{name} is not a registered job")
    Job.objects.bulk_create(
        (
            Job(name=name, arguments=arguments, unique_key=key, priority=priority)
            for key, arguments in arguments_by_key.items()
        ),
        batch_size=ROWS_AT_ONCE,
    )


def plan(now: datetime | None = None) -> None:
    """Put a job for the current slot of every schedule, once; slots that were missed are not made up for."""
    moment = int((now or timezone.now()).timestamp())
    keys = {f"{name}{SLOT_MARK}{moment // seconds}": name for name, seconds in _schedules.items()}
    known = set(Job.objects.filter(unique_key__in=keys).values_list("unique_key", flat=True))
    for key, name in keys.items():
        if key not in known and _store(name, {}, key, now or timezone.now(), 0):
            # What an earlier slot left waiting (a stop, a retry) would only do the same work once more.
            Job.objects.filter(name=name, state=Job.State.WAITING).exclude(unique_key=key).filter(
                unique_key__startswith=f"{name}@"
            ).delete()


def claim(now: datetime | None = None) -> Job | None:
    """Take a job whose lease ended or the next one that is due; None when there is none or others were faster."""
    moment = now or timezone.now()
    # One after the other: for both in one question a database reads the whole table.
    left_behind = Job.objects.filter(state=Job.State.RUNNING, leased_until__lt=moment).order_by(
        "leased_until"
    )
    due = Job.objects.filter(state=Job.State.WAITING, run_at__lte=moment).order_by(
        "-priority", "run_at", "id"
    )
    return _take_one(left_behind, moment) or _take_one(due, moment)


def _take_one(due: models.QuerySet[Job], moment: datetime) -> Job | None:
    for candidate in due[:5]:
        if candidate.attempts >= MOST_ATTEMPTS:
            _give_up(candidate)
            continue
        changes = {
            "state": Job.State.RUNNING,
            "lease": uuid.uuid4(),
            "leased_until": moment + LEASE,
            "started_at": moment,
            "attempts": candidate.attempts + 1,
        }
        if due.filter(pk=candidate.pk, attempts=candidate.attempts).order_by().update(**changes):
            for name, value in changes.items():
                setattr(candidate, name, value)
            return candidate
    return None


def _give_up(candidate: Job) -> None:
    """Fail a job whose every worker was gone before it ended; else it would end the next one, too, for ever."""
    Job.objects.filter(pk=candidate.pk, lease=candidate.lease, attempts=candidate.attempts).update(
        state=Job.State.FAILED,
        lease=None,
        leased_until=None,
        finished_at=timezone.now(),
        error="The worker was gone each time before the job ended.",
    )


def run(claimed: Job) -> bool:
    """Run a claimed job and store how it ended; True if it was done."""
    try:
        result = _call(claimed)
    except Exception as error:  # whatever a job raises becomes its state
        logger.exception(
            "event=job_failed job=%s name=%s attempt=%s", claimed.pk, claimed.name, claimed.attempts
        )
        _finish(claimed, **_after_failure(claimed, error))
        return False
    _finish(claimed, state=Job.State.DONE, result=result, finished_at=timezone.now(), error="")
    return True


def _call(claimed: Job) -> Any:
    if claimed.name == TASK:
        call = claimed.arguments
        returned = import_string(call["function"]).func(*call["args"], **call["kwargs"])
    else:
        returned = _functions[claimed.name](**claimed.arguments)
    if isinstance(returned, str):
        return _without_nul(returned)
    return returned if isinstance(returned, int | None) else None


def _without_nul(text: str) -> str:
    # PostgreSQL refuses the sign, and a job that cannot be finished would run for ever.
    return text.replace("\0", "")


def _after_failure(claimed: Job, error: Exception) -> dict[str, Any]:
    report = _without_nul("".join(traceback.format_exception(error)))[-4000:]
    if claimed.attempts >= MOST_ATTEMPTS:
        return {"state": Job.State.FAILED, "error": report, "finished_at": timezone.now()}
    delay = FIRST_DELAY * 4 ** (claimed.attempts - 1)
    return {"state": Job.State.WAITING, "error": report, "run_at": timezone.now() + delay}


def _finish(claimed: Job, **fields: Any) -> None:
    # Only while the lease is still ours: a job that outlived it may be running elsewhere by now.
    Job.objects.filter(pk=claimed.pk, lease=claimed.lease).update(lease=None, leased_until=None, **fields)


def run_due(limit: int = 1000, stop: threading.Event | None = None) -> int:
    """Run what is due now, one after the other, until `stop` is set; returns how many were run."""
    count = 0
    while count < limit and not (stop and stop.is_set()) and (claimed := claim()):
        run(claimed)
        count += 1
    return count


def when_resting(function: Callable[[], None]) -> None:
    """Have the worker call something whenever it has nothing to do."""
    _when_resting.append(function)


def work_forever(stop: threading.Event, pause: float = 1.0) -> None:
    """The worker: plan, run, wait, until `stop` is set. A lost database is waited for, not died of."""
    while not stop.is_set():
        done = 0
        try:
            close_old_connections()
            alive.note(WORKER)
            plan()
            done = run_due(ROUND, stop)
        except Exception:  # the loop must outlive a database that is away for a while
            logger.exception("event=worker_round_failed")
        if done < ROUND:
            for function in _when_resting:
                function()
            stop.wait(pause)
    close_old_connections()


class JobsBackend(BaseTaskBackend):
    """django-tasks' backend on the same table; its jobs are retried as ours are."""

    supports_defer = True
    supports_priority = True
    supports_get_result = True

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> TaskResult[Any]:
        self.validate_task(task)
        arguments = {"function": task.module_path, "args": list(args), "kwargs": dict(kwargs)}
        stored = Job.objects.create(
            name=TASK, arguments=arguments, run_at=task.run_after or timezone.now(), priority=task.priority
        )
        return self._result(stored, task)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        try:
            stored = Job.objects.get(public_id=result_id, name=TASK)
        except (Job.DoesNotExist, ValidationError) as error:
            raise TaskResultDoesNotExist(result_id) from error
        return self._result(stored, import_string(stored.arguments["function"]))

    def _result(self, stored: Job, task: Task[Any, Any]) -> TaskResult[Any]:
        states = {
            Job.State.WAITING: TaskResultStatus.READY,
            Job.State.RUNNING: TaskResultStatus.RUNNING,
            Job.State.DONE: TaskResultStatus.SUCCESSFUL,
            Job.State.FAILED: TaskResultStatus.FAILED,
        }
        failed = stored.state == Job.State.FAILED
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=str(stored.public_id),
            status=states[Job.State(stored.state)],
            enqueued_at=stored.created_at,
            started_at=stored.started_at,
            finished_at=stored.finished_at,
            last_attempted_at=stored.started_at,
            args=stored.arguments["args"],
            kwargs=stored.arguments["kwargs"],
            backend=self.alias,
            errors=[TaskError(exception_class_path="builtins.Exception", traceback=stored.error)]
            if failed
            else [],
            worker_ids=[],
        )
        if stored.state == Job.State.DONE:
            object.__setattr__(result, "_return_value", stored.result)
        return result
