"""The group's form of its own entry, behind the link in its mail: propose, change, take back. No account is needed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from advocates.core import links
from advocates.organisations import group_links
from advocates.organisations.actions import SomebodyElseChanged
from advocates.organisations.models import Organisation
from advocates.organisations.proposals import actions
from advocates.organisations.proposals.forms import ProposalForm

PAGE = "organisations/propose.html"


def propose(request: HttpRequest, value: Any) -> HttpResponse:
    """The entry as a form. What is sent waits for a person; until then the same link shows and changes it."""
    opened = group_links.read(value)
    organisation = group_links.public_entry(opened.pk)
    if opened.has_ended:
        return group_links.ended(request, organisation)
    if request.method != "POST":
        return _page(request, organisation, _form(organisation))
    form = ProposalForm(request.POST, instance=organisation)
    if not form.is_valid():
        return _page(request, group_links.public_entry(opened.pk), form, status=422)
    return _saved(request, group_links.public_entry(opened.pk), form)


def withdraw(request: HttpRequest, value: Any) -> HttpResponse:
    """Take the proposal back, after a question."""
    opened = group_links.read(value)
    organisation = group_links.public_entry(opened.pk)
    if opened.has_ended:
        return group_links.ended(request, organisation)
    if request.method == "POST":
        actions.withdraw(organisation=organisation)
    waiting = actions.waiting_of(organisation)
    context = {"organisation": organisation, "waiting": waiting, "propose_url": _link(organisation)}
    return render(request, "organisations/withdraw.html", context)


def _saved(request: HttpRequest, organisation: Organisation, form: ProposalForm) -> HttpResponse:
    content = form.changed_content()
    written = actions.Written(
        content=content,
        before={name: form.stored.get(name) for name in content},
        note=form.cleaned_data["note"],
        lang=get_language() or "en",
        address=organisation.private_email,
    )
    base = form.cleaned_data["base_revision"] or 0
    try:
        actions.propose(organisation=organisation, base_revision=base, written=written)
    except SomebodyElseChanged as conflict:
        data = request.POST.copy()
        data["base_revision"] = str(conflict.current.revision)
        form = ProposalForm(data, instance=conflict.current)
        return _page(request, conflict.current, form, status=409, is_outdated=True)
    return _page(request, organisation, _form(organisation), is_saved=True)


def _form(organisation: Organisation) -> ProposalForm:
    waiting = actions.waiting_of(organisation)
    note = {"note": waiting.note} if waiting else {}
    return ProposalForm(instance=organisation, wanted=waiting.content if waiting else None, initial=note)


def _page(
    request: HttpRequest, organisation: Organisation, form: ProposalForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    last = actions.last_of(organisation)
    context = {
        "organisation": organisation,
        "form": form,
        "last": last,
        "waiting": last if last and last.is_waiting else None,
        "withdraw_url": links.url_of(actions.WITHDRAW, group_links.value_of(organisation.pk)),
        **more,
    }
    return render(request, PAGE, context, status=status)


def _link(organisation: Organisation) -> str:
    return links.url_of(actions.LINK, group_links.value_of(organisation.pk))
