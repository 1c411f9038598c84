"""What hangs below a page (comments, a card, a calendar file, a form) is found under the page's old addresses, too.

Asked only where nothing stands at the address.
"""

from django.http import HttpResponsePermanentRedirect
from wagtail.contrib.redirects.models import Redirect

from advocates.core.i18n import in_language
from advocates.publishing.addresses import address_of


def moved_from(path, language, pages):
    """Which of these pages had a path below the home page of a language once; None for none."""
    old = Redirect.normalise_path(in_language(f"/{path}", language))
    led = Redirect.objects.filter(old_path=old).values("redirect_page")
    return pages.filter(pk__in=led, locale__language_code=language).select_related("locale").first()


def onward(request, page, below):
    """To the same thing below the page's address of today."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address_of(page)}{below}{query and f'?{query}'}")
