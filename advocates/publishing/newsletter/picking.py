"""Articles that a newsletter may speak of: what is public in its language, the newest first."""

import re

from advocates.publishing.addresses import address_of
from advocates.publishing.models import KnowledgeArticle, NewsArticle
from advocates.publishing.reading import public_pages

MOST = 30
FIELD = re.compile(r"place-([0-9]{1,12})")
KINDS = (NewsArticle, KnowledgeArticle)


def candidates(version, sent=()):
    """Those chosen already in their order, then the newest of each kind.

    `sent` are the names of a form's fields: what stood in it when it was opened is not lost to what came since.
    """
    stored = [pk for pk in version.items.values_list("page_id", flat=True) if pk]
    asked = [int(match[1]) for match in map(FIELD.fullmatch, sent) if match]
    chosen = list(dict.fromkeys([*stored, *asked[: MOST * 4]]))
    found = {}
    for kind in KINDS:
        public = kind.objects.filter(
            pk__in=public_pages().values("pk"), locale__language_code=version.language
        )
        public = public.select_related("locale").order_by("-first_published_at", "-pk")
        newest = list(public.exclude(pk__in=chosen)[:MOST])
        found.update({page.pk: page for page in [*public.filter(pk__in=chosen), *newest]})
    first = [found.pop(pk) for pk in chosen if pk in found]
    return [marked(page) for page in [*first, *found.values()]]


def marked(page):
    """With its address, for whoever wants to read it before choosing."""
    page.address = address_of(page)
    return page


def translated(newsletter, language):
    """Ids of the same articles in another language, in the order of the first version."""
    first = newsletter.versions.order_by("pk").first()
    if first is None:
        return []
    keys = list(first.items.filter(page__isnull=False).values_list("page__translation_key", flat=True))
    same = public_pages().filter(translation_key__in=keys, locale__language_code=language)
    by_key = dict(same.values_list("translation_key", "pk"))
    return [by_key[key] for key in keys if key in by_key]
