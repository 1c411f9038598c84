"""What this app gives to the sitemap: its own views, and every live page."""

from django.conf import settings

from advocates.core.sitemap import Place, register
from advocates.publishing.addresses import address_of
from advocates.publishing.models import Trial
from advocates.publishing.reading import listed_pages

OWN = ("/", "/about/facts/", "/about/funding/", "/privacy/records/")


def register_all():
    """Called when the app is ready."""
    register("pages", places)


def places():
    """Pages that say the same in several languages are one place, whatever their addresses are."""
    found = {}
    pages = listed_pages().public().filter(depth__gt=2).select_related("locale").order_by("path")
    known = [code for code, _name in settings.LANGUAGES]
    for page in pages:
        if page.locale.language_code in known:
            found.setdefault(page.translation_key, []).append(page)
    own = (*OWN, "/news/trials/") if Trial.objects.exists() else OWN
    return [*map(Place, own), *map(place_of, found.values())]


def place_of(same):
    """One page in its languages."""
    addresses = {page.locale.language_code: address_of(page) for page in same}
    changed_at = max(filter(None, (page.last_published_at for page in same)), default=None)
    return Place(next(iter(addresses.values())), changed_at, addresses=addresses)
