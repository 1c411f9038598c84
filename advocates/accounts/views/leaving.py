"""One's own data: what somebody agreed to, a file with everything, and the erasure of the account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts import leaving
from advocates.accounts.exporting import actions as exporting
from advocates.accounts.models import DataExport
from advocates.accounts.office_forms import EraseForm
from advocates.accounts.step_up import step_up
from advocates.accounts.views.own import person_of
from advocates.core import personal
from advocates.core.access import Audience, audience
from advocates.core.secrets import Unreadable
from advocates.core.viewer import viewer_of


@audience(Audience.ACCOUNT)
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What can be done with one's data, the files that wait to be taken, and the log of consents."""
    person = person_of(request)
    context = {
        "agreements": personal.agreements_of(leaving.subject_of(person)),
        "ready": DataExport.objects.visible_to(viewer_of(request)).order_by("-made_at"),
        "is_made": person.data_exports.filter(made_at=None).exists(),
    }
    return render(request, "accounts/data.html", context)


@audience(Audience.ACCOUNT)
@require_POST
@step_up
def data_export(request: HttpRequest) -> HttpResponse:
    """Have everything made as one file; a mail tells when it is there."""
    exporting.ask_for_export(person=person_of(request))
    messages.success(request, _("Your file is being made. We mail you as soon as it is there."))
    return redirect("account_data")


@audience(Audience.ACCOUNT)
@require_safe
@step_up
def data_file(request: HttpRequest, export: str) -> HttpResponse:
    """The file itself, for 48 hours."""
    found = get_object_or_404(DataExport.objects.visible_to(viewer_of(request)), public_id=export)
    try:
        content = exporting.content_of(found)
    except (FileNotFoundError, Unreadable) as error:
        raise Http404 from error
    answer = HttpResponse(content, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@audience(Audience.ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
@step_up
def erase(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays; then have the account erased, at once and for good."""
    person = person_of(request)
    signed = personal.signed_by(leaving.subject_of(person))
    form = EraseForm(request.POST if request.method == "POST" else None, signed=signed)
    if form.is_bound and form.is_valid():
        leaving.erase_person(actor=person, person=person, keeps_name=form.keeps_name)
        logout(request)
        return render(request, "accounts/erased.html")
    context = {"form": form, "signed": signed}
    return render(request, "accounts/erase.html", context, status=422 if form.errors else 200)
