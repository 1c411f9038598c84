"""The papers of an application, as its applicant adds, reads and deletes them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render

from advocates.core import limits, uploads
from advocates.core.refused import Refused
from advocates.organisations.applications import actions, papers
from advocates.organisations.applications.forms import PaperForm
from advocates.organisations.applications.keys import Opened, opened
from advocates.organisations.models import Paper


def paper_rows(here: Opened) -> list[dict[str, Any]]:
    """The papers with their names and addresses."""
    return [
        {"paper": paper, "name": papers.name_of(paper), "url": here.url("join_paper", paper.public_id),
         "remove_url": here.url("join_paper_remove", paper.public_id)}
        for paper in here.application.papers.all()
    ]  # fmt: skip


@opened("GET", "POST")
def join_papers(request: HttpRequest, here: Opened) -> HttpResponse:
    """Add one paper; whoever sends it is told what is wrong with it, and nothing else is lost."""
    application = here.application
    if not actions.can_add_papers(application):
        return HttpResponseRedirect(here.url("join_overview"))
    if request.method != "POST":
        return papers_page(request, here, PaperForm())
    limits.count("join-paper", str(application.public_id))
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid() or not added(here, form):
        return papers_page(request, here, form, status=422)
    return HttpResponseRedirect(
        here.url("join_step", "papers", done="paper")
        if application.is_draft
        else here.url("join_papers", done="paper")
    )


def added(here: Opened, form: PaperForm) -> bool:
    """Read the file apart from the server and store it; False with a sentence on the field."""
    uploaded = form.cleaned_data["file"]
    try:
        written = uploads.paper(uploaded, largest_side=papers.LARGEST_SIDE)
        actions.add_paper(
            application=here.application, kind=form.cleaned_data["kind"], name=uploaded.name, written=written
        )
    except ValidationError as error:
        form.add_error("file", error)
    except Refused as refused:
        form.add_error(None, refused.sentence)
    return not form.errors


def papers_page(request: HttpRequest, here: Opened, form: PaperForm, *, status: int = 200) -> HttpResponse:
    """The papers, and a place for one more."""
    if here.application.is_draft and status == 200:
        return HttpResponseRedirect(here.url("join_step", "papers"))
    context = {
        "here": here,
        "form": form,
        "paper_form": form,
        "papers": paper_rows(here),
        "paper_url": here.url("join_papers"),
        "may_remove": here.application.is_draft,
        "most": papers.MOST_PAPERS,
        "back_url": here.url("join_step", "papers")
        if here.application.is_draft
        else here.url("join_overview"),
    }
    return render(request, "organisations/applications/papers.html", context, status=status)


@opened("GET")
def join_paper(request: HttpRequest, here: Opened, paper: str) -> HttpResponse:
    """One's own paper, as a download."""
    found: Paper = get_object_or_404(here.application.papers, public_id=paper)
    return papers.answer(request, found)


@opened("POST")
def join_paper_remove(request: HttpRequest, here: Opened, paper: str) -> HttpResponse:
    """Take a paper out again."""
    found: Paper = get_object_or_404(here.application.papers, public_id=paper)
    actions.remove_paper(application=here.application, paper=found)
    return HttpResponseRedirect(here.url("join_step", "papers", done="paper-gone"))
