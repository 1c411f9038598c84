"""List and map for the frames of other sites, and the page that gives a webmaster the lines to copy."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.headers import site_policy
from advocates.core.i18n import LANGUAGE_CODES, in_language
from advocates.core.pagecache import page_cached
from advocates.core.profile import in_language as named
from advocates.core.profile import profile
from advocates.organisations import listing
from advocates.organisations.directory import Query, index
from advocates.organisations.finding import as_parameters, asked_of
from advocates.organisations.geo.countries import COUNTRIES, country_name, sort_key
from advocates.organisations.maps import Map
from advocates.organisations.presenting import place

PARAMETERS = ("region", "country", "disease", "language", "lang")
# More would weigh too much on somebody else's page; the rest is one click away.
MOST = 60
HEIGHT = 640
ANYBODY = "*"


@audience(Audience.PUBLIC)
@page_cached(params=PARAMETERS)
@require_safe
def directory_embed(request: HttpRequest) -> HttpResponse:
    """The only page that may stand in a frame of another site."""
    asked_language = request.GET.get("lang", "")
    language = asked_language if asked_language in LANGUAGE_CODES else get_language() or "en"
    with translation.override(language):
        answer = _embed(request, language)
    answer.headers["Content-Security-Policy"] = site_policy(ANYBODY)
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Content-Language"] = language
    return answer


def _embed(request: HttpRequest, language: str) -> HttpResponse:
    asked = asked_of(request.GET)
    # Words and services are not asked for here, whatever the address says.
    query, groups = replace(asked.query, text="", services=()), index()
    selection = groups.select(query)
    found = groups.positions(selection, language)
    directory = reverse("directory")
    address = f"{directory}?{as_parameters(query)}" if not query.is_empty else directory
    context = {
        "rows": [_row(groups.entries[at], language) for at in found[:MOST]],
        "count": len(found),
        "has_more": len(found) > MOST,
        "address": address,
        "heading": _heading(query, language),
        "map": _in_a_new_tab(listing.small_map_of(groups, selection, query, language)),
        "errors": asked.errors,
        "canonical_url": settings.SITE_URL + directory,
        "alternates": [],
    }
    return render(request, "organisations/embed.html", context, status=422 if asked.errors else 200)


def _row(entry: Any, language: str) -> dict[str, Any]:
    return {
        "url": reverse("organisation", args=[entry.slug]),
        "name": entry.name,
        "place": place(entry.city, entry.country, language),
        "is_member": entry.is_member,
        "is_confirmed": entry.confirmed_on is not None,
    }


def _heading(query: Query, language: str) -> str:
    """What is shown, in words."""
    if query.country:
        return _("Patient groups: %(country)s") % {"country": country_name(query.country, language)}
    if query.region:
        return _("Patient groups: %(region)s") % {
            "region": named(profile().regions[query.region].names, language)
        }
    return _("Patient groups around the world")


def _in_a_new_tab(drawn: Map) -> Map:
    """The markers' links leave the frame: the page that they lead to may not stand in it."""
    opened = 'a target="_blank" rel="noopener" '
    markers = tuple(SafeString(layer.replace("<a ", f"<{opened}")) for layer in drawn.markers)
    return Map(drawn.shapes, markers)


@audience(Audience.PUBLIC)
@page_cached(params=("region", "country", "in"))
@require_safe
def directory_embed_how(request: HttpRequest) -> HttpResponse:
    """What to copy, for the chosen part of the world and language."""
    language = get_language() or settings.LANGUAGE_CODE
    query = asked_of(request.GET).query
    shown = Query(region=query.region, country=query.country)
    asked = request.GET.get("in", "")
    inside = asked if asked in LANGUAGE_CODES else language
    regions = [{"id": r.id, "name": named(r.names, language)} for r in profile().regions.values()]
    countries = [{"id": code.lower(), "name": country_name(code, language)} for code in COUNTRIES]
    context = {
        "query": shown,
        "inside": inside,
        "regions": regions,
        "countries": sorted(countries, key=lambda row: sort_key(row["name"], language)),
        "frame": frame(shown, inside),
        "script": script(),
        "preview": f"{reverse('directory_embed')}?{_parameters(shown, inside)}",
    }
    return render(request, "organisations/embed_how.html", context)


def _parameters(query: Query, language: str) -> str:
    chosen = {"region": query.region, "country": query.country.lower(), "lang": language}
    return urlencode({name: value for name, value in chosen.items() if value})


def frame(query: Query, language: str) -> SafeString:
    """The frame, with a link below it for readers whose browser shows none."""
    embed, directory = settings.SITE_URL + "/directory/embed/", in_language("/directory/", language)
    with translation.override(language):
        title = _heading(query, language)
    return format_html(
        '<iframe src="{}?{}" title="{}" width="100%" height="{}" loading="lazy" referrerpolicy="no-referrer" '
        'style="border:0"></iframe>\n<p><a href="{}" lang="{}">{}</a></p>',
        embed,
        _parameters(query, language),
        title,
        HEIGHT,
        settings.SITE_URL + directory,
        language,
        title,
    )


def script() -> SafeString:
    """Lines for the page around: they give the frame the height that it says it needs, and listen to it alone."""
    return SafeString(
        "<script>addEventListener('message',function(e){if(e.origin!=='"
        + settings.SITE_URL
        + "')return;document.querySelectorAll('iframe').forEach(function(f){"
        "if(f.contentWindow===e.source&&e.data.height>0)f.height=Math.min(e.data.height,9000)})})</script>"
    )
