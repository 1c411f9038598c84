"""The office's tasks: opened once for each reason and entry, closed by whoever did them or by the software itself.

Whatever part of the site has something for the office to look at registers its kind when it is ready, and opens tasks:

    tasks.register_kind(TaskKind("proposal", _("Read a proposal"), template="proposals/manage/task.html"))
    tasks.open_task(organisation=group, kind="proposal", key=str(proposal.public_id))

The list at `/manage/tasks/` shows it with that template, and the back office's first page counts it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from advocates.core import stream
from advocates.core.refused import Refused
from advocates.organisations.models import Organisation, Task


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A kind of task, and how its rows are shown.

    `template` draws what is in a row (without it, the task's `detail` is shown as text); it sees `task` and whatever
    `describe(task)` returns. `url(task)` is where the work is done, empty for nowhere. `related` names what both
    need beyond the entry, for `select_related`, so that a long list asks no more questions than a short one.
    """

    name: str
    label: str | Promise
    template: str = ""
    url: Callable[[Task], str] | None = None
    describe: Callable[[Task], Mapping[str, Any]] | None = None
    related: tuple[str, ...] = ()


_kinds: dict[str, TaskKind] = {}


def register_kind(kind: TaskKind) -> None:
    """Make a kind known; called when an app is ready. The same name again takes the place of what was there."""
    _kinds[kind.name] = kind


def kinds() -> Iterable[TaskKind]:
    """All kinds, in the order in which they were registered."""
    return _kinds.values()


def kind_of(task: Task) -> TaskKind:
    """The kind of a task; one that nobody registered (any more) is shown by its name."""
    return _kinds.get(task.kind) or TaskKind(task.kind, task.kind)


def open_task(
    *, kind: str, organisation: Organisation | None = None, detail: str = "", key: str = ""
) -> Task:
    """Have the office look at something; one that is open already gets the newer detail and keeps its date.

    One task is open for each kind, entry and `key`: give keys where several things of a kind can wait for one entry,
    or where there is no entry.
    """
    with transaction.atomic():
        task, is_new = Task.objects.get_or_create(
            kind=kind, organisation=organisation, key=key, closed_at=None, defaults={"detail": detail}
        )
        if not is_new and task.detail != detail:
            task.detail = detail
            task.save(update_fields=["detail"])
    return task


def close_task(*, actor: models.Model | None, task: Task) -> bool:
    """Somebody has done it; recorded in the audit log. False (and nothing happens) if it was closed already."""
    with transaction.atomic():
        is_closed = task.close(actor)
        if is_closed:
            stream.record("organisations.task.closed", task, actor=actor)
    return is_closed


def close_by_itself(*, kind: str, organisation: Organisation | None = None, key: str = "") -> bool:
    """What the task was about is over; nobody had to do anything."""
    waiting = Task.objects.filter(kind=kind, organisation=organisation, key=key)
    return bool(waiting.close(None))


def take_task(*, actor: models.Model, task: Task) -> None:
    """“I look at it”: the others see who does; recorded. Raises `Refused` if it is done or somebody else has it."""
    with transaction.atomic():
        current = Task.objects.select_for_update().get(pk=task.pk)
        if current.closed_at is not None:
            raise Refused(_("This task was done already."))
        if current.taken_by_id == actor.pk:
            return
        if current.taken_by_id is not None:
            raise Refused(_("Somebody else is looking at this task already."))
        Task.objects.filter(pk=task.pk).update(taken_by=actor)
        stream.record("organisations.task.taken", current, actor=actor)


def give_task_back(*, actor: models.Model, task: Task) -> bool:
    """Nobody looks at it any more, whoever did; recorded. False if nobody did."""
    with transaction.atomic():
        is_given = bool(
            Task.objects.filter(pk=task.pk, closed_at=None).exclude(taken_by=None).update(taken_by=None)
        )
        if is_given:
            stream.record("organisations.task.given_back", task, actor=actor)
    return is_given


def note_on_task(*, actor: models.Model, task: Task, base: str, note: str) -> None:
    """Write what the others of the office should know; recorded (that, not what).

    Raises `Refused` if the note is no longer `base`, which the writer has seen, or if the task is done.
    """
    with transaction.atomic():
        if not Task.objects.filter(pk=task.pk, closed_at=None, note=base).update(note=note):
            raise Refused(_("This task was done, or somebody else changed its note, while you were writing."))
        stream.record("organisations.task.noted", task, actor=actor)
