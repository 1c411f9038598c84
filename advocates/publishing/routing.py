"""Which page stands at an address: one of our usual ones is found by one query, however deep it lies."""

from django.db.models import Exists, OuterRef, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import get_language
from wagtail.models import Page, Site

from advocates.core.asking import written_once
from advocates.publishing.reading import public_pages, specific_of

HOME_DEPTH = 2
DEEPEST = 3


def find(request, path, language):
    """Leave on the request what Wagtail's own routing would find there, step by step, with a query or two for each.

    Deeper pages, drafts, and languages without a home page of their own are left to Wagtail.
    """
    page = page_at(path, language)
    if page is not None:
        specific = specific_of(page)
        request._wagtail_route_for_request = specific.route(request, [])


def page_at(path, language=None):
    """The page that everybody may read at a path below the home page of a language, else of the active one.

    None for none, or a deep one.
    """
    steps = path.rstrip("/").split("/")
    if not all(steps) or len(steps) > DEEPEST:
        return None
    found = _below_home(language or get_language(), path, steps[-1], depth=HOME_DEPTH + len(steps))
    return next(iter(found), None)


@written_once
def _below_home(language, path, slug, *, depth):
    root = Site.objects.filter(is_default_site=True).values("root_page__translation_key")
    homes = Page.objects.live().alias(below=Concat("url_path", Value(path), output_field=TextField()))
    home = homes.filter(
        depth=HOME_DEPTH, locale__language_code=language, translation_key__in=root, below=OuterRef("url_path")
    )
    found = public_pages().filter(Exists(home), slug=slug, depth=depth)
    return found.select_related("locale").order_by("path")[:1]
