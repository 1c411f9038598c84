"""What a newsletter may speak of: articles and events that are public in its language."""

import re

from django.utils import timezone

from advocates.publishing.addresses import address_of
from advocates.publishing.events import saying
from advocates.publishing.models import EventPage, KnowledgeArticle, NewsArticle
from advocates.publishing.reading import public_pages

MOST = 30
FIELD = re.compile(r"place-([0-9]{1,12})")
KINDS = (NewsArticle, KnowledgeArticle, EventPage)


def candidates(version, sent=()):
    """Those chosen already in their order, then the newest articles of each kind, and the events that come next.

    `sent` are the names of a form's fields: what stood in it when it was opened is not lost to what came since.
    """
    stored = [pk for pk in version.items.values_list("page_id", flat=True) if pk]
    asked = [int(match[1]) for match in map(FIELD.fullmatch, sent) if match]
    chosen = list(dict.fromkeys([*stored, *asked[: MOST * 4]]))
    found = {}
    for kind in KINDS:
        public = kind.objects.filter(
            pk__in=public_pages().values("pk"), locale__language_code=version.language
        ).select_related("locale")
        offered = list(first_of(public.exclude(pk__in=chosen))[:MOST])
        found.update({page.pk: page for page in [*public.filter(pk__in=chosen), *offered]})
    first = [found.pop(pk) for pk in chosen if pk in found]
    return [marked(page, version.read_from) for page in [*first, *found.values()]]


def first_of(pages):
    """Articles: the newest first. Events: what is not over, the next one first."""
    if pages.model is EventPage:
        return pages.to_come(timezone.now())
    return pages.order_by("-first_published_at", "-pk")


def marked(page, moment):
    """With its address, for whoever wants to read it before choosing; an event with when it is, and if that is over."""
    page.read_at = address_of(page)
    is_event = isinstance(page, EventPage)
    page.when = saying.when(page) if is_event else ""
    page.is_too_late = is_event and page.over_at <= moment
    return page


def too_late(version, moment):
    """The events of a version that are over at a moment: what leaves then says nothing of them."""
    return EventPage.objects.filter(pk__in=version.items.values("page"), over_at__lte=moment)


def says_something(version, moment):
    """Whether there is more in a version than its subject, for whoever reads it at a moment."""
    return bool(version.opening) or speaks_of_something(version, moment)


def speaks_of_something(version, moment):
    """Whether anything of what was chosen is left at a moment: not over, not withdrawn."""
    left = (
        public_pages().exclude(expire_at__lte=moment).exclude(pk__in=too_late(version, moment).values("pk"))
    )
    return version.items.filter(page__in=left.values("pk")).exists()


def translated(newsletter, language):
    """Ids of the same articles and events in another language, in the order of the first version."""
    first = newsletter.versions.order_by("pk").first()
    if first is None:
        return []
    keys = list(first.items.filter(page__isnull=False).values_list("page__translation_key", flat=True))
    same = public_pages().filter(translation_key__in=keys, locale__language_code=language)
    by_key = dict(same.values_list("translation_key", "pk"))
    return [by_key[key] for key in keys if key in by_key]
