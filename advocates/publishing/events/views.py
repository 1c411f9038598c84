"""Public addresses of events besides their pages: the list by year, calendar files, the picture to pass on."""

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.content_languages import asked_by, language_of_content
from advocates.core.packed import tag_of
from advocates.core.pagecache import page_cached
from advocates.organisations.card_views import answer_card
from advocates.publishing.events import calendar, feed, listing
from advocates.publishing.events.presenting import card_of
from advocates.publishing.moved import moved_from, onward
from advocates.publishing.views import served

PUBLIC = audience(Audience.PUBLIC)


@PUBLIC
@require_safe
@page_cached(params=listing.PARAMETERS, watches=["pages"])
def events(request):
    """The list: a page like others, of which the address may ask for a year."""
    return served(request, "news/events/")


@PUBLIC
@page_cached(watches=["pages"])
@require_safe
def event_calendar(request, slug):
    """One event for a calendar."""
    event = published_or_404(slug)
    if event.slug != slug:
        return onward(request, event, "event.ics")
    return answer_calendar(request, feed.one_entry(event), name=slug)


@PUBLIC
@page_cached(params=["lang"], watches=["pages"])
@require_safe
def events_calendar(request):
    """All of them, to subscribe to."""
    with asked_by(request):
        return answer_calendar(request, feed.whole_calendar(), name="events")


@PUBLIC
@require_safe
def event_card(request, slug):
    """The picture of a published event, in its language."""
    event = published_or_404(slug)
    if event.slug != slug:
        return onward(request, event, "card.png")
    return answer_card(request, f"event-{event.translation_key.hex}.{language_of_content()}", card_of(event))


def published_or_404(slug):
    """The event at a slug, else one that once was there."""
    events = feed.published()
    event = events.filter(slug=slug).first()
    event = event or moved_from(f"news/events/{slug}/", language_of_content(), events)
    if event is None:
        raise Http404
    return event


def answer_calendar(request, body, *, name):
    """A file that programs ask for again and again."""
    answer = HttpResponse(body, content_type=calendar.CONTENT_TYPE)
    answer.headers["ETag"] = f'"{tag_of(body)}"'
    answer.headers["Content-Disposition"] = content_disposition_header(False, f"{name}.ics") or "inline"
    answer.headers["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=answer.headers["ETag"], response=answer) or answer
