"""Making one entry of two: choose the other, choose a side for each field, and undo it for 30 days."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_of
from advocates.organisations import presenting
from advocates.organisations.actions import SomebodyElseChanged
from advocates.organisations.doubles import Finder, Looks
from advocates.organisations.import_rows import disease_words
from advocates.organisations.models import Merge, Organisation, OrganisationQuerySet
from advocates.organisations.office import actions, merging
from advocates.organisations.office.import_views import REASONS, fields_of
from advocates.organisations.office.labels import label_of
from advocates.organisations.vocabulary import State

MOST_FOUND = 30
SIDES = {
    merging.BOTH: pgettext_lazy("side of a merge", "Both together"),
    merging.KEPT: pgettext_lazy("side of a merge", "The one that stays"),
    merging.GONE: pgettext_lazy("side of a merge", "The one that goes"),
}


class MergeForm(forms.Form):
    """A side for each field in which the two differ, and the revisions that were looked at."""

    kept_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    gone_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, data: Any, kept: Organisation, gone: Organisation) -> None:
        revisions = {"kept_revision": kept.revision, "gone_revision": gone.revision}
        super().__init__(data, initial=revisions)
        self.differences = merging.differences(merging.side(kept), merging.side(gone))
        for each in self.differences:
            self.fields[each.name] = forms.ChoiceField(
                label=label_of(each.name),
                required=False,
                initial=each.proposed,
                choices=[(side, SIDES[side]) for side in each.sides],
                widget=forms.RadioSelect,
            )

    def rows(self) -> list[dict[str, Any]]:
        """Each difference with its choice."""
        return [
            {
                "field": self[each.name],
                "kept": presenting.shown_value(each.kept) if each.name != "logo" else bool(each.kept),
                "gone": presenting.shown_value(each.gone) if each.name != "logo" else bool(each.gone),
                "is_logo": each.name == "logo",
            }
            for each in self.differences
        ]

    def choices(self) -> dict[str, str]:
        """What was chosen, by field."""
        return {each.name: self.cleaned_data.get(each.name, "") for each in self.differences}


@audience(Audience.STAFF)
@require_safe
def merge_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Which entry is the same group as this one: those that look alike, and a search for others."""
    seen = Organisation.objects.visible_to(viewer_of(request)).exclude(state=State.MERGED)
    shown = get_object_or_404(seen, pk=pk)
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    named = Q(name__icontains=text) | Q(local_name__icontains=text) | Q(acronym__icontains=text)
    found = list(seen.exclude(pk=pk).filter(named).order_by("name", "id")[:MOST_FOUND]) if text else []
    context = {
        "organisation": shown,
        "text": text,
        "found": found,
        "alike": alike(shown, seen.exclude(pk=pk)),
    }
    return render(request, "organisations/manage/merge_choose.html", context)


def alike(shown: Organisation, others: OrganisationQuerySet) -> list[dict[str, Any]]:
    """Entries that are probably the same group, with the reasons."""
    rows = list(others.only("name", "local_name", "country", "website", "acronym", "city"))
    names = [name for row in (shown, *rows) for name in (row.name, row.local_name)]
    finder: Finder[Organisation] = Finder(names, disease_words())
    for row in rows:
        finder.add(row, _looks(row))
    return [
        {"entry": each.thing, "reasons": _(", ").join(str(REASONS[reason]) for reason in each.reasons)}
        for each in finder.find(_looks(shown))
    ]


def _looks(row: Organisation) -> Looks:
    names = tuple(dict.fromkeys(name for name in (row.name, row.local_name) if name))
    return Looks(names, row.country, row.website, row.acronym)


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Both side by side; `pk` stays, `other` goes."""
    seen = Organisation.objects.visible_to(viewer_of(request))
    kept, gone = get_object_or_404(seen, pk=pk), get_object_or_404(seen, pk=other)
    if pk == other:
        raise Http404
    form = MergeForm(request.POST if request.method == "POST" else None, kept, gone)
    if request.method != "POST" or not form.is_valid():
        return _page(request, kept, gone, form, status=422 if form.errors else 200)
    revisions = form.cleaned_data["kept_revision"], form.cleaned_data["gone_revision"]
    pair = actions.Pair(kept, gone, *revisions)
    try:
        made = actions.merge_organisations(actor=viewer_of(request).person, pair=pair, choices=form.choices())
    except SomebodyElseChanged as conflict:
        return _again(request, pk, other, conflict)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, kept, gone, form, status=422)
    messages.success(request, _("The two entries are one now. You can undo it for 30 days."))
    return HttpResponseRedirect(reverse("merge_done", args=[made.public_id]))


def _again(request: HttpRequest, pk: int, other: int, conflict: SomebodyElseChanged) -> HttpResponse:
    """Show both as they are now, with what was chosen."""
    seen = Organisation.objects.visible_to(viewer_of(request))
    kept, gone = get_object_or_404(seen, pk=pk), get_object_or_404(seen, pk=other)
    data = request.POST.copy()
    data["kept_revision"], data["gone_revision"] = str(kept.revision), str(gone.revision)
    form = MergeForm(data, kept, gone)
    form.add_error(None, conflict.sentence)
    return _page(request, kept, gone, form, status=409)


def _page(
    request: HttpRequest, kept: Organisation, gone: Organisation, form: MergeForm, *, status: int
) -> HttpResponse:
    is_part = State.MERGED in {kept.state, gone.state}
    context = {"kept": kept, "gone": gone, "form": form, "rows": form.rows(), "is_part": is_part}
    return render(request, "organisations/manage/merge.html", context, status=status)


@audience(Audience.STAFF)
@require_safe
def merge_list(request: HttpRequest) -> HttpResponse:
    """The merges that can still be undone, newest first."""
    found = Merge.objects.visible_to(viewer_of(request)).open_to_undo()
    context = {"merges": found.select_related("kept", "gone", "merged_by")[:200]}
    return render(request, "organisations/manage/merges.html", context)


@audience(Audience.STAFF)
@require_safe
def merge_done(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was made one, and how it is undone."""
    return _merge_page(request, _merge(request, public_id))


@audience(Audience.STAFF)
@require_POST
def merge_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Both as they were before."""
    found = _merge(request, public_id)
    try:
        actions.unmerge_organisations(actor=viewer_of(request).person, merge=found)
    except actions.ChangedSince as changed:
        return _merge_page(request, found, sentence=changed.sentence, status=409)
    messages.success(request, _("Both entries are what they were before."))
    return HttpResponseRedirect(reverse("merge_done", args=[public_id]))


@audience(Audience.STAFF)
@require_POST
def merge_restore(request: HttpRequest, public_id: str) -> HttpResponse:
    """Only the one that went, as it was before."""
    found = _merge(request, public_id)
    actions.restore_merged(actor=viewer_of(request).person, merge=found)
    messages.success(request, _("The entry that went is what it was before. Now look at the other one."))
    return HttpResponseRedirect(reverse("organisation_admin:edit", args=[found.kept_id]))


def _merge(request: HttpRequest, public_id: str) -> Merge:
    found = Merge.objects.visible_to(viewer_of(request)).select_related("kept", "gone")
    return get_object_or_404(found, public_id=public_id)


def _merge_page(request: HttpRequest, found: Merge, *, sentence: str = "", status: int = 200) -> HttpResponse:
    changes = [
        {"change": change, "fields": fields_of(change.changes)}
        for change in actions.changes_since(found)[:50]
    ]
    is_open = Merge.objects.visible_to(viewer_of(request)).open_to_undo().filter(pk=found.pk).exists()
    context = {"merge": found, "changes": changes, "sentence": sentence, "is_open": is_open}
    return render(request, "organisations/manage/merge_done.html", context, status=status)


urlpatterns = [
    path("merges/", merge_list, name="merge_list"),
    path("merges/<uuid:public_id>/", merge_done, name="merge_done"),
    path("merges/<uuid:public_id>/undo/", merge_undo, name="merge_undo"),
    path("merges/<uuid:public_id>/restore/", merge_restore, name="merge_restore"),
    path("merges/<int:pk>/", merge_choose, name="merge_choose"),
    path("merges/<int:pk>/with/<int:other>/", merge, name="merge"),
]
