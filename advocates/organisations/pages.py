"""The page of one organisation: its texts in the reader's language where there is one, and data for machines."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from advocates.core import markup
from advocates.core.languages import direction
from advocates.core.profile import in_language, profile
from advocates.organisations import maps
from advocates.organisations.freshness import freshness
from advocates.organisations.geo.countries import country_name, language_own_name
from advocates.organisations.models import Description, Organisation
from advocates.organisations.presenting import disease_names, place, tongues
from advocates.organisations.validators import E164
from advocates.organisations.vocabulary import IN_DIRECTORY, ChannelKind, Service, State

# In <script> these three could end the element or start a comment.
_SCRIPT_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
PHONE_LIKE = {ChannelKind.PHONE: "tel:", ChannelKind.WHATSAPP: "https://wa.me/"}


def organisation_context(shown: Organisation, language: str) -> dict[str, Any]:
    """Everything that the page shows."""
    description = best_description(list(shown.descriptions.all()), language)
    active = shown.state in IN_DIRECTORY
    region = profile().regions.get(profile().region_of(shown.country))
    return {
        "organisation": shown,
        "is_active": active,
        "is_suspended": shown.state == State.SUSPENDED,
        "freshness": freshness(shown.confirmed_on, timezone.localdate()),
        "place": place(shown.city, shown.country, language),
        "serves": [{"code": code, "name": country_name(code, language)} for code in shown.countries],
        "region": {"id": region.id, "name": in_language(region.names, language)} if region else None,
        "description": description,
        "description_html": _shown(description) if description else "",
        "other_descriptions": [
            {"lang": text.lang, "name": language_own_name(text.lang), "html": _shown(text)}
            for text in shown.descriptions.all()
            if text is not description
        ],
        "local_direction": direction(shown.local_language) if shown.local_language else "auto",
        "services": [str(Service(value).label) for value in shown.services if value in Service.values],
        "diseases": disease_names(shown.disease_areas, language),
        "tongues": tongues(shown.languages),
        "channels": [
            _channel(channel.kind, channel.value)
            for channel in shown.channels.all()
            if _leads_somewhere(channel.value)
        ],
        "website_host": (urlsplit(shown.website).hostname or "").removeprefix("www."),
        "sources": [
            {"url": url, "host": (urlsplit(url).hostname or url).strip(".")}
            for url in shown.sources
            if is_web_address(url)
        ],
        "map": maps.place_map(shown.country, language) if shown.country and active else None,
        "json_ld": json_ld(shown, language, description) if active else "",
    }


def best_description(texts: list[Description], language: str) -> Description | None:
    """The text in the reader's language, in English, or the first there is."""
    by_language = {text.lang: text for text in texts}
    return by_language.get(language) or by_language.get("en") or next(iter(texts), None)


def _shown(text: Description) -> SafeString:
    # Cleaned again when shown: the rules may have become stricter since it was written.
    return SafeString(markup.clean(text.html))


def is_web_address(address: str) -> bool:
    """Whether a link to it can only open a page; the fields' validators are not trusted alone."""
    return address.startswith(("https://", "http://"))


def _leads_somewhere(value: str) -> bool:
    return is_web_address(value) or E164.fullmatch(value) is not None


def _channel(kind: str, value: str) -> dict[str, str]:
    is_number = value.startswith("+")
    prefix = PHONE_LIKE.get(ChannelKind(kind), "tel:") if is_number else ""
    number = value.removeprefix("+") if prefix.startswith("https") else value
    return {
        "kind": kind,
        "label": str(ChannelKind(kind).label),
        "url": prefix + number,
        "text": value if is_number else (urlsplit(value).hostname or value).removeprefix("www."),
        "is_number": "yes" if is_number else "",
    }


def json_ld(shown: Organisation, language: str, description: Description | None) -> SafeString:
    """schema.org's NGO with the countries it serves and the languages it knows."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NGO",
        "name": shown.name,
        "url": settings.SITE_URL + reverse("organisation", args=[shown.slug]),
        "areaServed": [
            {"@type": "Country", "name": country_name(code, language), "identifier": code}
            for code in shown.countries
        ],
        "knowsLanguage": shown.languages,
        "knowsAbout": [
            {"@type": "MedicalCondition", "name": name}
            for name in disease_names(shown.disease_areas, language)
        ],
    }
    alternate = [name for name in (shown.local_name, shown.acronym) if name]
    optional = {
        "alternateName": alternate,
        "sameAs": [address for address in [shown.website, *_web_channels(shown)] if address],
        "foundingDate": str(shown.founded_year or ""),
        "email": shown.public_email,
        "description": markup.to_text(description.html)[:500] if description else "",
        "address": {"@type": "PostalAddress", "addressCountry": shown.country, "addressLocality": shown.city}
        if shown.country
        else "",
    }
    data.update({name: value for name, value in optional.items() if value})
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_SCRIPT_ESCAPES))  # noqa: S308 - escaped for script


def _web_channels(shown: Organisation) -> list[str]:
    return [channel.value for channel in shown.channels.all() if is_web_address(channel.value)]
