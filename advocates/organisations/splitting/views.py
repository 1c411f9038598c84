"""Making two organisations of one: say what the new one is and who goes along, look at it, do it; undo for 30 days."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.accounts.office_forms import day_field
from advocates.accounts.step_up import step_up
from advocates.accounts.views.own import person_of
from advocates.core import days
from advocates.core.access import Audience, audience
from advocates.core.names import require_honest
from advocates.core.viewer import Viewer, viewer_of
from advocates.organisations import validators as valid
from advocates.organisations.actions import SomebodyElseChanged
from advocates.organisations.models import Mandate, Organisation, Split
from advocates.organisations.splitting import actions
from advocates.organisations.splitting.actions import MAY_SPLIT, Plan

# Further ahead nobody knows who will speak for whom.
LONGEST_AHEAD = timedelta(days=90)


class SplitForm(forms.Form):
    """What the new entry is called, who passes over, and from when on."""

    base_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    name = forms.CharField(
        label=gettext_lazy("Name of the new organisation"), max_length=200,
        validators=[valid.PlainText(), require_honest],
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    city = forms.CharField(
        label=gettext_lazy("City"), max_length=120, required=False, validators=[valid.PlainText()],
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    website = forms.CharField(
        label=gettext_lazy("Website"), max_length=300, required=False, validators=[valid.web_address],
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )  # fmt: skip
    from_day = day_field(
        gettext_lazy("From which day on"), gettext_lazy("Empty: from now on. At most 90 days ahead.")
    )
    mandates = forms.MultipleChoiceField(
        label=gettext_lazy("Who speaks for the new one instead"),
        help_text=gettext_lazy("Everybody else stays. Deputies go along with whom they stand in for."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, source: Organisation, viewer: Viewer) -> None:
        super().__init__(data, initial={"base_revision": source.revision, "city": source.city})
        self.source = source
        found = Mandate.objects.visible_to(viewer).filter(organisation=source, deputy_of=None)
        self.speaking = list(found.running_at(timezone.now()).select_related("person", "organisation"))
        self.fields["mandates"].choices = [  # type: ignore[attr-defined]
            (str(each.pk), f"{each.speaker} · {each.get_role_display()}") for each in self.speaking
        ]

    def clean_from_day(self) -> Any:
        day, today = self.cleaned_data["from_day"], days.day_of(timezone.now())
        if day and not today <= day <= today + LONGEST_AHEAD:
            raise ValidationError(_("Choose a day from today on, at most 90 days ahead."))
        return day

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name.casefold() == self.source.name.casefold():
            raise ValidationError(_("The new organisation needs a name of its own."))
        return name

    def plan(self) -> Plan:
        """What was chosen, as the deed takes it."""
        values = self.cleaned_data
        fields = {name: values[name] for name in ("name", "city", "website")}
        chosen = [int(pk) for pk in values["mandates"]]
        return Plan(self.source, values["base_revision"], fields, chosen, self._from_at())

    def _from_at(self) -> datetime:
        now, day = timezone.now(), self.cleaned_data["from_day"]
        return max(days.beginning_of(day), now) if day else now

    def outcome(self) -> dict[str, Any]:
        """Who will speak for which of the two, and whether one of them has nobody who says so."""
        chosen = set(self.cleaned_data["mandates"])
        going = [each for each in self.speaking if str(each.pk) in chosen]
        staying = [each for each in self.speaking if str(each.pk) not in chosen]
        sides = [(self.cleaned_data["name"], going), (self.source.name, staying)]
        return {
            "sides": [(name, people, _has_administrator(people)) for name, people in sides],
            "from_at": self._from_at(),
        }


def _has_administrator(people: list[Mandate]) -> bool:
    return any(each.role == Mandate.Role.ADMINISTRATOR for each in people)


def _source(request: HttpRequest, pk: int) -> Organisation:
    found = Organisation.objects.visible_to(viewer_of(request)).filter(state__in=MAY_SPLIT)
    return get_object_or_404(found, pk=pk)


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """What the new one is and who goes along; sent, it shows what would come of it, and changes nothing."""
    source = _source(request, pk)
    form = SplitForm(request.POST if request.method == "POST" else None, source, viewer_of(request))
    if form.is_bound and form.is_valid():
        context = {"organisation": source, "form": form, **form.outcome()}
        return render(request, "organisations/manage/split_look.html", context)
    return _page(request, form, status=422 if form.errors else 200)


@audience(Audience.STAFF)
@require_POST
@step_up
def split_do(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what was looked at."""
    form = SplitForm(request.POST, _source(request, pk), viewer_of(request))
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        made = actions.split_organisation(actor=person_of(request), plan=form.plan())
    except (SomebodyElseChanged, actions.NotHere) as conflict:
        data = request.POST.copy()
        again = _source(request, pk)
        data["base_revision"] = str(again.revision)
        form = SplitForm(data, again, viewer_of(request))
        form.add_error(None, conflict.sentence)
        return _page(request, form, status=409)
    messages.success(request, _("There are two organisations now. You can undo it for 30 days."))
    return redirect("split_done", made.public_id)


def _page(request: HttpRequest, form: SplitForm, *, status: int) -> HttpResponse:
    context = {"organisation": form.source, "form": form}
    return render(request, "organisations/manage/split.html", context, status=status)


@audience(Audience.STAFF)
@require_safe
def split_list(request: HttpRequest) -> HttpResponse:
    """The splits that can still be undone, newest first."""
    found = Split.objects.visible_to(viewer_of(request)).open_to_undo()
    context = {"splits": found.select_related("source", "made", "split_by")[:200]}
    return render(request, "organisations/manage/splits.html", context)


@audience(Audience.STAFF)
@require_safe
def split_done(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was split, and how it is undone."""
    return _done_page(request, _split(request, public_id))


@audience(Audience.STAFF)
@require_POST
def split_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """One organisation again."""
    found = _split(request, public_id)
    try:
        actions.undo_split(actor=person_of(request), split=found)
    except actions.OthersSpeak as refused:
        return _done_page(request, found, sentence=refused.sentence, status=409)
    messages.success(request, _("It is one organisation again; the address of the new one leads to it."))
    return redirect("split_done", public_id)


def _split(request: HttpRequest, public_id: str) -> Split:
    found = Split.objects.visible_to(viewer_of(request)).select_related("source", "made")
    return get_object_or_404(found, public_id=public_id)


def _done_page(request: HttpRequest, found: Split, *, sentence: str = "", status: int = 200) -> HttpResponse:
    is_open = Split.objects.visible_to(viewer_of(request)).open_to_undo().filter(pk=found.pk).exists()
    passed = Mandate.objects.visible_to(viewer_of(request)).filter(
        pk__in=[new for _old, new, _u in found.moved]
    )
    context = {
        "split": found,
        "passed": passed.select_related("person", "organisation"),
        "is_open": is_open,
        "sentence": sentence,
    }
    return render(request, "organisations/manage/split_done.html", context, status=status)


urlpatterns = [
    path("splits/", split_list, name="split_list"),
    path("splits/<uuid:public_id>/", split_done, name="split_done"),
    path("splits/<uuid:public_id>/undo/", split_undo, name="split_undo"),
    path("splits/<int:pk>/", split, name="split"),
    path("splits/<int:pk>/do/", split_do, name="split_do"),
]
