"""Whom a wave asks: the words of a filter, the groups that it finds, and which of them cannot be asked, and why."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy

from advocates.core import outbox
from advocates.core.profile import profile
from advocates.core.viewer import VISITOR
from advocates.organisations import confirmations
from advocates.organisations.freshness import Freshness, freshness
from advocates.organisations.geo.countries import COUNTRIES
from advocates.organisations.models import ConfirmationAsk, Organisation
from advocates.organisations.validators import LANGUAGE_CODES
from advocates.organisations.vocabulary import IN_DIRECTORY

DUE = "due"
FRESHNESS = {
    DUE: gettext_lazy("Due: not confirmed and not asked for a year"),
    Freshness.NEVER.value: gettext_lazy("Never confirmed"),
    Freshness.STALE.value: gettext_lazy("Confirmed more than two years ago"),
    Freshness.AGEING.value: gettext_lazy("Confirmed more than a year ago"),
    Freshness.CURRENT.value: gettext_lazy("Confirmed within a year"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A filter; empty words let everybody through."""

    region: str = ""
    country: str = ""
    language: str = ""
    state: str = ""
    freshness: str = ""

    def as_dict(self) -> dict[str, str]:
        """The words that say something."""
        given = {name: getattr(self, name) for name in NAMES}
        return {name: value for name, value in given.items() if value}


NAMES = ("region", "country", "language", "state", "freshness")


def words_of(asked: QueryDict | Mapping[str, Any]) -> Words:
    """The filter that an address or a form names; a word that nobody knows is left out."""
    known: dict[str, Collection[str]] = {
        "region": profile().regions,
        "country": COUNTRIES,
        "language": LANGUAGE_CODES,
        "state": [str(state) for state in IN_DIRECTORY],
        "freshness": FRESHNESS,
    }
    values = {name: str(asked.get(name, "")) for name in NAMES}
    return Words(**{name: value for name, value in values.items() if value in known[name]})


@dataclass(slots=True)
class Plan:
    """Who would be asked now, and how many would not be."""

    to_ask: list[Organisation] = field(default_factory=list)
    without_address: int = 0
    asked_lately: int = 0
    ended: int = 0

    @property
    def found(self) -> int:
        return len(self.to_ask) + self.without_address + self.asked_lately + self.ended


COLUMNS = ("id", "name", "country", "countries", "languages", "state", "private_email", "confirmed_on")


def plan(words: Words, only: Collection[int] | None = None) -> Plan:
    """Sort the groups that the words find (and, of them, `only` these) by whether they can be asked."""
    lately = set(_asked_lately().values_list("organisation_id", flat=True))
    ended, made = confirmations.ended_by(), Plan()
    for group in matching(words, only):
        if not group.private_email:
            made.without_address += 1
        elif group.pk in lately:
            made.asked_lately += 1
        elif outbox.address_hash(group.private_email) in ended:
            made.ended += 1
        else:
            made.to_ask.append(group)
    return made


def _asked_lately() -> QuerySet[ConfirmationAsk]:
    return ConfirmationAsk.objects.filter(asked_at__gt=timezone.now() - confirmations.PAUSE)


def matching(words: Words, only: Collection[int] | None = None) -> Iterable[Organisation]:
    """The public entries that the words find, by name."""
    groups = Organisation.objects.visible_to(VISITOR).in_directory().only(*COLUMNS).order_by("name", "id")
    today = timezone.localdate()
    due = set(confirmations.due().values_list("id", flat=True)) if words.freshness == DUE else set()
    for group in groups.iterator(chunk_size=2000):
        if (only is None or group.pk in only) and _fits(group, words):
            is_fresh_as_asked = (
                group.pk in due
                if words.freshness == DUE
                else words.freshness in ("", freshness(group.confirmed_on, today).value)
            )
            if is_fresh_as_asked:
                yield group


def _fits(group: Organisation, words: Words) -> bool:
    return (
        (not words.region or profile().region_of(group.country) == words.region)
        and words.country in ("", group.country)
        and (not words.language or words.language in group.languages)
        and words.state in ("", group.state)
    )
