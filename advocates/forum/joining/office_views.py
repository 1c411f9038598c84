"""The board of joining week, for staff: whom to ask, who was asked, who has answered. Not what they wrote."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.refused import Refused
from advocates.core.viewer import Viewer, viewer_of
from advocates.forum.joining import actions
from advocates.forum.joining.forms import AskForm
from advocates.forum.models import Category, JoiningAsk
from advocates.organisations.models import Mandate
from advocates.spaces.models import Kind

# Whose mandate began so many days ago or less; the first is what the board begins with.
LATELY = (30, 90, 365)
MOST_SHOWN = 300


@audience(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def first_questions(request: HttpRequest) -> HttpResponse:
    """The board; a POST asks the chosen people."""
    viewer, days = viewer_of(request), _days(request.GET.get("days", ""))
    people = _to_ask(viewer, days)
    choices = [(str(each.public_id), f"{each.person} · {each.organisation.name}") for each in people]
    initial = {"mandates": [value for value, _label in choices]}
    form = AskForm(request.POST or None, categories=_categories(viewer), people=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        wanted = set(form.cleaned_data["mandates"])
        chosen = [each for each in people if str(each.public_id) in wanted]
        if _ask(request, chosen, form.cleaned_data["category"]):
            return redirect("office_first_questions")
    asks = JoiningAsk.objects.visible_to(viewer).select_related("mandate__person", "mandate__organisation")
    context: dict[str, Any] = {
        "form": form,
        "days": days,
        "spans": LATELY,
        "asks": asks[:MOST_SHOWN],
        "counts": actions.counts(),
        "people": people,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "forum/joining/board.html", context, status=status)


def _days(text: str) -> int:
    return next((days for days in LATELY if text == str(days)), LATELY[0])


def _to_ask(viewer: Viewer, days: int) -> list[Mandate]:
    now = timezone.now()
    found = Mandate.objects.visible_to(viewer).valid_at(now).filter(
        starts_at__gt=now - timedelta(days=days), joining_ask=None, person__is_active=True
    )  # fmt: skip
    return list(found.select_related("person", "organisation").order_by("-starts_at", "pk")[:MOST_SHOWN])


def _categories(viewer: Viewer) -> Any:
    """Where every member may begin a topic."""
    found = Category.objects.listed_for(viewer).filter(space__kind=Kind.MEMBERS, closed_at=None)
    return found.filter(is_for_announcements=False)


def _ask(request: HttpRequest, chosen: list[Mandate], category: Category) -> bool:
    try:
        count = actions.ask(actor=person_of(request), mandates=chosen, category=category)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return False
    said = ngettext("%(count)s person is being asked.", "%(count)s people are being asked.", count)
    messages.success(request, said % {"count": count})
    return True


@audience(Audience.STAFF)
@require_POST
def first_questions_remind(request: HttpRequest) -> HttpResponse:
    """Remind everybody who has not answered for some days, once."""
    if count := actions.remind(actor=person_of(request)):
        said = ngettext("%(count)s person is being reminded.", "%(count)s people are being reminded.", count)
        messages.success(request, said % {"count": count})
    else:
        messages.info(request, _("Nobody has to be reminded now."))
    return redirect("office_first_questions")


urlpatterns = [
    path("first-questions/", first_questions, name="office_first_questions"),
    path("first-questions/remind/", first_questions_remind, name="office_first_questions_remind"),
]
