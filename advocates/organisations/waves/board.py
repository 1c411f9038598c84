"""The board: of each wave and region, how many were asked, reached, opened the link, confirmed, changed, are silent."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from advocates.core.profile import in_language, profile
from advocates.core.viewer import Viewer
from advocates.organisations.exporting import safe_cell
from advocates.organisations.geo.countries import country_name
from advocates.organisations.models import ConfirmationAsk, Wave
from advocates.organisations.waves import actions
from advocates.organisations.waves.choosing import FRESHNESS

LABELS: dict[str, str | Promise] = {
    "asked": gettext_lazy("Asked"),
    "sent": gettext_lazy("Mail sent"),
    "opened": gettext_lazy("Link opened"),
    "confirmed": gettext_lazy("Confirmed"),
    "changed": gettext_lazy("Proposed a change"),
    "failed": gettext_lazy("Not reached"),
    "silent": gettext_lazy("Not answered"),
}
ONE_BY_ONE, NO_REGION = "single", "none"
# A link of WhatsApp holds about two thousand signs.
MOST_NAMES = 25


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the board is looked at; the whole of it is in the address."""

    wave: Wave | None = None
    one_by_one: bool = False
    region: str = ""
    what: str = ""

    def query(self, **changed: str) -> str:
        wave = ONE_BY_ONE if self.one_by_one else str(self.wave.public_id) if self.wave else ""
        parts = {"wave": wave, "region": self.region, "what": self.what, **changed}
        return urlencode({name: value for name, value in parts.items() if value})

    def asks(self) -> QuerySet[ConfirmationAsk]:
        found = actions.asks_in(wave=self.wave, one_by_one=self.one_by_one, region=self.region)
        return found.filter(actions.WHAT[self.what]) if self.what else found


def asked_of(parameters: QueryDict, viewer: Viewer) -> Asked:
    """What an address asks for; Http404 for what is not there."""
    wave, region, what = (parameters.get(name, "") for name in ("wave", "region", "what"))
    if (region and region not in (*profile().regions, NO_REGION)) or (what and what not in LABELS):
        raise Http404
    if wave in ("", ONE_BY_ONE):
        return Asked(None, wave == ONE_BY_ONE, region, what)
    try:
        found = Wave.objects.visible_to(viewer).filter(public_id=UUID(wave)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return Asked(found, False, region, what)


def summed(rows: Iterable[Mapping[str, Any]], key: Any) -> dict[Any, dict[str, int]]:
    """The counts of rows that belong together, added up."""
    sums: dict[Any, dict[str, int]] = defaultdict(lambda: dict.fromkeys(LABELS, 0))
    for row in rows:
        for name in LABELS:
            sums[key(row)][name] += row[name]
    return sums


def cells(sums: dict[str, int], asked: Asked, **where: str) -> list[dict[str, Any]]:
    """The counts in the order of the columns, each with the list that it leads to."""
    return [{"count": sums[name], "query": asked.query(**where, what=name)} for name in LABELS]


def by_region(rows: Iterable[Mapping[str, Any]], asked: Asked, language: str) -> list[dict[str, Any]]:
    """One row for each region in which somebody was asked."""
    sums = summed(rows, lambda row: profile().region_of(row["country"] or "") or NO_REGION)
    return [
        {
            "region": region,
            "name": region_name(region, language),
            "cells": cells(sums[region], asked, region=region),
            "silent": sums[region]["silent"],
        }
        for region in (*profile().regions, NO_REGION)
        if region in sums
    ]


def region_name(region: str, language: str) -> str:
    if not region:
        return _("Whole world")
    return (
        _("Online, in no one country")
        if region == NO_REGION
        else in_language(profile().regions[region].names, language)
    )


def words_in(wave: Wave, language: str) -> str:
    """The filter of a wave, as somebody reads it."""
    said = [_word(name, value, language) for name, value in wave.words.items()]
    return ", ".join(said) or _("all groups")


def _word(name: str, value: str, language: str) -> str:
    if name == "region":
        return region_name(value, language)
    if name == "country":
        return country_name(value, language)
    return str(FRESHNESS[value]) if name == "freshness" and value in FRESHNESS else value


def ready_text(asks: QuerySet[ConfirmationAsk], region: str, language: str) -> str:
    """What somebody can send to the representative of a region: public names and nothing else."""
    names = list(
        actions.silent(asks).order_by("organisation__name").values_list("organisation__name", flat=True)
    )
    names = list(dict.fromkeys(names))
    head = ngettext(
        "%(region)s: %(count)s group has not answered yet whether its entry is right. Could you ask them?",
        "%(region)s: %(count)s groups have not answered yet whether their entries are right. Could you ask them?",
        len(names),
    ) % {"region": region_name(region, language), "count": len(names)}
    return "\n".join([head, "", *(f"- {name}" for name in names)])


def whatsapp_link(text: str) -> str:
    """A link that opens WhatsApp with the text; of a long list its beginning."""
    lines = text.split("\n")
    if len(lines) > MOST_NAMES + 2:
        rest = len(lines) - MOST_NAMES - 2
        more = ngettext("and %(count)s more", "and %(count)s more", rest) % {"count": rest}
        lines = [*lines[: MOST_NAMES + 2], more]
    return f"https://wa.me/?text={quote(chr(10).join(lines))}"


def as_csv(asks: QuerySet[ConfirmationAsk], language: str) -> str:
    """The board as a file: public names, dates, and what was answered; no address of anybody."""
    file = io.StringIO()
    writer = csv.writer(file)
    columns = (
        "group",
        "country",
        "region",
        "wave",
        "asked",
        "mail",
        "reminded",
        "opened",
        "answered",
        "answer",
    )
    writer.writerow(columns)
    for row in _lines(asks, language):
        writer.writerow([safe_cell(value) for value in row])
    return file.getvalue()


def _lines(asks: QuerySet[ConfirmationAsk], language: str) -> Iterator[list[str]]:
    for ask in asks.select_related("organisation", "wave").iterator(chunk_size=1000):
        country = ask.organisation.country
        wave = f"{ask.wave.created_at:%Y-%m-%d}" if ask.wave else ""
        moments = (ask.reminded_at, ask.opened_at, ask.answered_at)
        days = [f"{moment:%Y-%m-%d}" if moment else "" for moment in moments]
        answer = "" if not ask.answered_at else "confirmed" if ask.is_right else "changed"
        yield [
            ask.organisation.name, country, profile().region_of(country), wave, f"{ask.asked_at:%Y-%m-%d}",
            ask.mail_state, *days, answer,
        ]  # fmt: skip
