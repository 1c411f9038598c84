"""What people pass on: a short text of facts with the address, the links that send it, and the picture beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advocates.core.languages import direction
from advocates.core.profile import in_language, profile
from advocates.organisations import cards
from advocates.organisations.cards import Card
from advocates.organisations.directory import Index, Query, Selection
from advocates.organisations.geo.countries import country_name
from advocates.organisations.models import Organisation
from advocates.organisations.presenting import place, tongues

# A messenger shows that much without folding it.
LONGEST = 300
MOST_SEEDS = 9


@dataclass(frozen=True, slots=True)
class Share:
    """One text, ready for each of the ways."""

    text: str
    title: str
    whatsapp: str
    mail: str
    card_url: str
    card_words: str
    feed_url: str = ""


def of(title: str, facts: Sequence[str], path: str, card_url: str, feed_url: str = "") -> Share:
    """Facts are left out from the end, and the title is cut, until text and address fit; the address is whole."""
    url = settings.SITE_URL + path
    text = _shortened([title, *facts], LONGEST - len(url) - 1) + "\n" + url
    return Share(
        text=text,
        title=title,
        whatsapp=f"https://wa.me/?{urlencode({'text': text}, quote_via=quote)}",
        mail=f"mailto:?{urlencode({'subject': title, 'body': text}, quote_via=quote)}",
        card_url=card_url,
        card_words=" – ".join([title, *facts]),
        feed_url=feed_url,
    )


def _shortened(lines: list[str], room: int) -> str:
    while len(lines) > 1 and len("\n".join(lines)) > room:
        lines = lines[:-1]
    whole = "\n".join(lines)
    return whole if len(whole) <= room else whole[: max(room - 1, 0)].rstrip() + "…"


def of_organisation(shown: Organisation, language: str) -> Share:
    """A group: name, place, languages, address."""
    names = _(", ").join(tongue["name"] for tongue in tongues(shown.languages))
    facts = [place(shown.city, shown.country, language), *([names] if names else [])]
    card = organisation_card(shown, language)
    url = _card_url(reverse("organisation_card", args=[shown.slug]), card)
    return of(shown.name, facts, reverse("organisation", args=[shown.slug]), url)


def organisation_card(shown: Organisation, language: str) -> Card:
    """What stands on a group's picture."""
    return _card(
        title=shown.name,
        subtitle=shown.local_name,
        detail=place(shown.city, shown.country, language),
        plain_detail=country_name(shown.country, "en") if shown.country else "",
        seeds=(shown.slug,),
        language=language,
    )


def of_country(groups: Index, code: str, selection: Selection, language: str) -> Share:
    """A country, with how many groups are known there."""
    url = _card_url(reverse("country_card", args=[code]), country_card(groups, code, selection, language))
    title = _("Patient groups: %(country)s") % {"country": country_name(code, language)}
    feed_url = _feed_url(language, country=code.lower())
    return of(title, _count(selection.count), reverse("country", args=[code]), url, feed_url)


def country_card(groups: Index, code: str, selection: Selection, language: str) -> Card:
    """What stands on a country's picture."""
    return _card(
        title=country_name(code, language),
        subtitle="",
        detail=" ".join(_count(selection.count)),
        plain_detail=country_name(code, "en"),
        seeds=tuple(entry.slug for entry in islice(groups.taken(selection.bits), MOST_SEEDS)),
        language=language,
    )


def of_directory(groups: Index, query: Query, language: str) -> Share:
    """The directory, or the region of it that is chosen; all of it has one picture."""
    region = profile().regions.get(query.region)
    path = reverse("directory") + (f"?region={region.id}" if region else "")
    title = _("Patient groups around the world")
    if region:
        title = _("Patient groups: %(region)s") % {"region": in_language(region.names, language)}
    count = groups.facts.by_region[region.id] if region else len(groups.entries)
    url = _card_url(reverse("directory_card"), directory_card(groups, language))
    return of(title, _count(count), path, url, _feed_url(language, region=query.region))


def _feed_url(language: str, **scope: str) -> str:
    """The feed of these groups in the page's language."""
    asked = {**scope, "lang": "" if language == settings.LANGUAGE_CODE else language}
    query = urlencode({name: value for name, value in sorted(asked.items()) if value})
    return f"{reverse('feed_atom', args=['directory'])}{'?' if query else ''}{query}"


def _count(count: int) -> list[str]:
    """How many groups; nothing where there is none."""
    words = ngettext("%(count)s patient group", "%(count)s patient groups", count) % {"count": count}
    return [words] if count else []


def directory_card(groups: Index, language: str) -> Card:
    """What stands on the directory's picture."""
    return _card(
        title=_("Patient groups around the world"),
        subtitle="",
        detail="",
        plain_detail="",
        seeds=tuple(entry.slug for entry in groups.entries[:MOST_SEEDS]),
        language=language,
    )


def _card(*, language: str, **facts: Any) -> Card:
    return Card(network=profile().name, is_right_to_left=direction(language) == "rtl", **facts)


def _card_url(path: str, card: Card) -> str:
    """At an address that changes with the picture, so that it may be kept for long."""
    return f"{path}?v={cards.version(card)}"
