"""Many entries at once: what was chosen is shown before anything is done, and afterwards what became of each."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from advocates.core.access import Audience, audience
from advocates.core.viewer import Viewer, viewer_of
from advocates.organisations.models import Organisation, OrganisationQuerySet
from advocates.organisations.office import bulk
from advocates.organisations.office.bulk import Deed

MOST = 500
EXPORT = "export"
EXPORT_LABEL = pgettext_lazy("deed to many entries", "Download as CSV")


def several_choose(
    request: HttpRequest, present: OrganisationQuerySet, filtered: Callable[[], OrganisationQuerySet]
) -> HttpResponse:
    """Show what was ticked in the list, or all that its filter finds, and what is about to be done. Changes nothing."""
    name = request.GET.get("deed", "")
    deed = bulk.deed_of(name)
    if deed is None and name != EXPORT:
        raise Http404
    if "all" in request.GET:
        found = filtered()
    else:
        found = present.filter(
            pk__in=[int(text) for text in request.GET.getlist("id") if is_number(text)][:MOST]
        )
    chosen = list(found[: MOST + 1])
    if not chosen or len(chosen) > MOST:
        return _nothing(request, _too_many() if chosen else _("Tick at least one entry."))
    return _page(request, deed, [(entry, entry.revision) for entry in chosen])


def _nothing(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "organisations/manage/several_none.html", {"sentence": sentence}, status=422)


def _too_many() -> str:
    return _("These are more than %(most)s entries. Filter the list further.") % {"most": MOST}


@audience(Audience.STAFF)
@require_POST
def several_do(request: HttpRequest, deed: str) -> HttpResponse:
    """Do it to exactly those that were shown; each for itself, and what cannot be done is listed."""
    found = bulk.deed_of(deed)
    if found is None:
        raise Http404
    chosen = chosen_of(viewer_of(request), request.POST.get("chosen", ""))
    if not chosen:
        return _nothing(request, _("Tick at least one entry."))
    form = form_of(found, request.POST)
    if not form.is_valid():
        return _page(request, found, chosen, form=form, status=422)
    outcomes = bulk.do_to_each(
        actor=viewer_of(request).person, deed=found, chosen=chosen, value=form.cleaned_data.get("value")
    )
    context = {
        "deed": found,
        "done": [each for each in outcomes if not each.reason],
        "refused": [each for each in outcomes if each.reason],
    }
    return render(request, "organisations/manage/several_done.html", context)


def form_of(deed: Deed | None, data: Any = None) -> forms.Form:
    """The form of a deed: nothing but its value, if it needs one."""
    form = forms.Form(data)
    if deed and deed.field:
        form.fields["value"] = deed.field()
    return form


def chosen_of(viewer: Viewer, text: str) -> list[tuple[Organisation, int]]:
    """The entries of `12:3,15:1` (each with the revision that was shown) that the viewer may see."""
    pairs = [part.split(":") for part in text.split(",")[:MOST]]
    revisions = {int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2 and all(map(is_number, pair))}
    found = Organisation.objects.visible_to(viewer).filter(pk__in=revisions).order_by("name", "id")
    return [(entry, revisions[entry.pk]) for entry in found]


def is_number(text: str) -> bool:
    """Whether it can be the number of a row."""
    return text.isascii() and text.isdigit() and len(text) <= 15


def _page(
    request: HttpRequest,
    deed: Deed | None,
    chosen: Iterable[tuple[Organisation, int]],
    *,
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    pairs = list(chosen)
    context = {
        "deed": deed,
        "label": deed.label if deed else EXPORT_LABEL,
        "entries": [entry for entry, _revision in pairs],
        "chosen": ",".join(f"{entry.pk}:{revision}" for entry, revision in pairs),
        "form": form or form_of(deed),
    }
    return render(request, "organisations/manage/several.html", context, status=status)


urlpatterns = [path("several/<slug:deed>/", several_do, name="several_do")]
