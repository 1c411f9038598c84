"""The directory, a country, an organisation."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advocates.core.access import Audience, audience
from advocates.core.limits import limited
from advocates.core.pagecache import page_cached
from advocates.core.paging import paginate
from advocates.core.profile import in_language, profile
from advocates.core.viewer import viewer_of
from advocates.organisations import facets, listing, pages, sharing
from advocates.organisations.directory import Query, index
from advocates.organisations.enquiries import reach, showing
from advocates.organisations.finding import PARAMETERS, asked_of
from advocates.organisations.geo.countries import COUNTRIES, country_name
from advocates.organisations.models import Organisation

PAGE_SIZE = 20
# A country with more has the rest in the directory, page after page.
MOST_IN_COUNTRY = 40


@audience(Audience.PUBLIC)
# Outside of the page cache, which takes away what a proxy says of the visitor's address.
@limited("search", when=lambda request: bool(request.GET.get("q")))
@page_cached(params=PARAMETERS, multiple=("service",))
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """List and map of the groups; the whole state is in the address."""
    language, groups, asked = get_language() or "en", index(), asked_of(request.GET)
    selection = groups.select(asked.query)
    page = paginate(groups.positions(selection, language), request.GET.get("page", ""), PAGE_SIZE)
    context = {
        "asked": asked,
        "page": page,
        "sections": listing.sections(groups, selection, page.items, language),
        "facets": facets.facets(groups, selection, asked.query, language),
        "table": listing.table(groups, page.items, language) if request.GET.get("view") == "table" else None,
        "summary": listing.summary(groups, selection),
        "map": listing.map_of(groups, selection, asked.query, language),
        "chosen": listing.chosen(asked.query, language),
        "instead": listing.instead(groups, asked.query, language) if not page.count else None,
        "downloads": listing.downloads(asked.query),
        "share": sharing.of_directory(groups, asked.query, language),
        **listing.region_context(groups, selection, asked.query, language),
        "crumbs": _crumbs(),
    }
    return render(request, "organisations/directory.html", context, status=422 if asked.errors else 200)


@audience(Audience.PUBLIC)
@page_cached()
@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """A country, also one where no group is known yet."""
    if code not in COUNTRIES:
        raise Http404
    language, groups = get_language() or "en", index()
    selection = groups.select(Query(country=code))
    found = groups.positions(selection, language)
    region = profile().regions.get(profile().region_of(code))
    context = {
        "code": code,
        "name": country_name(code, language),
        "region": region,
        "region_name": in_language(region.names, language) if region else "",
        "region_count": groups.facts.by_region[region.id] if region else 0,
        "rows": listing.rows(groups, found[:MOST_IN_COUNTRY], language),
        "has_more": len(found) > MOST_IN_COUNTRY,
        "count": len(found),
        "near": listing.near(groups, code, language),
        "online": listing.online_in_languages(groups, code, language),
        "map": listing.country_map(groups, code, language),
        "ask_url": "" if reach.is_any_in(code) else showing.ask_url(code),
        "share": sharing.of_country(groups, code, selection, language),
        "crumbs": _crumbs(country_name(code, language)),
    }
    return render(request, "organisations/country.html", context)


@audience(Audience.PUBLIC)
@page_cached()
@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything public about one organisation."""
    viewer = viewer_of(request)
    found, shown = Organisation.objects.visible_to(viewer), Organisation.at(slug, viewer)
    if shown is None:
        shown = get_object_or_404(found.once_at(slug).distinct()[:1])
        return redirect(found.end_of(shown) or shown, permanent=True)
    if successor := found.end_of(shown):
        return redirect(successor, permanent=True)
    if index().has_more(slug):
        prefetch_related_objects([shown], "descriptions", "channels")
    else:
        shown.without_more()
    language = get_language() or "en"
    context = pages.organisation_context(shown, language)
    context |= showing.reach_context(shown)
    context["share"] = sharing.of_organisation(shown, language)
    context["crumbs"] = _crumbs(country_name(shown.country, language) if shown.country else "", shown)
    return render(request, "organisations/organisation.html", context)


def _crumbs(country: str = "", shown: Organisation | None = None) -> list[dict[str, Any]]:
    crumbs = [{"url": "/" if get_language() == "en" else f"/{get_language()}/", "label": _("Home")}]
    crumbs.append({"url": reverse("directory"), "label": _("Find a group")})
    if country:
        crumbs.append({"url": reverse("country", args=[shown.country]) if shown else "", "label": country})
    if shown:
        crumbs.append({"url": "", "label": shown.name})
    return crumbs
