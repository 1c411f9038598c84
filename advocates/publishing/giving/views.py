"""The page to which a payment provider leads back."""

from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.pagecache import page_cached
from advocates.publishing.addresses import crumbs
from advocates.publishing.models import donate_page_of


@audience(Audience.PUBLIC)
@require_safe
@page_cached(watches=["pages"])
def donate_thanks(request):
    """Thanks, in the editors' words; it says nothing of who gave, because nobody here knows."""
    page = donate_page_of(get_language())
    return render(
        request,
        "publishing/giving/thanks.html",
        {"page": page, "crumbs": crumbs((page.title if page else _("Donate"), "/donate/"), _("Thank you"))},
    )
