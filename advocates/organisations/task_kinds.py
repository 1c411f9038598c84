"""The directory's own kinds of tasks: what a check of a website saw, and what a group wrote."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocates.core import fetch_failures
from advocates.organisations import tasks
from advocates.organisations.models import Task, WebsiteCheck
from advocates.organisations.tasks import TaskKind

REASONS: dict[str, str | Promise] = {
    **{failure.reason: failure.sentence for failure in fetch_failures.ALL},
    "robots": gettext_lazy("The website asks programs not to read it."),
    "turned-away": gettext_lazy("The website turned our program away."),
    "http-404": gettext_lazy("The page does not exist (404)."),
    "http-410": gettext_lazy("The page is gone for good (410)."),
}


def register_own() -> None:
    """Called when the app is ready."""
    website = TaskKind(
        Task.Kind.WEBSITE,
        Task.Kind.WEBSITE.label,
        template="organisations/manage/task_website.html",
        describe=describe_website,
        related=("organisation__website_check",),
    )
    tasks.register_kind(website)
    tasks.register_kind(TaskKind(Task.Kind.CHANGE, Task.Kind.CHANGE.label))
    for plain in (Task.Kind.ADDRESS, Task.Kind.ADMINISTRATOR):
        tasks.register_kind(TaskKind(plain, plain.label))


def describe_website(task: Task) -> dict[str, Any]:
    """What was seen of the website, as long as the entry has one."""
    check = getattr(task.organisation, "website_check", None)
    return {"check": check, "seen": seen_in(check)}


def seen_in(check: WebsiteCheck | None) -> str:
    """The sentence for the reason of a check; empty where its outcome says it all."""
    if check is None or not check.reason:
        return ""
    if check.reason in REASONS:
        return str(REASONS[check.reason])
    return _("The website answered with the status %(status)s.") % {
        "status": check.reason.removeprefix("http-")
    }
