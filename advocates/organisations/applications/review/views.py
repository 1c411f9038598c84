"""`/members/reviews/`: what waits for a decision, and one's own reviews."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advocates.accounts.views.own import person_of
from advocates.core.access import Audience, audience
from advocates.core.viewer import Viewer, viewer_of
from advocates.organisations.applications import papers, steps
from advocates.organisations.applications.review import actions, clock, policies
from advocates.organisations.applications.review.forms import (
    CONFLICT,
    NONE,
    ChecklistForm,
    InterestsForm,
    QuestionForm,
)
from advocates.organisations.geo.countries import country_name
from advocates.organisations.mandates.speaking import SpeakingForm
from advocates.organisations.models import Application, Paper, Seat

TEMPLATES = "organisations/applications/review"
MOST_SHOWN = 200
View = Callable[..., HttpResponse]


def for_reviewers(*methods: str) -> Callable[[View], View]:
    """Decorator: only with the role, a mandate that counts, and a second factor."""

    def decorate(view: View) -> View:
        @audience(Audience.REVIEWER)
        @require_http_methods([*methods, "HEAD"] if "GET" in methods else list(methods))
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **more: Any) -> HttpResponse:
            if not viewer_of(request).has_second_factor:
                return redirect("second_factor_needed")
            return view(request, *arguments, **more)

        return guarded

    return decorate


@for_reviewers("GET")
def review_list(request: HttpRequest) -> HttpResponse:
    """Applications with a free place, longest waiting first; and those that one has taken."""
    viewer = viewer_of(request)
    own = Seat.objects.visible_to(viewer).held_by(viewer).select_related("application")
    mine = [seat.application for seat in own]
    waiting = seen_by(viewer).in_review().exclude(pk__in=[each.pk for each in mine])
    roster = policies.reviewers()
    free = [each for each in waiting.prefetch_related("seats", "answers").order_by("state_since")[:MOST_SHOWN]
            if policies.can_take_seat(viewer, each, roster)]  # fmt: skip
    context = {
        "free": [row_of(each) for each in free],
        "mine": [{**row_of(seat.application), "seat": seat} for seat in own if seat.application.is_in_review],
        "over": [row_of(each) for each in mine if each.decided_at and not each.is_in_review],
    }
    return render(request, f"{TEMPLATES}/list.html", context)


def seen_by(viewer: Viewer) -> Any:
    """What the viewer may review: also staff see here only what reviewers see."""
    return Application.objects.visible_to(viewer).reviewable_by(viewer)


def row_of(application: Application) -> dict[str, Any]:
    """A row of the queue."""
    country = country_name(application.country, get_language() or "en") if application.country else ""
    return {"application": application, "country": country, "mark": clock.mark_of(application)}


def found(request: HttpRequest, application: str) -> Application:
    """An application that the viewer may review or has reviewed; else it does not exist."""
    viewer = viewer_of(request)
    shown: Application = get_object_or_404(seen_by(viewer), public_id=application)
    if not own_seat(viewer, shown) and not policies.can_take_seat(viewer, shown):
        raise Http404
    return shown


def own_seat(viewer: Viewer, application: Application) -> Seat | None:
    """The viewer's seat in it."""
    return Seat.objects.visible_to(viewer).held_by(viewer).filter(application=application).first()


def seat_of(request: HttpRequest, application: str) -> Seat:
    """The viewer's seat; without one, the address does not exist."""
    held = (
        Seat.objects.visible_to(viewer_of(request)).held_by(viewer_of(request)).select_related("application")
    )
    return get_object_or_404(held, application__public_id=application)


@for_reviewers("GET")
def review(request: HttpRequest, application: str) -> HttpResponse:
    """One application: a place to take, then interests to declare, then everything."""
    shown = found(request, application)
    return page(request, shown, own_seat(viewer_of(request), shown))


def page(
    request: HttpRequest, shown: Application, seat: Seat | None, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page at the stage that the viewer has reached; `forms` are those that were refused."""
    context: dict[str, Any] = {**row_of(shown), "seat": seat, "form": next(iter(forms.values()), None)}
    if seat is None:
        context["form"] = forms.get("take") or take_form(request, shown)
        return render(request, f"{TEMPLATES}/take.html", context, status=status)
    if seat.declared_at is None:
        context["form"] = forms.get("interests") or InterestsForm()
        return render(request, f"{TEMPLATES}/interests.html", context, status=status)
    viewer = viewer_of(request)
    readable = get_object_or_404(Application.objects.visible_to(viewer).read_by(viewer), pk=shown.pk)
    others = Seat.objects.visible_to(viewer).filter(application=readable, round=readable.round)
    is_open = readable.is_in_review and seat.recommended_at is None
    context |= {
        "steps": steps.everything(readable),
        "papers": [{"paper": paper, "name": papers.name_of(paper)} for paper in readable.papers.all()],
        "questions": readable.questions.select_related("seat"),
        "others": list(others.exclude(pk=seat.pk)),
        "progress": clock.progress_of(readable),
        "checklist": (forms.get("checklist") or ChecklistForm(seat=seat, initial=drafted(seat)))
        if is_open
        else None,
        "question_form": (forms.get("question") or QuestionForm(auto_id="id_question_%s"))
        if is_open
        else None,
    }
    return render(request, f"{TEMPLATES}/review.html", context, status=status)


def drafted(seat: Seat) -> dict[str, Any]:
    """What was written of the recommendation before it is given."""
    return {"reasons": seat.reasons}


@for_reviewers("POST")
def review_take(request: HttpRequest, application: str) -> HttpResponse:
    """Take a place; whoever speaks for several organisations says for which."""
    shown = found(request, application)
    form = take_form(request, shown)
    if not form.is_valid():
        return page(request, shown, own_seat(viewer_of(request), shown), status=422, take=form)
    actions.take_seat(viewer=form.viewer, application=shown)
    return redirect("review", application)


def take_form(request: HttpRequest, application: Application) -> SpeakingForm:
    """The organisations for which the viewer may take a place."""
    viewer = viewer_of(request)
    among = policies.mandates_for(viewer, application, policies.reviewers())
    return SpeakingForm(request.POST if request.method == "POST" else None, viewer=viewer, among=among)


@for_reviewers("POST")
def review_interests(request: HttpRequest, application: str) -> HttpResponse:
    """Say which interests one has."""
    seat, form = seat_of(request, application), InterestsForm(request.POST)
    if not form.is_valid():
        return page(request, seat.application, seat, status=422, interests=form)
    kind, text = form.cleaned_data["kind"], form.cleaned_data["text"]
    actions.declare_interests(
        actor=person_of(request),
        seat=seat,
        interests="" if kind == NONE else text,
        has_conflict=kind == CONFLICT,
    )
    if kind == CONFLICT:
        messages.success(request, _("Thank you. Your place is free for somebody else."))
        return redirect("review_list")
    return redirect("review", application)


@for_reviewers("POST")
def review_checklist(request: HttpRequest, application: str) -> HttpResponse:
    """Keep the checklist as it is, to go on later."""
    seat = seat_of(request, application)
    answer = kept(request, seat, ChecklistForm(request.POST, seat=seat))
    if answer is None:
        messages.success(request, _("Saved. Only you can read it before you recommend."))
    return answer or redirect("review", application)


def kept(request: HttpRequest, seat: Seat, form: ChecklistForm) -> HttpResponse | None:
    """Save the checklist; the page with what is wrong, or with both states, where that cannot be."""
    if not form.is_valid():
        return page(request, seat.application, seat, status=422, checklist=form)
    try:
        base = form.cleaned_data["base"] or 0
        actions.save_checklist(actor=person_of(request), seat=seat, checklist=form.checklist(), base=base)
    except actions.ChangedMeanwhile as refused:
        form.add_error(None, refused.sentence)
        form.go_on_from(refused.current)
        return page(request, seat.application, refused.current, status=409, checklist=form)
    return None


@for_reviewers("POST")
def review_recommend(request: HttpRequest, application: str) -> HttpResponse:
    """Recommend; the checklist is kept with it, whatever becomes of the recommendation."""
    seat = seat_of(request, application)
    form = ChecklistForm(request.POST, seat=seat)
    if (refused := kept(request, seat, form)) is not None:
        return refused
    if not form.may_recommend():
        seat.refresh_from_db()
        form.go_on_from(seat)
        return page(request, seat.application, seat, status=422, checklist=form)
    values = form.cleaned_data
    shown = actions.recommend(
        actor=person_of(request),
        seat=seat,
        recommendation=values["recommendation"],
        reasons=values["reasons"],
    )
    is_open = shown.is_in_review
    messages.success(
        request,
        _("Your recommendation is stored.") if is_open else _("It is decided. The group is told by mail."),
    )
    return redirect("review", application)


@for_reviewers("POST")
def review_question(request: HttpRequest, application: str) -> HttpResponse:
    """Ask the applicant something."""
    seat, form = seat_of(request, application), QuestionForm(request.POST, auto_id="id_question_%s")
    if not form.is_valid():
        return page(request, seat.application, seat, status=422, question=form)
    language = get_language() or "en"
    actions.ask_question(
        actor=person_of(request), seat=seat, text=form.cleaned_data["text"], language=language
    )
    messages.success(request, _("The group gets a mail that there is a question."))
    return redirect("review", application)


@for_reviewers("POST")
def review_give_back(request: HttpRequest, application: str) -> HttpResponse:
    """Leave it to somebody else."""
    actions.give_back(actor=person_of(request), seat=seat_of(request, application))
    messages.success(request, _("Thank you. Your place is free for somebody else."))
    return redirect("review_list")


@for_reviewers("GET")
def review_paper(request: HttpRequest, application: str, paper: str) -> HttpResponse:
    """A paper, for those who review it now."""
    readable = Paper.objects.visible_to(viewer_of(request)).filter(application__public_id=application)
    return papers.answer(request, get_object_or_404(readable, public_id=paper))
