"""The private pages of a message: its writer's, and the one on which it is answered. The link is the only key.

Reading changes nothing. Each deed has a link of its own, which stands on the page and shows one button.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocates.core import limits
from advocates.core.refused import Refused, TooOften
from advocates.organisations.enquiries import actions, addresses, reach
from advocates.organisations.enquiries.forms import AddForm, SayForm
from advocates.organisations.enquiries.holders import Answerer, answerer_of
from advocates.organisations.enquiries.showing import ask_url, instead_for, mail_stays_here, texts_of
from advocates.organisations.models import Enquiry, EnquiryText

State = Enquiry.State
ANY_STATE_BUT_OVER = (State.HELD, State.REPORTED, State.SENT, State.DELIVERED, State.ANSWERED)


def writer_page(request: HttpRequest, value: list[str]) -> HttpResponse:
    """How far the message is, what was answered, and a form for more."""
    enquiry = _of_writer(value)
    if request.method == "GET" and value[1]:
        actions.note_opened(enquiry)
    form = AddForm(request.POST or None, languages=_languages(enquiry.texts.first()))
    if request.method == "POST" and form.is_valid():
        try:
            _count(enquiry)
            actions.say_more(enquiry=enquiry, said=form.said())
            return HttpResponseRedirect(request.get_full_path())
        except Refused as refused:
            form.add_error(None, refused.sentence)
            return _writer_page(request, value, form, 409)
        except TooOften:
            form.add_error(None, _("This group gets very many messages today. Send yours tomorrow."))
            return _writer_page(request, value, form, 429)
    return _writer_page(request, value, form, 422 if form.errors else 200)


def _of_writer(value: list[str]) -> Enquiry:
    enquiry = Enquiry.at(value[0])
    if enquiry is None:
        raise Http404
    return enquiry


def _count(enquiry: Enquiry) -> None:
    limits.count("enquiry-to", str(enquiry.organisation_id or enquiry.country))


def _writer_page(request: HttpRequest, value: list[str], form: AddForm, status: int) -> HttpResponse:
    enquiry = _of_writer(value)
    needs_others = enquiry.state == State.STUCK or (enquiry.is_open and enquiry.obstacle)
    context = {
        "enquiry": enquiry,
        "texts": texts_of(enquiry),
        "form": form,
        "may_add": enquiry.state in ANY_STATE_BUT_OVER,
        "private_url": request.build_absolute_uri(addresses.of_writer(enquiry)),
        "withdraw_url": addresses.beside(addresses.WITHDRAW, value),
        "nearest": instead_for(enquiry) if needs_others else [],
        "ask_url": ask_url(enquiry.country) if enquiry.state == State.STUCK and enquiry.organisation else "",
        "is_mail_off": mail_stays_here(),
    }
    return render(request, "organisations/enquiries/writer.html", context, status=status)


def withdraw_page(request: HttpRequest, value: list[str]) -> HttpResponse:
    """One button takes the message back and erases it."""
    enquiry = Enquiry.at(value[0])
    if request.method == "POST":
        if enquiry is not None:
            actions.withdraw_enquiry(enquiry=enquiry)
        return render(request, "organisations/enquiries/withdraw.html", {"is_done": True})
    if enquiry is None:
        raise Http404
    context = {"back_url": addresses.beside(addresses.WRITER, value)}
    return render(request, "organisations/enquiries/withdraw.html", context)


def answer_page(request: HttpRequest, value: list[str]) -> HttpResponse:
    """The message, what was answered, and a form for an answer."""
    answerer = _of_answerer(value)
    form = SayForm(request.POST or None, languages=_languages_for(answerer))
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_enquiry(enquiry=answerer.enquiry, author=answerer.author, said=form.said())
            return HttpResponseRedirect(request.get_full_path())
        except Refused as refused:
            form.add_error(None, refused.sentence)
            return _answer_page(request, answerer, form, 409)
    return _answer_page(request, answerer, form, 422 if form.errors else 200)


def _of_answerer(value: list[str]) -> Answerer:
    answerer = answerer_of(value)
    if answerer is None:
        raise Http404
    return answerer


def _answer_page(request: HttpRequest, answerer: Answerer, form: SayForm, status: int) -> HttpResponse:
    enquiry = answerer.enquiry
    context = {
        "enquiry": enquiry,
        "is_network": answerer.author == EnquiryText.Author.NETWORK,
        "is_answered": enquiry.state == State.ANSWERED,
        "is_asked_now": answerer.is_asked_now,
        "texts": texts_of(enquiry),
        "form": form,
        "pass_url": addresses.beside(addresses.PASS_ON, answerer.value),
        "spam_url": addresses.beside(addresses.SPAM, answerer.value),
    }
    return render(request, "organisations/enquiries/answer.html", context, status=status)


def pass_page(request: HttpRequest, value: list[str]) -> HttpResponse:
    """One button: we cannot help."""
    answerer = _of_answerer(value)
    context = _deed_context(answerer)
    if request.method == "POST":
        actions.pass_on_enquiry(enquiry=answerer.enquiry, author=answerer.author)
        context["is_done"] = True
    return render(request, "organisations/enquiries/pass.html", context)


def spam_page(request: HttpRequest, value: list[str]) -> HttpResponse:
    """One button: this is spam."""
    answerer = _of_answerer(value)
    context = _deed_context(answerer)
    if request.method == "POST":
        actions.report_enquiry(enquiry=answerer.enquiry, author=answerer.author)
        context["is_done"] = True
    return render(request, "organisations/enquiries/spam.html", context)


def _deed_context(answerer: Answerer) -> dict[str, Any]:
    has_network = not answerer.enquiry.is_with_network and reach.network_address(answerer.enquiry.country)
    return {
        "has_network": bool(has_network),
        "back_url": addresses.beside(addresses.ANSWER, answerer.value),
    }


def _languages(first: EnquiryText | None) -> list[str]:
    return [first.lang] if first and first.lang != "und" else [get_language() or "en"]


def _languages_for(answerer: Answerer) -> list[str]:
    own = answerer.enquiry.organisation.languages if answerer.enquiry.organisation else []
    asked = _languages(answerer.enquiry.texts.first())
    return list(dict.fromkeys([*asked, *own])) if asked[0] in own else [get_language() or "en", *own, *asked]
