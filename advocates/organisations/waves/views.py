"""The screens for asking many groups, reminding the silent ones, and the board of it all; for staff alone."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.core.access import Audience, audience
from advocates.core.paging import Page, page_number
from advocates.core.profile import in_language, profile
from advocates.core.refused import Refused
from advocates.core.viewer import viewer_of
from advocates.organisations import confirmations
from advocates.organisations.geo.countries import COUNTRIES, country_name, language_name, sort_key
from advocates.organisations.models import Wave
from advocates.organisations.task_views import person_of
from advocates.organisations.validators import LANGUAGE_CODES
from advocates.organisations.vocabulary import IN_DIRECTORY
from advocates.organisations.waves import actions, board
from advocates.organisations.waves.choosing import FRESHNESS, Words, plan, words_of

PAGE_SIZE = 50
MOST_WAVES = 30
MOST_TICKED = 200


@audience(Audience.STAFF)
@require_safe
def confirmation_board(request: HttpRequest) -> HttpResponse:
    """Whom we asked, who was reached, who answered what: of each wave, of each region, and as lists."""
    viewer, language = viewer_of(request), get_language() or "en"
    asked = board.asked_of(request.GET, viewer)
    rows = actions.counted(actions.asks_in(wave=asked.wave, one_by_one=asked.one_by_one))
    context = {
        "asked": asked,
        "query": asked.query(),
        "due": confirmations.due().count(),
        "labels": board.LABELS.values(),
        "what": board.LABELS.get(asked.what, ""),
        "waves": _waves(request, language) if not (asked.wave or asked.one_by_one) else [],
        "words": board.words_in(asked.wave, language) if asked.wave else "",
        "regions": board.by_region(rows, asked, language),
        "all": board.cells(board.summed(rows, lambda _row: "")[""], asked, region=""),
        "to_remind": len(
            actions.to_remind(
                actions.asks_in(wave=asked.wave, one_by_one=asked.one_by_one, region=asked.region)
            )
        ),
        "region_name": board.region_name(asked.region, language),
        "page": _list_page(request, asked),
    }
    return render(request, "organisations/manage/confirmations.html", context)


def _list_page(request: HttpRequest, asked: board.Asked) -> Any:
    if not (asked.what or asked.region):
        return None
    found = asked.asks().select_related("organisation").order_by("organisation__name", "-asked_at")
    number, count = page_number(request.GET.get("page", "")), found.count()
    pages = max(1, -(-count // PAGE_SIZE))
    if number > pages:
        raise Http404
    return Page(list(found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]), number, pages, count)


def _waves(request: HttpRequest, language: str) -> list[dict[str, Any]]:
    sums = board.summed(actions.counted(actions.asks_in()), lambda row: row["group"])
    waves = Wave.objects.visible_to(viewer_of(request)).select_related("actor").order_by("-created_at", "-id")
    rows: list[dict[str, Any]] = [
        {
            "wave": wave,
            "words": board.words_in(wave, language),
            "cells": board.cells(sums[wave.public_id], board.Asked(wave)),
        }
        for wave in waves[:MOST_WAVES]
    ]
    if None in sums:
        single = board.Asked(one_by_one=True)
        rows.append({"wave": None, "query": single.query(), "cells": board.cells(sums[None], single)})
    return rows


@audience(Audience.STAFF)
@require_safe
def wave_new(request: HttpRequest) -> HttpResponse:
    """Choose whom to ask, and see before it is sent how many that are."""
    return _choosing(request, words_of(request.GET))


@audience(Audience.STAFF)
@require_POST
def wave_send(request: HttpRequest) -> HttpResponse:
    """Ask them all, or those that are ticked."""
    words, ticked = words_of(request.POST), request.POST.getlist("only")
    only = {int(pk) for pk in ticked if pk.isascii() and pk.isdigit() and len(pk) < 19} if ticked else None
    if only is None and request.POST.get("scope") != "all":
        return _choosing(request, words, status=422, problem=_("Tick at least one group."))
    try:
        key = UUID(request.POST.get("key", ""))
        wave = actions.ask_many(actor=person_of(request), key=key, words=words, only=only)
    except ValueError:
        return _choosing(request, words, status=422, problem=_("Please press the button once more."))
    except Refused as refused:
        return _choosing(request, words, status=409, problem=refused.sentence)
    sentence = ngettext(
        "%(count)s group is being asked by mail.", "%(count)s groups are being asked by mail.", wave.count
    )
    messages.success(request, sentence % {"count": wave.count})
    return HttpResponseRedirect(f"{reverse('confirmation_board')}?wave={wave.public_id}")


def _choosing(request: HttpRequest, words: Words, *, status: int = 200, **more: Any) -> HttpResponse:
    planned = plan(words)
    context = {
        "words": words,
        "given": words.as_dict(),
        "plan": planned,
        "count": len(planned.to_ask),
        "shown": planned.to_ask[:MOST_TICKED],
        "has_more": len(planned.to_ask) > MOST_TICKED,
        "choices": _choices(words),
        "key": uuid4(),
        **more,
    }
    return render(request, "organisations/manage/wave_new.html", context, status=status)


def _choices(words: Words) -> list[dict[str, Any]]:
    language = get_language() or "en"

    def named(codes: Any, name: Any) -> list[tuple[str, str]]:
        return sorted(
            ((code, name(code, language)) for code in codes), key=lambda row: sort_key(row[1], language)
        )

    spoken = {code for country in COUNTRIES.values() for code in country.languages} & LANGUAGE_CODES
    regions = [(each.id, in_language(each.names)) for each in profile().regions.values()]
    states = [(str(state), str(state.label)) for state in IN_DIRECTORY]
    options = {
        "region": (_("Region"), regions),
        "country": (_("Country"), named(COUNTRIES, country_name)),
        "language": (_("Language of the group"), named(spoken, language_name)),
        "state": (_("State"), states),
        "freshness": (_("Last confirmed"), [(value, str(label)) for value, label in FRESHNESS.items()]),
    }
    return [
        {"name": name, "label": label, "options": values, "chosen": getattr(words, name)}
        for name, (label, values) in options.items()
    ]


@audience(Audience.STAFF)
@require_POST
def wave_remind(request: HttpRequest) -> HttpResponse:
    """Ask those who have not answered once more, and for the last time."""
    asked = board.asked_of(QueryDict(request.POST.get("board", "")[:300]), viewer_of(request))
    asks = actions.asks_in(wave=asked.wave, one_by_one=asked.one_by_one, region=asked.region)
    count = actions.remind(actor=person_of(request), asks=asks)
    sentence = ngettext("%(count)s group is reminded.", "%(count)s groups are reminded.", count)
    messages.success(request, sentence % {"count": count})
    return HttpResponseRedirect(f"{reverse('confirmation_board')}?{asked.query()}")


@audience(Audience.STAFF)
@require_safe
def wave_text(request: HttpRequest) -> HttpResponse:
    """A ready text about the silent groups of a region, to be copied or sent."""
    asked = board.asked_of(request.GET, viewer_of(request))
    asks = actions.asks_in(wave=asked.wave, one_by_one=asked.one_by_one, region=asked.region)
    text = board.ready_text(asks, asked.region, get_language() or "en")
    context = {
        "text": text,
        "whatsapp": board.whatsapp_link(text),
        "query": asked.query(),
        "region_name": board.region_name(asked.region, get_language() or "en"),
    }
    return render(request, "organisations/manage/wave_text.html", context)


@audience(Audience.STAFF)
@require_safe
def wave_csv(request: HttpRequest) -> HttpResponse:
    """What the board shows, as a file for a spreadsheet."""
    asked = board.asked_of(request.GET, viewer_of(request))
    text = board.as_csv(asked.asks().order_by("organisation__name", "-asked_at"), get_language() or "en")
    answer = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="confirmations.csv"'
    return answer


urlpatterns = [
    path("confirmations/", confirmation_board, name="confirmation_board"),
    path("confirmations/new/", wave_new, name="wave_new"),
    path("confirmations/send/", wave_send, name="wave_send"),
    path("confirmations/remind/", wave_remind, name="wave_remind"),
    path("confirmations/text/", wave_text, name="wave_text"),
    path("confirmations/board.csv", wave_csv, name="wave_csv"),
]
