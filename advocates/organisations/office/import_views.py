"""Loading a file in the back office: send it, see what it would do, then load exactly that."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from advocates.core.access import Audience, audience
from advocates.core.limits import limited
from advocates.core.viewer import viewer_of
from advocates.organisations import importing, presenting
from advocates.organisations.import_rows import COLUMNS, Unreadable, decoded
from advocates.organisations.importing import ADD, LEAVE, Candidate, Fate, Plan, Step
from advocates.organisations.models import ImportFile
from advocates.organisations.office import actions
from advocates.organisations.office.labels import label_of
from advocates.organisations.task_views import person_of

MOST_BYTES = 2 * 2**20
MOST_ROWS = 5000
# Of rows that need no decision so many are shown; their number is told.
MOST_SHOWN = 200
REASONS = {
    "website": gettext_lazy("the same website"),
    "name": gettext_lazy("nearly the same name"),
    "acronym": gettext_lazy("the same short name"),
    "merged": gettext_lazy("this group is now part of that one"),
}


class FileForm(forms.Form):
    """A CSV file; what it is worth comes out of its bytes."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy(
            "UTF-8, at most 2 MB and 5,000 rows. Larger files are loaded on the command line."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> str:
        """The text of the file, once a plan could be made of it."""
        sent: File[Any] = self.cleaned_data["file"]
        raw = sent.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise ValidationError(
                _("This file is larger than 2 MB. Split it, or load it on the command line.")
            )
        try:
            text = decoded(raw)
            plan = importing.make_plan(text, most_rows=MOST_ROWS)
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        if not plan.steps and not plan.refused:
            raise ValidationError(_("The file has no rows."))
        return text


@audience(Audience.STAFF)
@limited("account-change", when=lambda request: request.method == "POST")
@require_http_methods(["GET", "HEAD", "POST"])
def import_start(request: HttpRequest) -> HttpResponse:
    """Send a file; nothing of it is loaded yet."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            kept = actions.keep_file(actor=person_of(request), text=form.cleaned_data["file"])
            return HttpResponseRedirect(reverse("import_file", args=[kept.public_id]))
    context = {"form": form, "columns": COLUMNS}
    return render(request, "organisations/manage/import.html", context, status=422 if form.errors else 200)


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the file would do, with a choice for each doubtful row; the button does exactly that."""
    file = get_object_or_404(ImportFile.objects.visible_to(viewer_of(request)), public_id=public_id)
    if file.applied_at is not None:
        return render(request, "organisations/manage/import_done.html", {"counts": file.counts})
    if request.method != "POST":
        return _page(request, importing.make_plan(file.text))
    plan = importing.make_plan(file.text)
    choices, unknown = choices_of(request, plan)
    if unknown:
        return _page(request, plan, unknown=unknown, status=422)
    try:
        digest = request.POST.get("plan", "")
        actions.apply_file(actor=person_of(request), file=file, digest=digest, choices=choices)
    except actions.PlanChanged as changed:
        return _page(request, changed.plan, sentence=changed.sentence, status=409)
    messages.success(request, _("The file is loaded."))
    return HttpResponseRedirect(reverse("import_file", args=[public_id]))


def choices_of(request: HttpRequest, plan: Plan) -> tuple[dict[int, str], set[int]]:
    """What was chosen for the doubtful rows, by line; and the lines where that cannot be chosen."""
    chosen = {
        step.row.line: request.POST.get(f"row-{step.row.line}", step.default) for step in plan.of(Fate.DOUBT)
    }
    return chosen, {
        step.row.line for step in plan.of(Fate.DOUBT) if chosen[step.row.line] not in step.choices
    }


def _page(
    request: HttpRequest,
    plan: Plan,
    *,
    status: int = 200,
    sentence: str = "",
    unknown: set[int] | None = None,
) -> HttpResponse:
    context = {
        "plan": plan,
        "sentence": sentence,
        "unknown": sorted(unknown or ()),
        "added": plan.of(Fate.ADD),
        "changed": [_changed(step) for step in plan.of(Fate.CHANGE)[:MOST_SHOWN]],
        "changed_count": len(plan.of(Fate.CHANGE)),
        "unchanged_count": len(plan.of(Fate.KEEP)),
        "doubtful": [_doubtful(request, step) for step in plan.of(Fate.DOUBT)],
        "most": MOST_SHOWN,
    }
    return render(request, "organisations/manage/import_plan.html", context, status=status)


def _changed(step: Step) -> dict[str, Any]:
    return {"step": step, "fields": fields_of(step.changes)}


def fields_of(changes: Any) -> list[dict[str, str]]:
    """Changes of an entry as rows of a table."""
    return [
        {
            "label": label_of(name),
            "before": presenting.shown_value(before),
            "after": presenting.shown_value(after),
        }
        for name, (before, after) in changes.items()
    ]


def _doubtful(request: HttpRequest, step: Step) -> dict[str, Any]:
    chosen = request.POST.get(f"row-{step.row.line}", step.default)
    facts = [(name, value) for name, value in step.row.fields.items() if value and name != "state"]
    options = [_option(candidate) for candidate in step.candidates]
    options.append({"value": ADD, "label": _("Another group: add it")})
    options.append({"value": LEAVE, "label": _("Leave the row out")})
    return {
        "row": step.row,
        "facts": [{"label": label_of(name), "value": presenting.shown_value(value)} for name, value in facts],
        "options": options,
        "chosen": chosen if chosen in step.choices else step.default,
    }


def _option(candidate: Candidate) -> dict[str, Any]:
    reasons = _(", ").join(str(REASONS[reason]) for reason in candidate.reasons)
    if candidate.known:
        label = _("The same as “%(name)s”: update that entry") % {"name": candidate.known.name}
    else:
        values = {
            "line": candidate.row.line if candidate.row else 0,
            "name": candidate.row.name if candidate.row else "",
        }
        label = _("The same as line %(line)s, “%(name)s”: make one entry of both") % values
    fields = fields_of(candidate.changes)
    return {
        "value": candidate.choice,
        "label": label,
        "reasons": reasons,
        "known": candidate.known,
        "fields": fields,
    }


urlpatterns = [
    path("import/", import_start, name="import_start"),
    path("import/<uuid:public_id>/", import_file, name="import_file"),
]
