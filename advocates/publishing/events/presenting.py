"""What the page of an event shows besides its text, and what it tells programs."""

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from advocates.core.languages import direction
from advocates.core.profile import profile
from advocates.core.viewer import viewer_of
from advocates.organisations import cards, sharing
from advocates.organisations.cards import Card
from advocates.organisations.presenting import tongues
from advocates.publishing.addresses import address_of
from advocates.publishing.events import clocks, saying
from advocates.publishing.news.presenting import for_script

SCHEMA = "https://schema.org"


def event_context(event, request):
    """Times on each clock, groups, calendar file and what is passed on; nothing is passed on of a draft."""
    organisers = list(event.organisers())
    return {
        "when": saying.when(event),
        "when_utc": saying.in_utc(event),
        "when_own": own_time(event, request),
        "moments": moments_of(event),
        "country_name": saying.country_of(event),
        "where": saying.where(event),
        "tongues": tongues(event.languages),
        "organisers": organisers,
        "calendar_url": f"{address_of(event)}event.ics" if event.live else "",
        "share": share_of(event) if event.live else None,
        "json_ld": json_ld(event, organisers),
    }


def own_time(event, request):
    """By the clock of whoever is signed in; a page that is kept for everybody is drawn for a visitor, who has none."""
    person = viewer_of(request).person
    if person is None or person.time_zone == event.zone:
        return ""
    return saying.elsewhere(event, person.zone.key, clocks.named(person.zone.key, event.language))


def moments_of(event):
    """Begin and end for the reader's own clock; nothing for whole days."""
    if event.is_all_day:
        return None
    end = saying.end_of(event)
    return {"start": saying.utc_iso(event.starts_at), "end": saying.utc_iso(end) if end else ""}


def share_of(event):
    """Title, when and where, and the address, in the event's language."""
    with override(event.language):
        url = f"{reverse('event_card', args=[event.slug])}?v={cards.version(card_of(event))}"
        facts = [saying.when(event), saying.where(event)]
        return sharing.of(event.title, facts, address_of(event), url)


def card_of(event):
    """What stands on its picture."""
    with override(event.language):
        return Card(
            network=profile().name,
            title=event.title,
            subtitle=saying.where(event),
            detail=date_format(event.starts_on, "DATE_FORMAT"),
            plain_detail=f"{event.starts_on:%Y-%m-%d}",
            seeds=(event.translation_key.hex,),
            is_right_to_left=direction(event.language) == "rtl",
        )


def json_ld(event, organisers):
    """schema.org's Event."""
    end = saying.end_of(event)
    whole = event.is_all_day
    return for_script(
        {
            "@context": SCHEMA,
            "@type": "Event",
            "name": event.title,
            "description": event.summary,
            "inLanguage": event.languages or event.language,
            "startDate": str(event.starts_on) if whole else saying.iso(event.starts_at, event.zone),
            "endDate": str(event.last_day) if whole else saying.iso(end, event.zone) if end else "",
            "eventStatus": f"{SCHEMA}/{status_of(event)}",
            "eventAttendanceMode": f"{SCHEMA}/{attendance_of(event)}EventAttendanceMode",
            "location": locations_of(event),
            "organizer": organisers_of(organisers),
            "url": settings.SITE_URL + address_of(event),
        }
    )


def status_of(event):
    return {"cancelled": "EventCancelled", "moved": "EventRescheduled"}.get(event.change, "EventScheduled")


def attendance_of(event):
    if event.is_online:
        return "Mixed" if event.place else "Online"
    return "Offline"


def locations_of(event):
    """The place, the address online, or both."""
    known = {"streetAddress": event.address, "addressCountry": event.country}
    postal = {"@type": "PostalAddress", **{name: value for name, value in known.items() if value}}
    found = [{"@type": "Place", "name": event.place, "address": postal}] if event.place else []
    if event.is_online:
        url = event.online_url or settings.SITE_URL + address_of(event)
        found.append({"@type": "VirtualLocation", "url": url})
    return found


def organisers_of(organisers):
    """The groups, else the network."""
    groups = [
        {
            "@type": "Organization",
            "name": group.name,
            "url": settings.SITE_URL + reverse("organisation", args=[group.slug]),
        }
        for group in organisers
    ]
    return groups or [{"@type": "Organization", "name": profile().name, "url": f"{settings.SITE_URL}/"}]
