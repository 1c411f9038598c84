"""Events for calendar programs and for readers of feeds, per language."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.core.content_languages import language_of_content
from advocates.core.i18n import in_language
from advocates.core.profile import profile
from advocates.publishing.addresses import address_of
from advocates.publishing.correcting import told
from advocates.publishing.events import calendar, saying
from advocates.publishing.models import EventPage, locale_id_of
from advocates.syndication.feeds import MOST, Feed, Item, UnknownScope, stable_id

FEED = "events"
MAKER = "Advocates"
# What is over stays in a subscribed calendar for so long.
KEPT = timedelta(days=366)
MOST_IN_CALENDAR = 300


def published():
    """Everything of the language that is asked for."""
    return EventPage.objects.live().of_locale(locale_id_of(language_of_content())).select_related("locale")


def title():
    return _("Events: %(network)s") % {"network": profile().name}


def feed(scope):
    """The events that were announced last; there are no parts of them to ask for."""
    if scope:
        raise UnknownScope(*scope.values())
    announced = published().order_by("-first_published_at", "-page_ptr_id")[:MOST]
    return Feed(
        title=title(),
        subtitle=_("What the network and its groups invite to."),
        home_url=settings.SITE_URL + in_language(reverse("events"), language_of_content()),
        items=[item(event) for event in announced],
    )


def item(event):
    """One event; its name stays the same when its address changes."""
    facts = [saying.when(event), saying.where(event)]
    facts = [str(event.get_change_display()), *facts] if event.change else facts
    said = ". ".join([*facts, event.summary]).strip(". ") + "."
    return Item(
        id=stable_id(FEED, event.translation_key, event.locale.language_code),
        at=event.first_published_at,
        title=event.title,
        text=" ".join(filter(None, [told(event.correction, event.corrected_on), said])),
        url=settings.SITE_URL + address_of(event),
        kind="events",
        changed_at=event.last_published_at,
    )


def whole_calendar():
    """What comes, and what was within a year, as a file."""
    events = published().filter(over_at__gt=timezone.now() - KEPT).order_by("starts_at", "page_ptr_id")
    entries = [entry_of(event) for event in events[:MOST_IN_CALENDAR]]
    return calendar.written(entries, name=title(), maker=MAKER)


def one_entry(event):
    """A file with one event in it."""
    return calendar.written([entry_of(event)], name=title(), maker=MAKER)


def entry_of(event):
    """An event for calendars; its languages are one entry. The version's number grows with each publication."""
    changed_at = event.last_published_at or event.first_published_at
    address = settings.SITE_URL + address_of(event)
    note = [event.get_change_display(), event.change_note] if event.change else []
    return calendar.Entry(
        uid=str(event.translation_key),
        changed_at=changed_at,
        sequence=int((changed_at - event.first_published_at).total_seconds()),
        starts=event.starts_on if event.is_all_day else event.starts_at,
        ends=event.last_day if event.is_all_day else saying.end_of(event),
        title=event.title,
        text="\n".join(filter(None, [*map(str, note), event.summary, event.registration_url, address])),
        place=", ".join(
            filter(None, [event.place, event.address, saying.country_of(event), event.online_url])
        ),
        url=address,
        language=event.locale.language_code,
        is_cancelled=event.is_cancelled,
    )
