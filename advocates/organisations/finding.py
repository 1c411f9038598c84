"""From the address of a search to its query: what was asked, and a sentence for each thing that cannot be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from advocates.core.profile import profile
from advocates.organisations.directory import Query
from advocates.organisations.geo.countries import COUNTRIES
from advocates.organisations.validators import LANGUAGE_CODES
from advocates.organisations.vocabulary import Service

LONGEST_TEXT = 200
PARAMETERS = ("q", "region", "country", "language", "disease", "service", "page", "view")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with the errors of its fields (by parameter name); `text` is what was typed, kept for the form."""

    query: Query
    errors: Mapping[str, str]
    text: str


def asked_of(parameters: QueryDict) -> Asked:
    """Read the parameters; what cannot be used is left out of the query and named in the errors."""
    errors: dict[str, str] = {}
    text = " ".join(parameters.get("q", "").replace("\x00", " ").split())
    if len(text) > LONGEST_TEXT:
        errors["q"] = _("Write at most %(most)s letters. We looked for the beginning of your text.") % {
            "most": LONGEST_TEXT
        }
        text = text[:LONGEST_TEXT]
    query = Query(
        text=text,
        region=_known("region", parameters, errors, profile().regions),
        country=_known("country", parameters, errors, COUNTRIES, upper=True),
        language=_known("language", parameters, errors, LANGUAGE_CODES),
        disease=_known("disease", parameters, errors, profile().diseases),
        services=_services(parameters, errors),
    )
    return Asked(query, errors, text)


def _known(
    name: str, parameters: QueryDict, errors: dict[str, str], allowed: object, upper: bool = False
) -> str:
    typed = parameters.get(name, "").replace("\x00", "\ufffd").strip()
    value = typed.upper() if upper else typed
    if not value or value in allowed:  # type: ignore[operator]
        return value
    errors[name] = _("We do not know “%(value)s”. Choose from the list.") % {"value": typed[:40]}
    return ""


def _services(parameters: QueryDict, errors: dict[str, str]) -> tuple[str, ...]:
    asked = dict.fromkeys(
        value.replace("\x00", "\ufffd") for value in parameters.getlist("service")[:20] if value
    )
    for value in asked:
        if value not in Service.values:
            errors["service"] = _("We do not know “%(value)s”. Choose from the list.") % {"value": value[:40]}
    return tuple(value for value in asked if value in Service.values)


def as_parameters(query: Query, **changed: object) -> str:
    """The query as a query string, with changes; empty parts are left out."""
    parts = {
        "q": query.text, "region": query.region, "country": query.country.lower(), "language": query.language,
        "disease": query.disease, "service": list(query.services), **changed,
    }  # fmt: skip
    return urlencode({name: value for name, value in parts.items() if value}, doseq=True)
