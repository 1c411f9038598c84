"""The office's open tasks under `/manage/tasks/`: seen by staff alone, taken, noted and done by buttons."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from advocates.core.access import Audience, audience
from advocates.core.paging import Page, page_number
from advocates.core.profile import in_language, profile
from advocates.core.viewer import Role, Viewer, viewer_of
from advocates.organisations import tasks, website_checks
from advocates.organisations.models import Task, TaskQuerySet
from advocates.organisations.validators import PlainText

PAGE_SIZE = 25
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Filter:
    """Which of the open tasks are shown; the whole of it is in the address."""

    kind: str = ""
    region: str = ""
    is_mine: bool = False

    def among(self, open_tasks: TaskQuerySet, viewer: Viewer) -> TaskQuerySet:
        """The tasks that it lets through."""
        found = open_tasks.filter(kind=self.kind) if self.kind else open_tasks
        if self.region:
            found = found.filter(organisation__country__in=profile().regions[self.region].countries)
        return found.mine(viewer) if self.is_mine else found

    def query(self, **changed: Any) -> str:
        """Its query string, with changes."""
        parts = {"kind": self.kind, "region": self.region, "mine": "1" if self.is_mine else "", **changed}
        return urlencode({name: value for name, value in parts.items() if value})


def filter_of(asked: QueryDict) -> Filter:
    """What an address asks for; a word that is no kind of an open task finds none, an unknown region is not there."""
    kind, region = asked.get("kind", "").replace("\0", "\ufffd"), asked.get("region", "")
    if region and region not in profile().regions:
        raise Http404
    return Filter(kind[:20], region, asked.get("mine", "") == "1")


class NoteForm(forms.Form):
    """What the others of the office should know."""

    note = forms.CharField(
        label=gettext_lazy("Note for the office"),
        required=False,
        max_length=LONGEST_NOTE,
        validators=[PlainText(formula=False)],
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    base = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean_base(self) -> str:
        """Browsers send every line break as two signs."""
        return str(self.cleaned_data["base"]).replace("\r\n", "\n")

    def clean_note(self) -> str:
        return str(self.cleaned_data["note"]).replace("\r\n", "\n")


@audience(Audience.STAFF)
@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    """What is open, oldest first."""
    viewer, asked = viewer_of(request), filter_of(request.GET)
    open_tasks = Task.objects.visible_to(viewer).open()
    page = page_of(asked.among(open_tasks, viewer), request.GET.get("page", ""))
    context = {
        "page": page,
        "rows": [row_of(task, request) for task in page.items],
        "asked": asked,
        "query": asked.query(),
        "kinds": kind_choices(open_tasks, asked),
        "regions": region_choices(open_tasks, asked),
    }
    return render(request, "organisations/manage/tasks.html", context)


@audience(Audience.STAFF)
@require_POST
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has seen to it."""
    viewer = viewer_of(request)
    task = get_object_or_404(Task.objects.visible_to(viewer), pk=pk)
    is_closed = tasks.close_task(actor=viewer.person, task=task)
    messages.success(request, _("The task is done.") if is_closed else _("The task was done already."))
    return back_to_list(request)


@audience(Audience.STAFF)
@require_POST
def task_take(request: HttpRequest, pk: int) -> HttpResponse:
    """“I look at it.”"""
    task = get_object_or_404(Task.objects.visible_to(viewer_of(request)), pk=pk)
    tasks.take_task(actor=person_of(request), task=task)
    messages.success(request, _("The others now see that you look at this task."))
    return back_to_list(request)


@audience(Audience.STAFF)
@require_POST
def task_give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody looks at it any more."""
    task = get_object_or_404(Task.objects.visible_to(viewer_of(request)), pk=pk)
    tasks.give_task_back(actor=person_of(request), task=task)
    messages.success(request, _("Nobody looks at this task now."))
    return back_to_list(request)


@audience(Audience.STAFF)
def task_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Read and write the note on a task."""
    found = Task.objects.visible_to(viewer_of(request)).open().select_related("organisation")
    task = get_object_or_404(found, pk=pk)
    form = NoteForm(request.POST or None, initial={"note": task.note, "base": task.note})
    if request.method == "POST" and form.is_valid():
        written = form.cleaned_data
        tasks.note_on_task(actor=person_of(request), task=task, base=written["base"], note=written["note"])
        return back_to_list(request)
    context = {"task": task, "label": tasks.kind_of(task).label, "form": form}
    return render(request, "organisations/manage/task_note.html", context, status=422 if form.errors else 200)


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
    return back_to_list(request)


def person_of(request: HttpRequest) -> AbstractBaseUser:
    """Who presses the button; the fence has let nobody else through."""
    return cast(AbstractBaseUser, viewer_of(request).person)


def back_to_list(request: HttpRequest) -> HttpResponse:
    """The list as it was filtered when the button was pressed."""
    query = filter_of(QueryDict(request.POST.get("list", "")[:200])).query()
    return HttpResponseRedirect(f"{reverse('task_list')}?{query}" if query else reverse("task_list"))


def page_of(found: TaskQuerySet, text: str) -> Page[Task]:
    """A page of them; as many queries for ten as for ten thousand."""
    number, count = page_number(text), found.count()
    pages = max(1, -(-count // PAGE_SIZE))
    if number > pages:
        raise Http404
    related = {name for kind in tasks.kinds() for name in kind.related}
    shown = found.select_related("organisation", "taken_by", *sorted(related)).order_by("created_at", "id")
    return Page(list(shown[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]), number, pages, count)


def row_of(task: Task, request: HttpRequest) -> dict[str, Any]:
    """A task with what its kind says about it."""
    kind = tasks.kind_of(task)
    return {
        "task": task,
        "label": kind.label,
        "url": kind.url(task) if kind.url else "",
        "drawn": _drawn(kind, task, request),
        "is_mine": task.taken_by_id is not None and task.taken_by == viewer_of(request).person,
    }


def _drawn(kind: tasks.TaskKind, task: Task, request: HttpRequest) -> SafeString:
    if not kind.template:
        return SafeString("")
    described = kind.describe(task) if kind.describe else {}
    return render_to_string(kind.template, {"task": task, **described}, request)


def counts_by_kind(open_tasks: TaskQuerySet) -> list[tuple[str, str | Promise, int]]:
    """Name, label and number of open tasks of each kind that has any, in the order of the registry."""
    counted = dict(open_tasks.order_by().values_list("kind").annotate(Count("id")))
    labels = {kind.name: kind.label for kind in tasks.kinds()}
    names = [name for name in (*labels, *sorted(counted.keys() - labels.keys())) if name in counted]
    return [(name, labels.get(name, name), counted[name]) for name in names]


def kind_choices(open_tasks: TaskQuerySet, asked: Filter) -> list[dict[str, Any]]:
    """Links to the tasks of each kind."""
    rows = [("", _("All kinds"), open_tasks.count()), *counts_by_kind(open_tasks)]
    return _choices("kind", asked.kind, rows, asked)


def region_choices(open_tasks: TaskQuerySet, asked: Filter) -> list[dict[str, Any]]:
    """Links to the tasks of each region that has any."""
    by_country = open_tasks.order_by().values_list("organisation__country").annotate(Count("id"))
    counted: Counter[str] = Counter()
    for country, number in by_country:
        counted[profile().region_of(country or "")] += number
    regions = profile().regions.values()
    named = [(each.id, in_language(each.names), counted[each.id]) for each in regions if counted[each.id]]
    return _choices("region", asked.region, [("", _("All regions"), counted.total()), *named], asked)


def _choices(
    name: str, chosen: str, rows: Iterable[tuple[str, str | Promise, int]], asked: Filter
) -> list[dict[str, Any]]:
    return [
        {"label": label, "count": count, "query": asked.query(**{name: value}), "is_chosen": value == chosen}
        for value, label, count in rows
    ]


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


class WaitingPanel:
    """On the first page of the back office: how much waits of what kind; for staff alone."""

    name, order = "waiting", 50

    def render_html(self, parent_context: Any) -> SafeString:
        viewer = viewer_of(parent_context["request"])
        if not viewer.has_role(Role.STAFF):
            return SafeString("")
        open_tasks = Task.objects.visible_to(viewer).open()
        mine = open_tasks.mine(viewer).count()
        context = {"kinds": counts_by_kind(open_tasks), "mine": mine}
        return render_to_string("organisations/manage/waiting.html", context)


urlpatterns = [
    path("tasks/", task_list, name="task_list"),
    path("tasks/<int:pk>/done/", task_done, name="task_done"),
    path("tasks/<int:pk>/take/", task_take, name="task_take"),
    path("tasks/<int:pk>/give-back/", task_give_back, name="task_give_back"),
    path("tasks/<int:pk>/note/", task_note, name="task_note"),
    path("tasks/<int:pk>/check/", task_check, name="task_check"),
]
