"""The public list of trials."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.pagecache import page_cached
from advocates.publishing.addresses import crumbs
from advocates.publishing.trials import listing


@audience(Audience.PUBLIC)
@require_safe
@page_cached(params=listing.PARAMETERS, watches=["pages"])
def trials(request):
    """Trials that take patients in; of one country, where the address says so."""
    context = listing.context_of(request.GET, get_language() or "en")
    context["crumbs"] = crumbs((pgettext("menu", "News"), "/news/"), _("Clinical trials"))
    context["action"] = reverse("trials")
    return render(request, "publishing/trials/trials.html", context)
