"""The installation's profile: name, colours, diseases, regions, membership criteria. Data, not code.

A TOML file; the shipped one is for chronic myeloid leukaemia. Texts that people read are tables by language.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language

Texts = Mapping[str, str]
_TEMPLATE_ID = re.compile(r"[a-z0-9-]+")
HEX = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")


def in_language(texts: Texts, language: str | None = None) -> str:
    """The text in a language (the active one by default), in English, or whatever there is."""
    wanted = (language or get_language() or "en").partition("-")[0]
    return texts.get(wanted) or texts.get("en") or next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True)
class Disease:
    """A disease area with its name and other words for it, by language."""

    id: str
    names: Texts
    synonyms: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Region:
    """A region of the network with its countries (ISO 3166-1 alpha-2).

    `contact` is the mail address to which patients' messages go that no group answers; empty: there is none.
    """

    id: str
    names: Texts
    countries: frozenset[str]
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Colour:
    """A role of the style sheet (`primary`, `hero`, …) with the network's own colour, by day and by night."""

    name: str
    day: str
    night: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category of the forum that a new installation begins with."""

    names: Texts
    abouts: Texts
    is_for_announcements: bool = False


@dataclass(frozen=True, slots=True)
class PageTemplate:
    """A text from which members begin a page of the wiki, by language."""

    id: str
    names: Texts
    abouts: Texts
    texts: Texts


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything that makes the software one network's platform."""

    names: Texts
    short_name: str
    taglines: Texts
    diseases: Mapping[str, Disease]
    main_disease: str
    regions: Mapping[str, Region]
    criteria: tuple[Texts, ...]
    colours: tuple[Colour, ...] = ()
    shelves: tuple[Shelf, ...] = ()
    page_templates: tuple[PageTemplate, ...] = ()
    security_contact: str = ""
    time_zone: str = "UTC"

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def tagline(self) -> str:
        return in_language(self.taglines)

    @property
    def disease_name(self) -> str:
        return in_language(self.diseases[self.main_disease].names)

    @property
    def zone(self) -> ZoneInfo:
        """Where the network's days begin and end."""
        return ZoneInfo(self.time_zone)

    def region_of(self, country: str) -> str:
        """The region's id; empty for a code in none."""
        return next((region.id for region in self.regions.values() if country in region.countries), "")


Thing = TypeVar("Thing", Disease, Region)


def profile() -> Profile:
    """The installation's profile."""
    return load(settings.PROFILE)


@lru_cache(maxsize=4)
def load(path: str) -> Profile:
    """Read a profile; a file that cannot be read or lacks something stops the start with one sentence."""
    try:
        return parse(tomllib.loads(Path(path).read_text(encoding="utf-8")))
    except OSError as error:
        reason = error.strerror or "it cannot be read"
    except KeyError as error:
        reason = f"{error} is missing"
    except (AttributeError, TypeError) as error:
        reason = f"something in it has another form than expected, {error}"
    except ValueError as error:
        reason = str(error)
    raise SystemExit(f"advocates: The profile {path} cannot be used: {reason}.")


def parse(data: Mapping[str, Any]) -> Profile:
    """A profile from the TOML tables; KeyError names what is missing, ValueError says what is wrong."""
    network = data["network"]
    diseases = _by_id([_disease(row) for row in data["diseases"]])
    regions = _by_id([_region(row) for row in data["regions"]])
    if network["main_disease"] not in diseases:
        raise ValueError("main_disease is not among the diseases")
    _in_one_region(regions)
    return Profile(
        names=_texts(network["names"]),
        short_name=network["short_name"],
        taglines=network.get("taglines", {}),
        diseases=diseases,
        main_disease=network["main_disease"],
        regions=regions,
        criteria=tuple(_texts(row["text"]) for row in data.get("criteria", [])),
        shelves=tuple(_shelf(row) for row in data.get("categories", [])),
        page_templates=tuple(_page_template(row) for row in data.get("page_templates", [])),
        colours=tuple(_colour(name, value) for name, value in data.get("colours", {}).items()),
        security_contact=network.get("security_contact", ""),
        time_zone=_time_zone(network.get("time_zone", "UTC")),
    )


def _shelf(row: Mapping[str, Any]) -> Shelf:
    return Shelf(_texts(row["names"]), row.get("abouts", {}), bool(row.get("is_for_announcements", False)))


def _page_template(row: Mapping[str, Any]) -> PageTemplate:
    if not _TEMPLATE_ID.fullmatch(row["id"]):
        raise ValueError(f"the id of the page template {row['id']!r} must be letters, figures and hyphens")
    return PageTemplate(row["id"], _texts(row["names"]), _texts(row["abouts"]), _texts(row["texts"]))


def _time_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"the time zone {name!r} is not known") from error


def _colour(name: str, value: Any) -> Colour:
    day, night = (value["day"], value["night"]) if isinstance(value, dict) else (value, value)
    if not all(isinstance(shade, str) and HEX.fullmatch(shade) for shade in (day, night)):
        raise ValueError(f"the colour {name} must be written like #2C3A8C")
    return Colour(name, day, night)


def _by_id(things: list[Thing]) -> dict[str, Thing]:
    table = {thing.id: thing for thing in things}
    if len(table) < len(things):
        raise ValueError("two diseases or two regions have the same id")
    return table


def _texts(texts: Texts) -> Texts:
    if not texts or not all(isinstance(text, str) and text for text in texts.values()):
        raise ValueError(f"{texts!r} must give a text for each language")
    return texts


def _disease(row: Mapping[str, Any]) -> Disease:
    synonyms = {language: tuple(words) for language, words in row.get("synonyms", {}).items()}
    return Disease(row["id"], _texts(row["names"]), synonyms)


def _region(row: Mapping[str, Any]) -> Region:
    return Region(row["id"], _texts(row["names"]), frozenset(row["countries"]), _contact(row))


def _contact(row: Mapping[str, Any]) -> str:
    address = row.get("contact", "")
    try:
        if address:
            validate_email(address)
    except ValidationError as error:
        raise ValueError(
            f"the contact of the region {row['id']} must be one mail address, or empty"
        ) from error
    return str(address)


def _in_one_region(regions: Mapping[str, Region]) -> None:
    seen: dict[str, str] = {}
    for region in regions.values():
        for country in sorted(region.countries):
            if seen.setdefault(country, region.id) != region.id:
                raise ValueError(f"{country} is in two regions, {seen[country]} and {region.id}")
