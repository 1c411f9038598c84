"""The office's open tasks under `/manage/tasks/`: seen by staff alone, done by a button."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from advocates.core import fetch_failures
from advocates.core.access import Audience, audience
from advocates.core.paging import Page, page_number
from advocates.core.viewer import Role, Viewer, viewer_of
from advocates.organisations import tasks, website_checks
from advocates.organisations.models import Task, WebsiteCheck

PAGE_SIZE = 25
REASONS: dict[str, str | Promise] = {
    **{failure.reason: failure.sentence for failure in fetch_failures.ALL},
    "robots": gettext_lazy("The website asks programs not to read it."),
    "turned-away": gettext_lazy("The website turned our program away."),
    "http-404": gettext_lazy("The page does not exist (404)."),
    "http-410": gettext_lazy("The page is gone for good (410)."),
}


@audience(Audience.STAFF)
@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    """What is open, oldest first."""
    page = open_tasks(viewer_of(request), request.GET.get("page", ""))
    rows = [
        {"task": task, "label": label_of(task), "check": (check := check_of(task)), "seen": seen_in(check)}
        for task in page.items
    ]
    return render(request, "organisations/manage/tasks.html", {"page": page, "rows": rows})


@audience(Audience.STAFF)
@require_POST
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has seen to it."""
    viewer = viewer_of(request)
    task = get_object_or_404(Task.objects.visible_to(viewer), pk=pk)
    is_closed = tasks.close_task(actor=viewer.person, task=task)
    messages.success(request, _("The task is done.") if is_closed else _("The task was done already."))
    return HttpResponseRedirect(reverse("task_list"))


@audience(Audience.STAFF)
@require_POST
def task_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the website looked at now, by the worker: a slow host must not hold a page."""
    found = Task.objects.visible_to(viewer_of(request)).open().select_related("organisation")
    task = get_object_or_404(found, pk=pk, kind=Task.Kind.WEBSITE)
    if task.organisation is None:
        raise Http404
    if website_checks.ask_for_check(task.organisation):
        messages.success(request, _("The website is being checked. Look here again in a minute."))
    else:
        messages.info(
            request, _("The website has just been checked. Wait five minutes before the next time.")
        )
    return HttpResponseRedirect(reverse("task_list"))


def open_tasks(viewer: Viewer, text: str) -> Page[Task]:
    """A page of them; as many queries for ten as for ten thousand."""
    found, number = Task.objects.visible_to(viewer).open(), page_number(text)
    count = found.count()
    pages = max(1, -(-count // PAGE_SIZE))
    if number > pages:
        raise Http404
    shown = found.select_related("organisation__website_check").order_by("created_at", "id")
    return Page(list(shown[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]), number, pages, count)


def label_of(task: Task) -> str:
    """What is to be done."""
    return str(Task.Kind(task.kind).label) if task.kind in Task.Kind.values else task.kind


def check_of(task: Task) -> WebsiteCheck | None:
    """What was seen of the website, where the task is about one."""
    if task.kind != Task.Kind.WEBSITE or task.organisation is None:
        return None
    return getattr(task.organisation, "website_check", None)


def seen_in(check: WebsiteCheck | None) -> str:
    """The sentence for the reason of a check; empty where its outcome says it all."""
    if check is None or not check.reason:
        return ""
    if check.reason in REASONS:
        return str(REASONS[check.reason])
    return _("The website answered with the status %(status)s.") % {
        "status": check.reason.removeprefix("http-")
    }


def menu_label(count: int) -> str:
    """The word in the menu, with how many are open."""
    return (
        ngettext("Tasks (%(count)s)", "Tasks (%(count)s)", count) % {"count": count} if count else _("Tasks")
    )


class TaskMenu:
    """What the menu of the back office asks: for staff alone, with the number of now."""

    def is_shown(self, request: HttpRequest) -> bool:
        return viewer_of(request).has_role(Role.STAFF)

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)  # type: ignore[misc]  # the mixin stands before Wagtail's menu item
        component.label = menu_label(Task.objects.visible_to(viewer_of(request)).open().count())
        return component


urlpatterns = [
    path("tasks/", task_list, name="task_list"),
    path("tasks/<int:pk>/done/", task_done, name="task_done"),
    path("tasks/<int:pk>/check/", task_check, name="task_check"),
]
