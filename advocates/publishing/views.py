"""Public views: home, facts, funding, the record of data, and the pages that editors write."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.views import serve

from advocates.core import retention
from advocates.core.access import Audience, audience
from advocates.core.pagecache import page_cached
from advocates.publishing import figures, routing
from advocates.publishing.addresses import crumbs, live_elsewhere
from advocates.publishing.models import FundingStatement, NewsArticle, home_page_of
from advocates.publishing.news import archive
from advocates.publishing.starting.filling import places_of

PUBLIC = audience(Audience.PUBLIC)
NEWEST = 3


@PUBLIC
@require_safe
@page_cached(watches=["pages"])
def home(request):
    """The way to a group, the counts, and what the editors add below."""
    language = get_language()
    page = home_page_of(language)
    news = newest(page)
    places = places_of(page, has_news=bool(news))
    context = {"page": page, "newest": news, "places": places, **figures.for_home(language)}
    return render(request, "publishing/home.html", context)


def newest(home):
    """The newest articles of the home page's language."""
    if home is None:
        return []
    articles = NewsArticle.objects.live().of_locale(home.locale_id).select_related("locale")
    return list(articles.newest_first()[:NEWEST])


@PUBLIC
@require_safe
@page_cached(watches=["pages"])
def facts(request):
    """Computed figures, what each of them counts, and whom the press may ask."""
    language = get_language()
    context = figures.for_facts(language)
    context["page"] = home_page_of(language) or home_page_of(settings.LANGUAGE_CODE)
    context["crumbs"] = crumbs((_("About us"), "/about/"), _("Facts and figures"))
    return render(request, "publishing/facts.html", context)


@PUBLIC
@require_safe
@page_cached(watches=["pages"])
def funding(request):
    """What the network has said about its money, newest first; in English where the reader's language lacks it."""
    live = FundingStatement.objects.filter(live=True).select_related("locale")
    own = live.filter(locale__language_code=get_language())
    statements = list(own) or list(live.filter(locale__language_code=settings.LANGUAGE_CODE))
    context = {
        "statements": statements,
        "crumbs": crumbs((_("About us"), "/about/"), _("Where our money comes from")),
    }
    return render(request, "publishing/funding.html", context)


@PUBLIC
@require_safe
@page_cached
def privacy_records(request):
    """Which data is kept, why and how long: the registry that the deletion itself follows."""
    context = {
        "records": figures.records(retention.rules()),
        "classes": figures.classes(),
        "crumbs": crumbs((pgettext("page", "Privacy"), "/privacy/"), _("All data that is kept")),
    }
    return render(request, "publishing/privacy_records.html", context)


@PUBLIC
@require_safe
@page_cached(watches=["pages"])
def page(request, path):
    """A page of the editors; one that exists in another language only says so."""
    return served(request, path)


@PUBLIC
@require_safe
@page_cached(params=archive.PARAMETERS, watches=["pages"])
def news(request):
    """The list of news: a page like others, of which the address may ask for a part."""
    return served(request, "news/")


def served(request, path):
    """What Wagtail answers at a path below the home page of the language."""
    routing.find(request, path)
    try:
        return serve(request, path)
    except Http404:
        others = live_elsewhere(path, get_language())
        if not others:
            raise
        return render(
            request, "publishing/not_in_language.html", {"others": others, "alternates": []}, status=404
        )
