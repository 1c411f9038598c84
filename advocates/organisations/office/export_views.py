"""The directory as a file for the office: by a button, after a recent proof of who one is, noted in the audit log."""

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advocates.core.access import Audience, audience
from advocates.core.limits import limited
from advocates.core.viewer import viewer_of
from advocates.organisations.models import Organisation
from advocates.organisations.office import actions, export
from advocates.organisations.office.bulk_views import chosen_of
from advocates.organisations.task_views import person_of


@audience(Audience.STAFF)
@limited("export", when=lambda request: request.method == "POST")
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator]
def export_directory(request: HttpRequest) -> HttpResponse:
    """All entries, or those that were chosen in the list, with their private fields."""
    present = Organisation.objects.visible_to(viewer_of(request))
    if request.method != "POST":
        return render(request, "organisations/manage/export.html", {"count": present.count()})
    if "chosen" in request.POST:
        present = present.filter(
            pk__in=[entry.pk for entry, _at in chosen_of(viewer_of(request), request.POST["chosen"])]
        )
    entries = list(
        present.order_by("name", "id")
        .select_related("merged_into")
        .prefetch_related("descriptions", "channels")
    )
    if not entries:
        context = {"sentence": _("There is nothing to download.")}
        return render(request, "organisations/manage/several_none.html", context, status=422)
    actions.record_export(actor=person_of(request), count=len(entries))
    answer = HttpResponse(export.as_csv(entries), content_type="text/csv; charset=utf-8")
    name = f"directory-{timezone.localdate():%Y-%m-%d}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


urlpatterns = [path("export/organisations/", export_directory, name="export_directory")]
