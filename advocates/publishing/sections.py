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
    """Pages with one address in several languages become one place with these languages."""
    found = {}
    pages = listed_pages().public().filter(depth__gt=2).select_related("locale").order_by("path")
    known = [code for code, _name in settings.LANGUAGES]
    for page in pages:
        if page.locale.language_code in known:
            english = address_of(page, settings.LANGUAGE_CODE)
            found.setdefault(english, []).append(page)
    own = (*OWN, "/news/trials/") if Trial.objects.exists() else OWN
    return [Place(path) for path in own] + [
        Place(
            path, max(filter(None, (page.last_published_at for page in same)), default=None), languages(same)
        )
        for path, same in found.items()
    ]


def languages(pages):
    return tuple(page.locale.language_code for page in pages)
