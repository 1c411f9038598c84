"""What pages show beside a message: who else can be written to, where to ask, and when it will be gone."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from advocates.organisations.directory import Entry
from advocates.organisations.enquiries import reach
from advocates.organisations.enquiries.forms import OTHER_LANGUAGE
from advocates.organisations.geo.countries import language_own_name
from advocates.organisations.models import Enquiry, Organisation
from advocates.organisations.presenting import place


def rows(entries: list[Entry]) -> list[dict[str, Any]]:
    """Groups with what a line of links says of them."""
    language = get_language() or "en"
    return [{"entry": entry, "place": place(entry.city, entry.country, language)} for entry in entries]


def ask_url(country: str) -> str:
    """Where to ask the network; empty where it names nobody for the region."""
    return reverse("enquiry_ask", args=[country]) if reach.network_address(country) else ""


def reach_context(organisation: Organisation) -> dict[str, Any]:
    """For the page of a group: whether it can be written to, and if not, who can."""
    if reach.address_for(organisation):
        return {"is_reachable": True}
    return {"is_reachable": False, **instead_of(organisation)}


def instead_of(organisation: Organisation) -> dict[str, Any]:
    """For a group that cannot be written to: the nearest that can, and the network."""
    near = reach.nearest_reachable(organisation.country, organisation.languages, without=organisation.pk)
    return {"nearest": rows(near), "ask_url": ask_url(organisation.country)}


def instead_for(enquiry: Enquiry) -> list[dict[str, Any]]:
    """For a writer who was not answered yet, or cannot be: whom else to write to."""
    spoken = [enquiry.language, *(text.lang for text in enquiry.texts.all())]
    near = reach.nearest_reachable(
        enquiry.country, list(dict.fromkeys(spoken)), without=enquiry.organisation_id or 0
    )
    return rows(near)


def texts_of(enquiry: Enquiry) -> list[dict[str, Any]]:
    """What was written and answered, each with the name of its language where that is known."""
    return [
        {"text": text, "tongue": language_own_name(text.lang) if text.lang != OTHER_LANGUAGE else ""}
        for text in enquiry.texts.all()
    ]


def mail_stays_here() -> bool:
    """Whether this installation puts mail into a folder instead of sending it; then nobody may be told it arrives."""
    return settings.EMAIL_SERVER is None
