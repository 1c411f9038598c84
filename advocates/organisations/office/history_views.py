"""The history of an entry, and its way into the public and out of it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_of
from advocates.organisations import actions, presenting
from advocates.organisations.models import Organisation
from advocates.organisations.office.labels import label_of

DEEDS = {
    "created": pgettext_lazy("history of an entry", "Added"),
    "changed": pgettext_lazy("history of an entry", "Changed"),
    "imported": pgettext_lazy("history of an entry", "Loaded from a file"),
    "published": pgettext_lazy("history of an entry", "Published"),
    "unpublished": pgettext_lazy("history of an entry", "Taken out"),
    "confirmed": pgettext_lazy("history of an entry", "Confirmed by the group"),
    "merged": pgettext_lazy("history of an entry", "Made one with another entry"),
    "unmerged": pgettext_lazy("history of an entry", "Made two entries again"),
    "split": pgettext_lazy("history of an entry", "Made two organisations of one"),
    "unsplit": pgettext_lazy("history of an entry", "Made one organisation of the two again"),
    "taken": pgettext_lazy(
        "history of an entry", "Proposed by the group, taken over by the person named here"
    ),
    "accepted": pgettext_lazy("history of an entry", "Accepted as a member"),
    "suspended": pgettext_lazy("history of an entry", "Suspended"),
    "restored": pgettext_lazy("history of an entry", "Restored"),
    "left": pgettext_lazy("history of an entry", "Left the network"),
}


@audience(Audience.STAFF)
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what, newest first."""
    shown = get_object_or_404(Organisation.objects.visible_to(viewer_of(request)), pk=pk)
    changes = [
        {
            "change": change,
            "who": change.actor,
            "deed": DEEDS.get(change.deed, change.deed),
            "fields": [
                {
                    "label": label_of(name),
                    "before": presenting.shown_value(values[0]),
                    "after": presenting.shown_value(values[1]),
                }
                for name, values in change.changes.items()
            ],
        }
        for change in shown.changes.select_related("actor")[:200]
    ]
    return render(request, "organisations/manage/history.html", {"organisation": shown, "changes": changes})


@audience(Audience.STAFF)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """A button on a page; only POST acts."""
    return _publishing(request, pk, actions.publish_organisation)


@audience(Audience.STAFF)
def unpublish(request: HttpRequest, pk: int) -> HttpResponse:
    """A button on a page; only POST acts."""
    return _publishing(request, pk, actions.unpublish_organisation)


def _publishing(request: HttpRequest, pk: int, action: Callable[..., None]) -> HttpResponse:
    shown = get_object_or_404(Organisation.objects.visible_to(viewer_of(request)), pk=pk)
    if request.method == "POST":
        action(actor=person_of(request), organisation=shown)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("organisation_admin:edit", args=[pk]))
    return render(request, "organisations/manage/publishing.html", {"organisation": shown})
