"""Public views: home, facts, funding, the record of data, and the pages that editors write."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.views import serve

from advocates.core import retention
from advocates.core.access import Audience, audience
from advocates.core.pagecache import page_cached
from advocates.organisations.geo.countries import language_name
from advocates.publishing import addresses, figures, routing
from advocates.publishing.addresses import crumbs
from advocates.publishing.models import FundingStatement, NewsArticle, home_page_of
from advocates.publishing.news import archive
from advocates.publishing.news.listing import listed
from advocates.publishing.reading import listed_pages, public_pages
from advocates.publishing.starting.filling import places_of

PUBLIC = audience(Audience.PUBLIC)
NEWEST = 3
LISTED = 200


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
    return listed(NewsArticle, home.locale_id, archive.Asked(), NEWEST)


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
    """A page of the editors; one that exists in another language only is shown in that, and says so."""
    return served(request, path)


@PUBLIC
@require_safe
@page_cached(params=archive.PARAMETERS, watches=["pages"])
def news(request):
    """The list of news: a page like others, of which the address may ask for a part."""
    return served(request, "news/")


def served(request, path):
    """What Wagtail answers at a path below the home page of a language, else the same page in another language."""
    language, below = addresses.split(path)
    with override(settings.CONTENT_LANGUAGES.get(language, language)):
        if language in settings.CONTENT_LANGUAGES and not below:
            return written_in(request, language)
        routing.find(request, below, language)
        try:
            answer = serve(request, path)
        except Http404:
            answer = fallback(request, below, language)
        answer.headers.setdefault("Content-Language", get_language() or settings.LANGUAGE_CODE)
        # Where the interface has another language than the address, it is drawn while that one is active.
        return answer.render() if hasattr(answer, "render") else answer


def fallback(request, path, language):
    """The page at the same address of another language, with a word on that; its own address is the one that counts.

    Leads to the translation where that has another address. Raises `Http404` where there is nothing.
    """
    found = next(iter(addresses.live_elsewhere(path, language)), None)
    if found is None:
        raise Http404
    own = public_pages().filter(translation_key=found.translation_key, locale__language_code=language).first()
    if own is not None:
        to = addresses.address_of(own, language)
        if to == request.path:
            # It is there, and has no answer to what was asked of it.
            raise Http404
        return redirect(to)
    page = found.specific
    page.locale = found.locale
    context = {
        **page.get_context(request),
        "fallback": {"wanted": language_name(language, get_language()), "page": page},
        "canonical_url": settings.SITE_URL + addresses.address_of(page),
        "alternates": [],
    }
    return render(request, page.get_template(request), context)


def written_in(request, language):
    """What there is in a language that has no interface."""
    pages = list(listed_pages().public().filter(locale__language_code=language, depth__gt=2).select_related("locale")
        .order_by("-first_published_at", "-pk")[:LISTED])  # fmt: skip
    if not pages:
        raise Http404
    context = {
        "pages": pages,
        "name": dict(settings.LANGUAGES)[language],
        "language": language,
        "alternates": [],
    }
    return render(request, "publishing/written_in.html", context)
