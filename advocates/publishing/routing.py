"""Which page stands at an address: the usual one, right below the home page, is found by one query."""

from django.db.models import Exists, OuterRef
from django.db.models.functions import Substr
from django.utils.translation import get_language
from wagtail.models import Page, Site

DEPTH = 3


def find(request, path):
    """Leave on the request what Wagtail's own routing would find there, step by step, with a query or two for each.

    Deeper pages, drafts, and languages without a home page of their own are left to Wagtail.
    """
    slug, _slash, rest = path.partition("/")
    if rest or not slug:
        return
    page = _below_home(get_language()).filter(slug=slug).select_related("locale").first()
    if page is not None:
        specific = page.specific
        specific.locale = page.locale
        request._wagtail_route_for_request = specific.route(request, [])


def _below_home(language):
    root = Site.objects.filter(is_default_site=True).values("root_page__translation_key")
    home = Page.objects.live().filter(
        path=Substr(OuterRef("path"), 1, (DEPTH - 1) * Page.steplen),
        locale__language_code=language,
        translation_key__in=root,
    )
    return Page.objects.live().filter(Exists(home), depth=DEPTH)
