"""`/join/`: what membership is and the way in; `/join/<token>/`: the form, and after sending how far it is."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from advocates.core import limits, markup
from advocates.core.access import Audience, audience
from advocates.core.outbox import address_hash
from advocates.core.profile import in_language, profile
from advocates.core.refused import TooOften
from advocates.core.visitorforms import accepts
from advocates.organisations.applications import actions, doubles, paper_views, papers, steps
from advocates.organisations.applications.fields import LONGEST_TEXT, StepForm, sent_fields, storable
from advocates.organisations.applications.forms import NEW, AnswerForm, AppealForm, PaperForm, StartForm
from advocates.organisations.applications.keys import Opened, asked_language, opened
from advocates.organisations.applications.review import clock
from advocates.organisations.applications.row_forms import ConductForm
from advocates.organisations.models import Answer

TEMPLATES = "organisations/applications"


@audience(Audience.PUBLIC)
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """What membership is, what will be asked, how long it takes, and the way in."""
    form = StartForm(request.POST or None)
    if request.method == "POST":
        form = StartForm(request.POST)
        if accepts(request, form) and is_within_limits(form):
            return started(request, form)
    context = {
        "form": form,
        "criteria": [in_language(text) for text in profile().criteria],
        "steps": steps.STEPS,
        "pace": clock.usual_days(),
    }
    return render(request, f"{TEMPLATES}/join.html", context, status=form.status)


def is_within_limits(form: StartForm) -> bool:
    """A few mails to one address, and a few without work in all; alike for known and unknown addresses."""
    try:
        limits.count("join-of", address_hash(form.cleaned_data["email"]))
        if not form.is_proved:
            limits.count("join-unproved", "everybody")
    except TooOften:
        form.add_error(
            None,
            _("Several links were sent a short time ago. Look into your mailbox, or try again in an hour."),
        )
        form.status = 429
        return False
    return True


def started(request: HttpRequest, form: StartForm) -> HttpResponse:
    """Mail the link; what the answer says does not depend on whether the address is known."""
    if not form.cleaned_data["leave_empty"] and form.spend():
        actions.start_application(email=form.cleaned_data["email"], language=get_language() or "en")
    asked = asked_language(request)
    return HttpResponseRedirect(reverse("join_sent") + (f"?lang={asked}" if asked else ""))


@audience(Audience.PUBLIC)
@require_safe
def join_sent(request: HttpRequest) -> HttpResponse:
    """The link is on its way."""
    return render(request, f"{TEMPLATES}/sent.html")


@opened("GET")
def join_overview(request: HttpRequest, here: Opened) -> HttpResponse:
    """Before sending: what is done and what is missing. Afterwards: how far it is, questions, the decision."""
    application = here.application
    if application.is_draft:
        rows = [
            {"step": each.step, "is_begun": each.is_begun, "is_complete": each.is_complete,
             "url": here.url("join_step", each.step.slug)}
            for each in steps.progress(application)
        ]  # fmt: skip
        context = {
            "here": here,
            "application": application,
            "rows": rows,
            "next": next((row for row in rows if not row["is_complete"]), None),
            "check_url": here.url("join_step", steps.CHECK),
            "withdraw_url": here.url("join_withdraw"),
        }
        return render(request, f"{TEMPLATES}/overview.html", context)
    return status_page(request, here)


def status_page(
    request: HttpRequest, here: Opened, *, status: int = 200, forms: dict[str, Any] | None = None
) -> HttpResponse:
    """How far it is; `forms` holds those that were refused, by the id of their question or `appeal`."""
    application, bound = here.application, forms or {}
    questions = [
        {"question": question, "url": here.url("join_answer", question.public_id),
         "form": bound.get(str(question.public_id)) or AnswerForm(auto_id=f"id_{question.public_id}_%s")}
        for question in application.questions.select_related("seat")
    ]  # fmt: skip
    context = {
        "here": here,
        "application": application,
        "questions": questions,
        "steps": steps.everything(application),
        "papers": paper_views.paper_rows(here),
        "papers_url": here.url("join_papers") if actions.can_add_papers(application) else "",
        "progress": clock.progress_of(application),
        "reasons": clock.reasons_for_applicant(application),
        "appeal_form": (bound.get("appeal") or AppealForm()) if actions.can_appeal(application) else None,
        "appeal_url": here.url("join_appeal"),
        "withdraw_url": here.url("join_withdraw") if application.is_in_review else "",
        "form": next(iter(bound.values()), None),
    }
    return render(request, f"{TEMPLATES}/status.html", context, status=status)


@opened("GET", "POST")
def join_step(request: HttpRequest, here: Opened, step: str) -> HttpResponse:
    """Show a step with what is stored; a POST saves it and goes on to the next one."""
    if step == steps.CHECK:
        return check(request, here)
    if step not in steps.BY_SLUG:
        raise Http404
    if not here.application.is_draft:
        return HttpResponseRedirect(here.url("join_overview"))
    if request.method == "POST":
        return saved(request, here, step, is_later=False)
    answer = steps.answers_of(here.application).get(step)
    form = steps.stored_form(here.application, steps.BY_SLUG[step], answer)
    return step_page(request, here, step, form if "check" in request.GET else forgiven(form))


@opened("POST")
def join_step_later(request: HttpRequest, here: Opened, step: str) -> HttpResponse:
    """Save a step as it is, half done or not, and stop here."""
    if step not in steps.BY_SLUG:
        raise Http404
    return saved(request, here, step, is_later=True)


def forgiven(form: StepForm) -> StepForm:
    """What is missing is not held against somebody who comes back."""
    return form.forgiving() if form.is_bound else form


def saved(request: HttpRequest, here: Opened, step: str, *, is_later: bool) -> HttpResponse:
    """Keep what came; a step that is not complete goes on only if it is left for later."""
    form = steps.BY_SLUG[step].form(request.POST, application=here.application)
    data = sent_fields(form, request.POST)
    if sum(len(value) for values in data.values() for value in values) > actions.LONGEST_DATA:
        form.add_error(None, _("This is more text than can be kept. Please write less."))
        return step_page(request, here, step, form, status=422)
    if not is_later and not form.is_valid():
        return step_page(request, here, step, form, status=422, base=base_of(request))
    language = asked_language(request) or here.application.language
    try:
        actions.save_step(
            application=here.application, step=step, data=data, base=base_of(request), language=language
        )
    except actions.SomebodyElseSaved as refused:
        return step_page(
            request,
            here,
            step,
            forgiven(form),
            status=409,
            current=refused.current,
            base=refused.current.revision,
        )
    if is_later:
        return HttpResponseRedirect(here.url("join_overview", done="later"))
    return HttpResponseRedirect(here.url("join_step", steps.after(step)))


def base_of(request: HttpRequest) -> int:
    """Which state of the step the browser had before it."""
    text = request.POST.get("base", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def step_page(  # noqa: PLR0913 - all that a page can say
    request: HttpRequest,
    here: Opened,
    slug: str,
    form: StepForm,
    *,
    status: int = 200,
    base: int | None = None,
    current: Answer | None = None,
    paper_form: PaperForm | None = None,
) -> HttpResponse:
    """The page of a step; with `current`, what was saved in another window stands beside what was written here."""
    application, step = here.application, steps.BY_SLUG[slug]
    answer = steps.answers_of(application).get(slug)
    context = {
        "here": here,
        "application": application,
        "step": step,
        "steps": steps.STEPS,
        "number": steps.number_of(slug),
        "form": form,
        "base": base if base is not None else (answer.revision if answer else 0),
        "stored": list(steps.stored_form(application, step, current).shown())
        if current and current.revision
        else [],
        "is_conflict": current is not None,
        "later_url": here.url("join_step_later", slug),
        "back_url": here.url("join_step", steps.before(slug))
        if steps.before(slug)
        else here.url("join_overview"),
        "overview_url": here.url("join_overview"),
        **extras(request, here, slug, form),
    }
    if form.has_papers:
        context |= {"papers": paper_views.paper_rows(here), "paper_form": paper_form or PaperForm(),
                    "paper_url": here.url("join_papers"), "most": papers.MOST_PAPERS}  # fmt: skip
    return render(request, f"{TEMPLATES}/step.html", context, status=status)


def extras(request: HttpRequest, here: Opened, slug: str, form: StepForm) -> dict[str, Any]:
    """What the first two steps show beside their fields: entries of the directory."""
    if slug == "group":
        text = storable(request.GET.get("q", ""))[:LONGEST_TEXT]
        chosen = str(form["entry"].value() or "")
        entry = doubles.claimable(chosen) if chosen not in {"", NEW} else None
        found = [each for each in doubles.search(text, get_language() or "en") if each.slug != chosen]
        return {"q": text, "found": found, "chosen": entry, "is_new": chosen == NEW, "asked": here.asked}
    if slug == "organisation" and form.is_bound:
        entry = steps.chosen_entry(here.application)
        values = {name: str(form[name].value() or "") for name in ("name", "local_name", "website")}
        alike = doubles.alike(**values, but=entry.slug if entry else "")
        return {"alike": alike, "group_url": here.url("join_step", "group")}
    if isinstance(form, ConductForm) and form.code:
        # Cleaned again when shown: the rules may have become stricter since it was written.
        return {"code_html": SafeString(markup.clean(form.code.html))}
    return {}


def check(request: HttpRequest, here: Opened) -> HttpResponse:
    """All that was written, on one page, and the button that sends it."""
    application = here.application
    if request.method == "POST":
        actions.send_application(application=application)
        return HttpResponseRedirect(here.url("join_overview", done="sent"))
    if not application.is_draft:
        return HttpResponseRedirect(here.url("join_overview"))
    missing = list(steps.missing(application))
    gaps = [{"step": step, "url": here.url("join_step", step.slug)} for step in missing]
    rows = [
        {"step": step, "shown": shown, "url": here.url("join_step", step.slug)}
        for step, shown in steps.everything(application)
    ]
    context = {
        "here": here,
        "application": application,
        "steps": steps.STEPS,
        "number": len(steps.STEPS) + 1,
        "rows": rows,
        "gaps": gaps,
        "papers": paper_views.paper_rows(here),
        "chosen": steps.chosen_entry(application),
        "is_new": all(step.slug != "group" for step in steps.missing(application)),
        "back_url": here.url("join_step", steps.STEPS[-1].slug),
    }
    return render(request, f"{TEMPLATES}/check.html", context)


@opened("POST")
def join_answer(request: HttpRequest, here: Opened, question: str) -> HttpResponse:
    """Answer a question of the reviewers."""
    asked = get_object_or_404(here.application.questions, public_id=question)
    form = AnswerForm(request.POST, auto_id=f"id_{asked.public_id}_%s")
    if not form.is_valid():
        return status_page(request, here, status=422, forms={str(asked.public_id): form})
    language = get_language() or here.application.language
    actions.answer_question(
        application=here.application, question=asked, text=form.cleaned_data["text"], language=language
    )
    return HttpResponseRedirect(here.url("join_overview", done="answered"))


@opened("POST")
def join_appeal(request: HttpRequest, here: Opened) -> HttpResponse:
    """Have somebody else decide anew."""
    form = AppealForm(request.POST)
    if not form.is_valid() and actions.can_appeal(here.application):
        return status_page(request, here, status=422, forms={"appeal": form})
    actions.appeal_decision(application=here.application, text=form.cleaned_data.get("text", ""))
    return HttpResponseRedirect(here.url("join_overview", done="appealed"))


@opened("GET", "POST")
def join_withdraw(request: HttpRequest, here: Opened) -> HttpResponse:
    """Take the application back; a page says what that means."""
    if not (here.application.is_draft or here.application.is_in_review):
        return HttpResponseRedirect(here.url("join_overview"))
    if request.method != "POST":
        context = {"here": here, "overview_url": here.url("join_overview")}
        return render(request, f"{TEMPLATES}/withdraw.html", context)
    actions.withdraw_application(application=here.application)
    return HttpResponseRedirect(here.url("join_overview"))
