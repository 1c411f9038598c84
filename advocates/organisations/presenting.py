"""An entry in words: names, places, languages and diseases as the reader's language says them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from advocates.core.languages import direction
from advocates.core.profile import in_language, profile
from advocates.organisations.directory import Entry
from advocates.organisations.geo.countries import country_name, language_own_name
from advocates.organisations.vocabulary import Service


def row_context(entry: Entry, language: str) -> dict[str, Any]:
    """What the row of a list shows."""
    return {
        "entry": entry,
        "url": reverse("organisation", args=[entry.slug]),
        "place": place(entry.city, entry.country, language),
        "diseases": _(", ").join(disease_names(entry.disease_areas, language)),
        "services": _(", ").join(str(Service(value).label) for value in entry.services),
        "tongues": tongues(entry.languages),
        "local_direction": direction(entry.local_language) if entry.local_language else "auto",
    }


def place(city: str, country: str, language: str) -> str:
    """“City, country”, as much of it as is known."""
    if not country:
        return _("Online")
    name = country_name(country, language)
    return _("%(city)s, %(country)s") % {"city": city, "country": name} if city else name


def disease_names(ids: tuple[str, ...] | list[str], language: str) -> list[str]:
    """Names of the profile's diseases."""
    return [
        in_language(profile().diseases[value].names, language) for value in ids if value in profile().diseases
    ]


def tongues(codes: tuple[str, ...] | list[str]) -> list[dict[str, str]]:
    """Languages under the names that their speakers give them."""
    return [{"code": code, "name": language_own_name(code), "dir": direction(code)} for code in codes]


def shown_value(value: object) -> str:
    """A stored value as a line of the history or of a comparison."""
    if value in (None, "", [], {}):
        return _("(empty)")
    if value is True or value is False:
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return " · ".join(f"{name}: {text}" for name, text in value.items())
    if isinstance(value, list):
        return ", ".join(" ".join(part) if isinstance(part, list) else str(part) for part in value)
    return str(value)
