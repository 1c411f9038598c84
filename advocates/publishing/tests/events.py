"""Events as the tests need them."""

from datetime import date, time

from advocates.publishing.models import EventIndex, EventOrganiser, EventPage

NEXT_YEAR = date.today().year + 1


def make_event(title="A day for groups", *, language="en", organisers=(), **fields):
    """A live event in Berlin next spring."""
    index = EventIndex.objects.get(locale__language_code=language)
    known = {
        "starts_on": date(NEXT_YEAR, 5, 4),
        "starts_time": time(14),
        "zone": "Europe/Berlin",
        "place": "House of groups, Berlin",
        "country": "DE",
    }
    event = EventPage(title=title, locale=index.locale, **{**known, **fields})
    event.organiser_rows = [EventOrganiser(organisation=each) for each in organisers]
    made = index.add_child(instance=event)
    if made.live:
        made.save_revision().publish()
        made.refresh_from_db()
    return made
