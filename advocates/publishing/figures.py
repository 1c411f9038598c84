"""Computed figures for home and facts, and the record of data, ready to be shown."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from advocates.core.drawings import tile
from advocates.core.profile import in_language, profile
from advocates.organisations import directory
from advocates.organisations.geo.countries import COUNTRIES, country_name, sort_key
from advocates.organisations.geo.worldmap import stitched_svg

# Squares beyond this many would weigh more than they tell.
MOST_TILES = 240
# What was made from an index goes with it.
_made = WeakKeyDictionary()


def for_facts(language):
    """The directory's figures, and those of each region."""
    facts = directory.index().facts
    return {"facts": facts, "regions": regions(facts.by_region, language)}


def for_home(language):
    """Everything computed on the home page; made anew when the directory has changed."""
    index = directory.index()
    made = _made.setdefault(index, {})
    if language not in made:
        made[language] = _for_home(index, language)
    return made[language]


def _for_home(index, language):
    counts = index.facts.by_country
    shown = index.entries[:MOST_TILES]
    return {
        "facts": index.facts,
        "map_svg": mark_safe(stitched_svg(counts)),  # noqa: S308 - drawn by our own code from numbers
        "country_options": country_options(counts, language),
        "tiles": mark_safe("".join(tile(entry.slug) for entry in shown)),  # noqa: S308 - as above
        "tiles_are_all": len(shown) == len(index.entries),
        "regions": regions(index.facts.by_region, language),
    }


def country_options(counts, language):
    """Options of the finder: countries with a group first, each part sorted as the reader's language sorts."""
    with override(language):
        named = sorted(
            ((code, country_name(code, language)) for code in COUNTRIES),
            key=lambda row: sort_key(row[1], language),
        )
        parts = (
            (_("Countries with a group"), [row for row in named if counts.get(row[0])]),
            (_("Countries where we know of no group yet"), [row for row in named if not counts.get(row[0])]),
        )
    groups = (
        (label, format_html_join("", '<option value="{}">{}</option>', rows)) for label, rows in parts if rows
    )
    return format_html_join("", '<optgroup label="{}">{}</optgroup>', groups)


@dataclass(frozen=True, slots=True)
class RegionLink:
    name: str
    url: str
    count: int


def regions(by_region, language):
    """The network's regions with the number of their groups."""
    with override(language):
        address = reverse("directory")
    return [
        RegionLink(
            in_language(region.names, language), f"{address}?region={region.id}", by_region.get(region.id, 0)
        )
        for region in profile().regions.values()
    ]


@dataclass(frozen=True, slots=True)
class Record:
    """One kind of data: why it is kept, in which classes, how long, in which tables."""

    purpose: str
    classes: tuple[str, ...]
    periods: tuple[str, ...]
    tables: tuple[str, ...]


def records(rules):
    """The retention rules, one record for each purpose."""
    by_purpose = {}
    for rule in rules:
        by_purpose.setdefault(rule.purpose, []).append(rule)
    return [
        Record(
            purpose,
            tuple(sorted({str(kept.data_class) for rule in same for kept in rule.fields.values()})),
            tuple(dict.fromkeys(kept.period for rule in same for kept in rule.fields.values())),
            tuple(rule.model for rule in same),
        )
        for purpose, same in sorted(by_purpose.items())
    ]


def classes():
    """What the classes of data mean, for readers of the record."""
    return (
        ("C0", _("Public.")),
        ("C1", _("About a person, and public because the person or the group chose so.")),
        ("C2", _("About a person, for the work of the network only.")),
        ("C3", _("Confidential: conversations, texts and applications of members.")),
        ("C4", _("Most confidential: passwords, keys, papers, votes.")),
    )
