"""The office's tasks: opened once for each reason and entry, closed by whoever did them or by the software itself."""

from django.db import models, transaction

from advocates.core import stream
from advocates.organisations.models import Organisation, Task


def open_task(*, organisation: Organisation, kind: str, detail: str = "") -> Task:
    """Have the office look at an entry; one that is open already gets the newer detail and keeps its date."""
    with transaction.atomic():
        task, is_new = organisation.tasks.get_or_create(
            kind=kind, closed_at=None, defaults={"detail": detail}
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


def close_by_itself(*, organisation: Organisation, kind: str) -> bool:
    """What the task was about is over; nobody had to do anything."""
    return bool(organisation.tasks.open().filter(kind=kind).close(None))
