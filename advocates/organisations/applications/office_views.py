"""The back office: how far applications are (never what is in them), and the code of conduct."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.viewer import viewer_of
from advocates.organisations import validators as valid
from advocates.organisations.applications import codes
from advocates.organisations.applications.review import clock
from advocates.organisations.geo.countries import country_name
from advocates.organisations.models import Application, CodeOfConduct

MOST_SHOWN = 200


@audience(Audience.STAFF)
@require_safe
def application_board(request: HttpRequest) -> HttpResponse:
    """Name, state and clock of each; papers and answers are the reviewers' alone."""
    language = get_language() or "en"
    seen = Application.objects.visible_to(viewer_of(request)).prefetch_related("seats")
    rows = [
        {
            "application": each,
            "country": country_name(each.country, language) if each.country else "",
            "mark": clock.mark_of(each) if each.is_in_review else None,
            "seats": sum(
                1 for seat in each.seats.all() if seat.freed_at is None and seat.round == each.round
            ),
        }
        for each in seen.order_by("-state_since")[:MOST_SHOWN]
    ]
    return render(request, "organisations/applications/manage/board.html", {"rows": rows})


class CodeForm(forms.Form):
    """A version of the code of conduct."""

    version = forms.CharField(
        label=gettext_lazy("Version"),
        max_length=20,
        validators=[valid.PlainText()],
        help_text=gettext_lazy(
            "A new version is what applicants accept from now on. The newest can get more languages."
        ),
    )
    lang = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.INTERFACE_LANGUAGES)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=40_000,
        validators=[valid.PlainText(formula=False)],
        widget=forms.Textarea(attrs={"rows": 20, "dir": "auto"}),
        help_text=gettext_lazy("Once published it cannot be changed: people accept exactly these words."),
    )

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        written = CodeOfConduct.objects.filter(version=values.get("version", ""))
        newest = CodeOfConduct.objects.first()
        if written.filter(lang=values.get("lang", "")).exists():
            self.add_error(
                "version", _("This version exists in this language already. Give the new one another name.")
            )
        elif newest and written.exists() and newest.version != values.get("version"):
            self.add_error("version", _("Only the newest version can get more languages."))
        return values


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def code_of_conduct(request: HttpRequest) -> HttpResponse:
    """The versions so far, and a form for a new one."""
    form = CodeForm(request.POST or None)
    if request.method == "POST":
        form = CodeForm(request.POST)
        if form.is_valid():
            codes.publish_code(actor=person_of(request), **form.cleaned_data)
            messages.success(request, _("The code of conduct is published."))
            return redirect("code_of_conduct")
    context = {"form": form, "versions": CodeOfConduct.objects.all()[:MOST_SHOWN]}
    status = 422 if form.errors else 200
    return render(request, "organisations/applications/manage/code.html", context, status=status)


urlpatterns = [
    path("applications/", application_board, name="application_board"),
    path("code-of-conduct/", code_of_conduct, name="code_of_conduct"),
]
